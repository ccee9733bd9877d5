"""Where somebody begins after signing in: the queue, or the first place that is theirs."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from tickets import access, slots
from tickets.models import Right
from tickets.views.gate import DeskRequest, at_desk


@require_GET
@at_desk
def home(request: DeskRequest) -> HttpResponse:
    """Whoever may see no tickets would be refused by the queue, so they begin elsewhere."""
    queue = reverse("desk:queue")
    if access.has_right(request.user, Right.SEE_TICKETS):
        return HttpResponseRedirect(queue)
    first = next(iter(slots.places(request)), None)
    return HttpResponseRedirect(first.url if first else queue)
