"""All that somebody wrote, where the ticket shows only what is new in it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tickets import access, slots
from tickets.addressing import address
from tickets.models import Message
from tickets.views.gate import DeskRequest, at_desk


@require_GET
@at_desk
def whole_message(request: DeskRequest, message_id: int) -> HttpResponse:
    """Show the whole text of a message that was cut: quoted mails and what stood below a name."""
    message = get_object_or_404(Message.objects.select_related("ticket"), pk=message_id)
    access.require_readable(request.user, message.ticket_id)
    text = slots.whole_text(message) if message.is_cut else None
    if text is None:
        raise Http404
    context = {
        "ticket": message.ticket,
        "message": message,
        "text": text,
        "back_url": f"{address('desk:ticket', message.ticket_id)}#message-{message.pk}",
        "now": timezone.now(),
    }
    return render(request, "tickets/whole_message.html", context)
