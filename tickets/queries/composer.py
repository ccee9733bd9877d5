"""What the composer on the ticket page needs: its tabs, its form, its tools."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets import slots, states
from tickets.addressing import address
from tickets.forms.composing import AFTERWARDS, INTERIM, NoteForm, ReplyForm, offer
from tickets.kept_sql import Kept
from tickets.models import Draft, Ticket, User

REPLY, NOTE = "reply", "note"


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
) -> dict[str, Any]:
    """Return the context of tickets/_composer.html; the kept draft fills an unbound form.

    `body` and `then` are a macro's: what it would have the agent write and do. `is_due_by_law`
    offers to send the interim answer that a law asks for.
    """
    may_reply = ticket.status in (*states.LIVE, states.RESOLVED)
    kind = kind if kind == NOTE or may_reply else NOTE
    if form is None:
        text = body or kept_text(ticket, user, kind)
        form_class = NoteForm if kind == NOTE else ReplyForm
        form = form_class(ticket=ticket, initial={"body": text, "then": then})
    if kind == REPLY and not is_due_by_law:
        # Not to offer it is enough: sent all the same, it is an answer like any other.
        offer(form, "then", [choice for choice in AFTERWARDS if choice[0] != INTERIM])
    _bind_keys(form, kind, has_focus and not form.is_bound)
    here = address("desk:ticket", ticket.pk)
    return {
        "url": address(f"desk:{kind}", ticket.pk),
        "form": form,
        "tabs": _tabs(ticket, here, kind, may_reply),
        "submit": _("Keep the note") if kind == NOTE else pgettext("answer", "Send"),
        "is_note": kind == NOTE,
        "draft_key": f"{ticket.pk}-{kind}",
        "draft_url": address("desk:draft", ticket.pk),
        "kind": kind,
        "reach": slots.reach(ticket) if kind == REPLY else None,
        "tools": _tools(ticket, kind),
    }


def _bind_keys(form: forms.Form, kind: str, has_focus: bool) -> None:
    """Its own key goes to the field; a page opened for writing starts in it."""
    attrs = form.fields["body"].widget.attrs
    attrs["data-key"] = "n" if kind == NOTE else "r"
    if has_focus:
        attrs["data-focus"] = True


def kept_text(ticket: Ticket, user: User, kind: str) -> str:
    return _draft.first(ticket.pk, user.pk, kind) or ""


_draft = Kept(
    lambda ticket, user, kind: Draft.objects.filter(
        ticket=ticket, user=user, kind=kind
    ).values_list("text", flat=True)
)


def _tabs(ticket: Ticket, here: str, kind: str, may_reply: bool) -> list[dict[str, Any]]:
    name = ticket.customer.name
    to = _("Reply to %(customer)s") % {"customer": name} if name else _("Reply to the customer")
    reply = {"url": f"{here}?write=reply#id_body", "name": to, "icon": "reply", "key": "r"}
    note = {"url": f"{here}?write=note#id_body", "name": _("Note"), "icon": "note", "key": "n"}
    tabs = [reply | {"is_current": kind == REPLY}] if may_reply else []
    return [*tabs, note | {"is_current": kind == NOTE}]


def _tools(ticket: Ticket, kind: str) -> list[dict[str, Any]]:
    if kind == NOTE:
        return []
    url = address("desk:macros", ticket.pk)
    return [{"url": url, "name": _("Macro"), "icon": "bolt", "key": "M"}]
