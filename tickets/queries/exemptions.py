"""The broken promises of a ticket, and where asking to excuse each stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from tickets import access, display
from tickets.actions.exempting import REASONS
from tickets.models import Metric, Right, SlaBreach, SlaExemption, Ticket
from tickets.queries.facets import Reader


def broken_promises(ticket: Ticket, reader: Reader) -> list[dict[str, Any]]:
    """Return each breach with what was said about it and what the reader may do.

    Each name, broke (words), says, words, links (each url, name).
    """
    breaches = SlaBreach.objects.filter(ticket=ticket).order_by("breached_at", "pk")
    related = ("clock", "exemption__requested_by", "exemption__approved_by")
    return [_line(breach, ticket, reader) for breach in breaches.select_related(*related)]


def _line(breach: SlaBreach, ticket: Ticket, reader: Reader) -> dict[str, Any]:
    exemption = getattr(breach, "exemption", None)
    broke = display.moment(breach.breached_at, now=reader.now)
    return {
        "name": Metric(breach.clock.metric).label,
        "broke": gettext("broken %(moment)s") % {"moment": broke},
        "says": _says(exemption, reader) if exemption else "",
        "words": exemption.text if exemption else "",
        "links": _links(breach, exemption, ticket, reader),
    }


def _says(exemption: SlaExemption, reader: Reader) -> str:
    words = {
        "who": exemption.requested_by.display_name,
        "reason": REASONS.get(exemption.reason_code, exemption.reason_code),
    }
    if exemption.approved_by is None:
        return gettext("%(who)s asks to excuse it: %(reason)s.") % words
    words["approver"] = exemption.approved_by.display_name
    return gettext("Excused: %(reason)s. Asked for by %(who)s, approved by %(approver)s.") % words


def _links(
    breach: SlaBreach, exemption: SlaExemption | None, ticket: Ticket, reader: Reader
) -> list[dict[str, str]]:
    if exemption is None:
        if not access.has_right(reader.user, Right.WORK_TICKETS):
            return []
        return [_link("exemption", gettext("Ask to excuse it…"), ticket, breach)]
    may_decide = access.has_right(reader.user, Right.APPROVE_EXEMPTION)
    if exemption.approved_at is not None or not may_decide:
        return []
    refuse = _link("exemption-refusal", gettext("Say no…"), ticket, breach)
    if exemption.requested_by_id == reader.user.pk:
        return []
    return [_link("exemption-approval", gettext("Approve…"), ticket, breach), refuse]


def _link(noun: str, name: str, ticket: Ticket, breach: SlaBreach) -> dict[str, str]:
    return {"url": reverse(f"desk:{noun}", args=[ticket.pk, breach.pk]), "name": name}
