"""What the system page shows, ready to show. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from channels import health
from channels.models import Channel, ChannelHealth, Submission
from channels.next_steps import next_step
from tickets import access, display, lag, outbox, slots
from tickets.models import Delivery, LagIncident, Metric, Right, SlaClock, User
from tickets.sentences import in_readers_words

MOST_ROWS = 25
"""Of each kind of trouble; the admin has the rest."""
MOST_INCIDENTS = 8


def page(user: User, now: datetime) -> dict[str, Any]:
    """Return the context of templates/system/page.html."""
    sweeps = _sweeps(now)
    deliveries = Delivery.objects.filter(state=Delivery.State.PARKED)
    submissions = Submission.objects.filter(state=Submission.State.PARKED)
    return {
        "now": now,
        "may_mend": access.has_right(user, Right.MEND_SYSTEM),
        "alarms": [sweep for sweep in sweeps if sweep["is_late"]],
        "bound": display.duration(settings.LAG_ALARM_SECONDS),
        "sweeps": sweeps,
        "incidents": _incidents(),
        "channels": _channels(),
        "deliveries": _shown(
            deliveries.select_related("ticket").order_by("-pk"), _delivery, "tickets_delivery"
        ),
        "submissions": _shown(
            submissions.select_related("channel").order_by("-recorded_at"),
            _submission,
            "channels_submission",
        ),
        "clocks": _clocks(user),
    }


# --- What is late ---------------------------------------------------------------------------


def _sweeps(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": lag.sweep_name(sweep),
            "age": display.duration(seconds) if seconds else _("nothing overdue"),
            "is_late": seconds > settings.LAG_ALARM_SECONDS,
        }
        for sweep, seconds in lag.lags(now).items()
    ]


def _incidents() -> list[dict[str, Any]]:
    return [
        {
            "name": lag.sweep_name(row.sweep),
            "began_at": row.began_at,
            "ended_at": row.ended_at,
            "worst": display.duration(row.worst_seconds),
        }
        for row in LagIncident.objects.all()[:MOST_INCIDENTS]
    ]


# --- Channels -------------------------------------------------------------------------------


def _channels() -> list[dict[str, Any]]:
    """Every channel, switched off or not, with a line for each mailbox or number it has."""
    states: dict[str, list[ChannelHealth]] = {}
    for state in ChannelHealth.objects.all():
        states.setdefault(state.channel, []).append(state)
    backlogs = health.backlogs()
    lines = [
        line
        for channel in Channel.objects.filter(is_retired=False)
        for line in _lines(channel, states.pop(channel.code, []), backlogs.get(channel.code))
    ]
    return lines + [_line(slots.channel(code).name, row) for code in states for row in states[code]]


def _lines(
    channel: Channel, states: list[ChannelHealth], backlog: health.Backlog | None
) -> Iterable[dict[str, Any]]:
    """The channel as a whole first, then each of its rows."""
    whole = next((state for state in states if not state.row), None)
    lies_here = backlog or health.Backlog()
    yield _line(channel.name, whole or ChannelHealth(channel=channel.code)) | {
        "is_active": channel.is_active,
        "waiting": lies_here.waiting + (whole.waiting if whole else 0),
        "parked": lies_here.parked,
        "next_step": next_step(channel.kind, is_kept=lies_here != health.Backlog()),
    }
    for state in states:
        if state.row:
            step = next_step(channel.kind, is_kept=False)
            yield _line(state.row, state) | {"is_part": True, "next_step": step}


def _line(name: Any, state: ChannelHealth) -> dict[str, Any]:
    return {
        "name": name,
        "is_part": False,
        "is_active": True,
        "last_success_at": state.last_success_at,
        "last_error_at": state.last_error_at,
        "last_error": health.in_words(state),
        "is_failing": health.is_failing(state),
        "waiting": state.waiting,
        "parked": 0,
        "next_step": next_step("", is_kept=True),
    }


# --- What needs a person --------------------------------------------------------------------


def _shown(rows: QuerySet, shape: Any, table: str) -> dict[str, Any]:
    newest = list(rows[: MOST_ROWS + 1])
    return {
        "rows": [shape(row) for row in newest[:MOST_ROWS]],
        "all_url": f"{reverse(f'admin:{table}_changelist')}?state__exact=parked",
        "has_more": len(newest) > MOST_ROWS,
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "what": outbox.name_of(row.subscriber),
        "number": row.ticket.number if row.ticket else "",
        "ticket_url": reverse("desk:ticket", args=[row.ticket_id]) if row.ticket_id else "",
        "queued_at": row.created_at,
        "attempts": row.attempts,
        "reason": in_readers_words(row.last_error),
        "retry_url": reverse("system-delivery-attempt", args=[row.pk]),
    }


def _submission(row: Submission) -> dict[str, Any]:
    return {
        "channel": row.channel.name,
        "received_at": row.received_at,
        "attempts": row.attempts,
        "reason": in_readers_words(row.error),
        "retry_url": reverse("system-submission-attempt", args=[row.pk]),
        "by_hand_url": reverse("system-submission-ticket", args=[row.pk]),
    }


def _clocks(user: User) -> list[dict[str, Any]]:
    """Clocks that raised: pushed ahead so that the others fire, with the reason."""
    rows = SlaClock.objects.filter(~Q(fault=""), state__in=SlaClock.LIVE)
    rows = rows.filter(ticket__in=access.tickets_for(user)).select_related("ticket")
    return [
        {
            "number": row.ticket.number,
            "url": reverse("desk:clocks", args=[row.ticket_id]),
            "metric": Metric(row.metric).label,
            "next_at": row.next_fire_at,
            "reason": row.fault,
        }
        for row in rows.order_by("next_fire_at")[:MOST_ROWS]
    ]
