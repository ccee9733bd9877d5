"""A new ticket by an agent, while somebody is on the phone or stands at the counter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import access
from tickets.actions.customers import find_or_make_customer
from tickets.actions.noting import note
from tickets.actions.opening import Matter, open_ticket
from tickets.actions.sending import acknowledge_without_mail
from tickets.actors import Actor
from tickets.forms.opening import UNASKED, YES, NewTicketForm
from tickets.models import Right, Ticket
from tickets.queries.facets import Reader
from tickets.views.acting import attempt, go_back, sent
from tickets.views.gate import DeskRequest, at_desk, reader_of
from tickets.views.writing import stored


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new_ticket(request: DeskRequest) -> HttpResponse:
    access.require_right(request.user, Right.WORK_TICKETS)
    reader = reader_of(request)
    form = NewTicketForm(sent(request), request.FILES or None, reader=reader)
    opened: list[Ticket] = []

    def begin(given: dict[str, Any]) -> None:
        opened.append(_open(reader, given))

    if request.method == "POST":
        status = attempt(form, begin)
        if status is None:
            (ticket,) = opened
            words = _("%(number)s is open. Tell the customer this number.")
            messages.success(request, words % {"number": ticket.number})
            return go_back(request, ticket)
        return _show(request, form, status)
    return _show(request, form, 200)


@transaction.atomic
def _open(reader: Reader, given: dict[str, Any]) -> Ticket:
    """Open it as the customer's matter, entered by the agent; a late entry says why."""
    actor = Actor.for_user(reader.user)
    customer = find_or_make_customer(
        at=reader.now,
        name=given["name"],
        phone=given["phone"],
        email=given["email"],
        language=given["language"],
    )
    matter = Matter(
        text=given["text"],
        channel=given["channel"],
        received_at=given["received_at"],
        category_id=given["category_id"],
        desired_outcome=given["desired_outcome"],
        hurt_or_danger=None if given["danger"] == UNASKED else given["danger"] == YES,
        language=given["language"],
        files=stored(given["attachments"], reader.now),
    )
    ticket = open_ticket(matter=matter, customer=customer, actor=actor, at=reader.now)
    if given["late_reason"]:
        note(ticket_id=ticket.pk, actor=actor, at=reader.now, text=given["late_reason"])
    if not given["email"]:
        acknowledge_without_mail(ticket_id=ticket.pk, at=reader.now)
    return ticket


def _show(request: DeskRequest, form: NewTicketForm, status: int) -> HttpResponse:
    context = {
        "act": {
            "title": _("New ticket"),
            "lead": _("For what you hear or are handed. Whoever complains gets the number."),
            "url": reverse("desk:new-ticket"),
            "submit": _("Open the ticket"),
            "back_url": reverse("desk:queue"),
            "form": form,
        }
    }
    return render(request, "tickets/act.html", context, status=status)
