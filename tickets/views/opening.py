"""A new ticket by an agent, while somebody is on the phone or stands at the counter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets import access, slots
from tickets.actions.customers import find_or_make_customer
from tickets.actions.noting import note
from tickets.actions.opening import Matter, open_ticket
from tickets.actions.sending import acknowledge_without_mail
from tickets.actions.tasking import add_task
from tickets.actors import Actor
from tickets.forms.opening import UNASKED, YES, NewTicketForm
from tickets.models import Interview, Message, Right, Task, Ticket
from tickets.queries.facets import Reader
from tickets.views.acting import attempt, go_back, sent
from tickets.views.gate import DeskRequest, at_desk, reader_of
from tickets.views.writing import stored


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new_ticket(request: DeskRequest) -> HttpResponse:
    """A ticket by an agent; `?interview=7` makes it one that came of that talk."""
    access.require_right(request.user, Right.WORK_TICKETS)
    reader = reader_of(request)
    talk = _talk(request)
    form = NewTicketForm(sent(request), request.FILES or None, reader=reader, talk=talk)
    if request.method != "POST":
        return _show(request, form, talk, 200)
    opened: list[Ticket] = []
    status = attempt(form, lambda given: opened.append(_open_once(reader, given, talk)))
    if status is not None:
        if "attachments" in form.errors and (code := form.cleaned_data.get("channel")):
            slots.note_refused_file(code, reader.now)
        return _show(request, form, talk, status)
    (ticket,) = opened
    slots.note_taken_in(ticket.channel, reader.now)
    words = _("%(number)s is open. Tell the customer this number.")
    messages.success(request, words % {"number": ticket.number})
    return go_back(request, ticket)


def _talk(request: DeskRequest) -> Interview | None:
    asked = request.GET.get("interview", "")
    return get_object_or_404(Interview, pk=int(asked)) if asked.isdecimal() else None


def _open_once(reader: Reader, given: dict[str, Any], talk: Interview | None) -> Ticket:
    """Open it, or return what the same page has opened already: a page sent twice is one ticket."""
    provider_id = f"desk:{reader.user.pk}:{given['nonce']}" if given["nonce"] else ""
    known = {"channel": given["channel"], "provider_id": provider_id}
    before = Message.objects.filter(**known).first() if provider_id else None
    if before is not None:
        return before.ticket
    try:
        return _open(reader, given, talk, provider_id)
    except IntegrityError:
        if not provider_id:
            raise
        return Message.objects.get(**known).ticket


@transaction.atomic
def _open(
    reader: Reader, given: dict[str, Any], talk: Interview | None, provider_id: str
) -> Ticket:
    """Open it as the customer's matter, entered by the agent; a late entry says why."""
    actor = Actor.for_user(reader.user)
    customer = find_or_make_customer(
        at=reader.now,
        name=given["name"],
        phone=given["phone"],
        email=given["email"],
        language=given["language"],
    )
    matter = _matter(reader, given, talk, provider_id)
    ticket = open_ticket(matter=matter, customer=customer, actor=actor, at=reader.now)
    if given["late_reason"]:
        note(ticket_id=ticket.pk, actor=actor, at=reader.now, text=given["late_reason"])
    if given["call_back_at"]:
        add_task(
            ticket_id=ticket.pk,
            actor=actor,
            at=reader.now,
            kind=Task.Kind.CALL_BACK,
            due_at=given["call_back_at"],
        )
    if not given["email"]:
        acknowledge_without_mail(ticket_id=ticket.pk, at=reader.now)
    return ticket


def _matter(
    reader: Reader, given: dict[str, Any], talk: Interview | None, provider_id: str
) -> Matter:
    return Matter(
        text=given["text"],
        channel=given["channel"],
        received_at=given["received_at"],
        category_id=given["category_id"],
        desired_outcome=given["desired_outcome"],
        hurt_or_danger=None if given["danger"] == UNASKED else given["danger"] == YES,
        language=given["language"],
        store_id=given["store_id"],
        interview_id=talk.pk if talk else None,
        provider_id=provider_id,
        files=stored(given["attachments"], reader.now),
    )


def _show(
    request: DeskRequest, form: NewTicketForm, talk: Interview | None, status: int
) -> HttpResponse:
    back = reverse("desk:interview", args=[talk.pk]) if talk else reverse("desk:queue")
    context = {
        "act": {
            "title": _("New ticket"),
            "lead": _lead(talk),
            "url": reverse("desk:new-ticket") + (f"?interview={talk.pk}" if talk else ""),
            "submit": _("Open the ticket"),
            "back_url": back,
            "form": form,
        }
    }
    return render(request, "tickets/act.html", context, status=status)


def _lead(talk: Interview | None) -> str:
    if talk is None:
        return _("For what you hear or are handed. Whoever complains gets the number.")
    return _("One thing that was said in “%(title)s”.") % {"title": talk.title}
