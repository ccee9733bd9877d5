"""An agent makes the links of a ticket's customer void: a mail went astray, a device was lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from channels.links import revoke_links
from tickets.forms.acting import ConfirmForm
from tickets.models import Ticket
from tickets.views.acting import Act, answer, sent, signed
from tickets.views.gate import DeskRequest, at_desk, workable


def moves(ticket: Ticket) -> Iterable[dict[str, Any]]:
    """Always offered: looking whether a link stands would cost each page a query."""
    url = reverse("channels:link_revocation", args=[ticket.pk])
    yield {"url": url, "name": _("Revoke status links…"), "icon": "lock", "key": ""}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def link_revocation(request: DeskRequest, ticket_id: int) -> HttpResponse:
    found = workable(request, ticket_id)

    def revoke(given: dict[str, Any]) -> None:
        revoke_links(ticket_id=found.pk, **signed(request))

    act = Act(
        title=_("Revoke the status links?"),
        lead=_(
            "Every link mailed to the customer of %(number)s stops working at once. They can ask "
            "for a new one, which goes to an address we know."
        )
        % {"number": found.number},
        submit=_("Revoke the links"),
        done=_("The links don’t work any more."),
        is_harm=True,
    )
    return answer(request, found, act, ConfirmForm(sent(request)), revoke)
