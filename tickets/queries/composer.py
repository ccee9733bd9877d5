"""What the composer on the ticket page needs: its tabs, its form, its tools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets import slots, states
from tickets.addressing import address
from tickets.forms.composing import AFTERWARDS, INTERIM, RESOLVE, NoteForm, ReplyForm, offer
from tickets.kept_sql import Kept, Question
from tickets.models import Draft, Ticket, User

REPLY, NOTE = "reply", "note"


@dataclass(frozen=True)
class Plan:
    """What a composer looks like, whichever ticket it belongs to and whatever was begun in it."""

    kind: str
    may_reply: bool = True
    afterwards: tuple[str, ...] = ()
    then: str = ""
    has_focus: bool = False
    reach: slots.Reach | None = None


@dataclass(frozen=True)
class Composer:
    """`body` is what was begun; `refused` a form that came back with its text and its errors."""

    plan: Plan
    ticket: Ticket
    reply_to: str
    body: str = ""
    refused: forms.Form | None = None

    def context(self) -> dict[str, Any]:
        """Return `composer` as tickets/_composer.html takes it."""
        kind, ticket = self.plan.kind, self.ticket
        return {
            "url": address(f"desk:{kind}", ticket.pk),
            "form": self._form(),
            "tabs": self._tabs(),
            "submit": _("Keep the note") if kind == NOTE else pgettext("answer", "Send"),
            "is_note": kind == NOTE,
            "draft_key": f"{ticket.pk}-{kind}",
            "draft_url": address("desk:draft", ticket.pk),
            "kind": kind,
            "reach": self.plan.reach,
            "tools": _tools(ticket, kind),
        }

    def _form(self) -> forms.Form:
        plan, form = self.plan, self.refused
        if form is None:
            form_class = NoteForm if plan.kind == NOTE else ReplyForm
            begun = {"body": self.body, "then": plan.then}
            form = form_class(ticket=self.ticket, initial=begun)
        if plan.kind == REPLY:
            # Not to offer it is enough: what is sent all the same is judged by the action.
            offer(form, "then", [each for each in AFTERWARDS if each[0] in plan.afterwards])
        _bind_keys(form, plan.kind, plan.has_focus and not form.is_bound)
        return form

    def _tabs(self) -> list[dict[str, Any]]:
        here, kind = address("desk:ticket", self.ticket.pk), self.plan.kind
        reply = {"url": f"{here}?write=reply#id_body", "name": self.reply_to, "icon": "reply"}
        note = {"url": f"{here}?write=note#id_body", "name": _("Note"), "icon": "note"}
        tabs = [reply | {"key": "r", "is_current": kind == REPLY}] if self.plan.may_reply else []
        return [*tabs, note | {"key": "n", "is_current": kind == NOTE}]


def composer(
    ticket: Ticket,
    user: User,
    *,
    kind: str,
    form: forms.Form | None = None,
    body: str = "",
    then: str = "",
    has_focus: bool = False,
    is_due_by_law: bool = False,
) -> Composer:
    """Return what the composer shows; the kept draft fills one that wasn't refused.

    `body` and `then` are a macro's: what it would have the agent write and do. `is_due_by_law`
    offers to send the interim answer that a law asks for.
    """
    may_reply = ticket.status in (*states.LIVE, states.RESOLVED)
    kind = kind if kind == NOTE or may_reply else NOTE
    reach = slots.reach(ticket) if kind == REPLY else None
    if form is None:
        body = body or kept_text(ticket, user, kind)
    offered = _afterwards(ticket, is_due_by_law)
    plan = Plan(kind, may_reply, offered, then, has_focus, reach)
    return Composer(plan, ticket, _reply_to(ticket.customer.name), body, form)


def _afterwards(ticket: Ticket, is_due_by_law: bool) -> tuple[str, ...]:
    """What may come of an answer: nobody waits for a customer while a ticket stands still."""
    is_moving = ticket.status in states.LIVE and ticket.status != states.ON_HOLD
    offered = {
        states.OPEN: True,
        states.WAITING_CUSTOMER: is_moving,
        INTERIM: is_due_by_law,
        RESOLVE: ticket.status in states.LIVE,
    }
    return tuple(then for then, is_offered in offered.items() if is_offered)


def _reply_to(name: str) -> str:
    return _("Reply to %(customer)s") % {"customer": name} if name else _("Reply to the customer")


def _bind_keys(form: forms.Form, kind: str, has_focus: bool) -> None:
    """Its own key goes to the field; a page opened for writing starts in it."""
    attrs = form.fields["body"].widget.attrs
    attrs["data-key"] = "n" if kind == NOTE else "r"
    if has_focus:
        attrs["data-focus"] = True


def kept_text(ticket: Ticket, user: User, kind: str) -> str:
    return _draft.first(ticket.pk, user.pk, kind) or ""


def questions_of(ticket: Ticket, user: User, kind: str) -> Iterator[Question]:
    yield _draft.asking(ticket.pk, user.pk, kind)


_draft = Kept(
    lambda ticket, user, kind: Draft.objects.filter(
        ticket=ticket, user=user, kind=kind
    ).values_list("text", flat=True)
)


def _tools(ticket: Ticket, kind: str) -> list[dict[str, Any]]:
    if kind == NOTE:
        return []
    url = address("desk:macros", ticket.pk)
    return [{"url": url, "name": _("Macro"), "icon": "bolt", "key": "M"}]
