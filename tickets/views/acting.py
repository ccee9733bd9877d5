"""One action on one ticket, asked for on a page of its own.

A GET shows the form, a POST does it and goes back to the ticket. What is refused is shown again
with everything that was typed: 422 when the form has to change, 409 when the ticket has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets import access
from tickets.actors import Actor
from tickets.errors import Conflict, DeskError, Incomplete, NotAllowed, StaleTicket
from tickets.forms.composing import VersionForm
from tickets.models import Ticket
from tickets.queries.news import changes_since
from tickets.views.gate import DeskRequest

UNPROCESSABLE, CONFLICT = 422, 409

# Where an action's `Incomplete.field` is called otherwise in a form.
FIELDS = {"text": "body", "next_step_by": "next_by", "category": "category_id", "tier": "tier_id"}


@dataclass(frozen=True)
class Act:
    """What a page says before it does something: see templates/tickets/act.html."""

    title: str
    submit: str
    lead: str = ""
    done: str = ""
    is_harm: bool = False
    back: str = ""
    facts: Sequence[tuple[str, Any]] = ()


class Signature(TypedDict):
    """Who does it, and when: what every action asks for."""

    actor: Actor
    at: datetime


def signed(request: DeskRequest) -> Signature:
    """Return who asks and the moment: `hold(ticket_id=…, **signed(request))`."""
    return {"actor": Actor.for_user(request.user), "at": timezone.now()}


def answer(
    request: DeskRequest,
    ticket: Ticket,
    act: Act,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Show the form, or do what it says and go back to the ticket."""
    if request.method != "POST":
        return show(request, ticket, act, form)
    status = attempt(form, do)
    if status is not None:
        return show(request, ticket, act, form, status=status)
    return go_back(request, ticket, act.done)


def sent(request: DeskRequest) -> QueryDict | None:
    """Return what fills a form: nothing on a GET, on a POST what was sent, even nothing."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, do: Callable[[dict[str, Any]], object]) -> int | None:
    """Do it; return None when it is done, else the status of the refusal that the form tells of."""
    if not form.is_valid():
        return UNPROCESSABLE
    try:
        do({**form.cleaned_data})
    except NotAllowed:
        raise
    except StaleTicket as refusal:
        tell_stale(form, refusal)
        return CONFLICT
    except Conflict as refusal:
        form.add_error(None, str(refusal))
        return CONFLICT
    except Incomplete as refusal:
        names = (refusal.field, FIELDS.get(refusal.field))
        name = next((name for name in names if name in form.fields), None)
        form.add_error(name, str(refusal))
        return UNPROCESSABLE
    except DeskError as refusal:
        form.add_error(None, str(refusal))
        return UNPROCESSABLE
    return None


def tell_stale(form: forms.Form, refusal: StaleTicket) -> None:
    """Say what the others did, and let the form speak about the ticket as it is now.

    Sending it again is then a decision, made with what is new in sight.
    """
    assert isinstance(form, VersionForm)
    lines: list[str] = []
    data = form.data.copy()  # type: ignore[attr-defined]  # a form that was sent holds a QueryDict
    for name, ticket in form.carried_versions().items():
        seen = form.cleaned_data.get(name)
        lines += changes_since(ticket, seen) if seen is not None else []
        versions = Ticket.objects.values_list("version", flat=True)
        data[form.add_prefix(name)] = versions.get(pk=ticket.pk)
    form.add_error(None, " ".join([str(refusal), *(f"{line}." for line in lines)]))
    form.data = data


def show(
    request: DeskRequest, ticket: Ticket, act: Act, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    context = {
        "act": {
            "title": act.title,
            "lead": act.lead,
            "url": request.path,
            "submit": act.submit,
            "is_harm": act.is_harm,
            "facts": act.facts,
            "number": ticket.number,
            "back": act.back,
            "back_url": reverse("desk:ticket", args=[ticket.pk]),
            "form": form,
        }
    }
    return render(request, "tickets/act.html", context, status=status)


def go_back(
    request: DeskRequest, ticket: Ticket, done: str = "", *, message_id: int | None = None
) -> HttpResponseRedirect:
    """Go back to the ticket, to what was just said if that is given.

    To the queue when the ticket is out of this person's sight now.
    """
    if done:
        messages.success(request, done)
    if access.tickets_for(request.user).filter(pk=ticket.pk).exists():
        anchor = f"#message-{message_id}" if message_id else ""
        return HttpResponseRedirect(reverse("desk:ticket", args=[ticket.pk]) + anchor)
    if not done:
        messages.success(request, _("Done. You don’t see this ticket any more."))
    return HttpResponseRedirect(reverse("desk:queue"))
