"""Answering and noting from the ticket page, with drafts, macros and a few seconds to undo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tickets import access, configuration, display, presence, states
from tickets.actions.drafting import keep_draft
from tickets.actions.noting import note as write_note
from tickets.actions.replying import reply as send_reply
from tickets.actions.replying import undo_reply as take_back
from tickets.actors import Actor
from tickets.errors import Conflict, Incomplete
from tickets.forms.composing import INTERIM, RESOLVE, NoteForm, ReplyForm
from tickets.models import Macro, Message, StoredFile, Ticket
from tickets.queries.composer import NOTE, REPLY
from tickets.queries.macros import macros_for, text_for
from tickets.queries.news import version_to_check
from tickets.uploads import RefusedFile, clean_name, store_upload
from tickets.views.acting import attempt, go_back
from tickets.views.gate import DeskRequest, at_desk, workable
from tickets.views.ticket import ticket_page


@require_POST
@at_desk
def reply(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Answer the customer. "And resolve" keeps the text and goes on to the resolution."""
    found = workable(request, ticket_id)
    form = ReplyForm(request.POST, request.FILES, ticket=found)
    now = timezone.now()
    if request.POST.get("then") == RESOLVE:
        keep_draft(
            ticket_id=found.pk,
            user_id=request.user.pk,
            kind=REPLY,
            text=request.POST.get("body", ""),
            at=now,
        )
        return HttpResponseRedirect(reverse("desk:resolution", args=[found.pk]))

    said: list[Message] = []

    def send(given: dict[str, Any]) -> None:
        if given["then"] == states.WAITING_CUSTOMER and found.owner_id is not None:
            access.require_owner_or_lead(request.user, found)
        message = send_reply(
            ticket_id=found.pk,
            actor=Actor.for_user(request.user),
            at=now,
            text=given["body"],
            next_step=given["next_step"],
            next_step_by=given["next_by"],
            then=states.OPEN if given["then"] == INTERIM else given["then"],
            is_interim=given["then"] == INTERIM,
            files=stored(given["attachments"], now),
            seen_version=version_to_check(found, given["version"], request.user.pk),
        )
        _offer_undo(request, found, message)
        said.append(message)

    status = attempt(form, send)
    if status is not None:
        return ticket_page(request, found, kind=REPLY, form=form, status=status)
    return go_back(request, found, message_id=said[0].pk)


def stored(uploads: Iterable[UploadedFile], at: datetime) -> list[tuple[StoredFile, str]]:
    """Store what was attached. Raises Incomplete for a file that isn't taken, saying why."""
    try:
        return [(store_upload(file, at=at), clean_name(file.name or "")) for file in uploads]
    except RefusedFile as refusal:
        raise Incomplete("attachments", str(refusal)) from refusal


def _offer_undo(request: DeskRequest, found: Ticket, message: Message) -> None:
    """Say that it is sent; while it can be taken back, with the button that does."""
    seconds = configuration.desk_settings().undo_send_seconds
    if seconds == 0:
        messages.success(request, _("Sent."))
        return
    messages.success(
        request,
        format_html(
            '{} <form method="post" action="{}">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button type="submit">{}</button></form>',
            _("Leaves in %(length)s seconds.") % {"length": seconds},
            reverse("desk:undo-reply", args=[found.pk, message.pk]),
            get_token(request),
            _("Undo"),
        ),
        extra_tags=str(seconds),
    )


@require_POST
@at_desk
def undo_reply(request: DeskRequest, ticket_id: int, message_id: int) -> HttpResponse:
    """Take back an answer that has not left; its text is in the composer again."""
    found = workable(request, ticket_id)
    message = get_object_or_404(Message, pk=message_id, ticket=found)
    try:
        take_back(message_id=message.pk, actor=Actor.for_user(request.user), at=timezone.now())
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return go_back(request, found)
    return go_back(request, found, _("Taken back. Your text is in the composer."))


@require_POST
@at_desk
def note(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    form = NoteForm(request.POST, request.FILES, ticket=found)
    now = timezone.now()

    said: list[Message] = []

    def write(given: dict[str, Any]) -> None:
        message = write_note(
            ticket_id=found.pk,
            actor=Actor.for_user(request.user),
            at=now,
            text=given["body"],
            files=stored(given["attachments"], now),
        )
        said.append(message)

    status = attempt(form, write)
    if status is not None:
        return ticket_page(request, found, kind=NOTE, form=form, status=status)
    return go_back(request, found, message_id=said[0].pk)


@require_POST
@at_desk
def draft(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Keep what is being typed; the page says when it was kept."""
    found = workable(request, ticket_id)
    now = timezone.now()
    kind = NOTE if request.POST.get("kind") == NOTE else REPLY
    keep_draft(
        ticket_id=found.pk,
        user_id=request.user.pk,
        kind=kind,
        text=request.POST.get("body", ""),
        at=now,
    )
    presence.seen(found.pk, request.user, is_writing=True)
    return JsonResponse({"kept": _kept_words(now)})


def _kept_words(now: datetime) -> str:
    return _("Draft kept %(time)s") % {"time": display.clock_time(now)}


@require_GET
@at_desk
def macros(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Choose a prepared text; its link opens the ticket with the text in the composer."""
    found = workable(request, ticket_id)
    chosen = request.GET.get("use", "")
    if chosen.isdecimal():
        macro = get_object_or_404(macros_for(found), pk=chosen)
        return _with_text(request, found, macro)
    context = {
        "ticket": found,
        "macros": [
            {"id": macro.pk, "name": macro.name, "text": text_for(macro, found)}
            for macro in macros_for(found)
        ],
        "back_url": reverse("desk:ticket", args=[found.pk]),
    }
    return render(request, "tickets/macros.html", context)


def _with_text(request: DeskRequest, found: Ticket, macro: Macro) -> HttpResponse:
    """The ticket page with the macro's text in the composer: nothing is kept or sent by it."""
    body = text_for(macro, found)
    return ticket_page(request, found, kind=REPLY, body=body, then=macro.then, has_focus=True)
