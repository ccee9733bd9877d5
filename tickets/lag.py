"""How late is the work that waits: the age of the oldest overdue row of every sweep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.models import Delivery, SlaClock, StoredFile, Survey, Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

type Oldest = Callable[[datetime], datetime | None]

_sweeps: dict[str, tuple[StrOrPromise, Oldest]] = {}


def watch(sweep: str, name: StrOrPromise, oldest: Oldest) -> None:
    """Add a sweep: what people call its work, and the moment its oldest open work was due.

    Called from an app's ready(). `oldest` gets the present moment and costs one index look-up.
    """
    _sweeps[sweep] = (name, oldest)


def sweep_name(sweep: str) -> StrOrPromise:
    """Return what people call the work; its code when no app of this version does it."""
    return _sweeps[sweep][0] if sweep in _sweeps else sweep


def lags(at: datetime | None = None) -> dict[str, int]:
    """Return {sweep: seconds}; 0 where nothing lies overdue. An index look-up a sweep."""
    now = at or timezone.now()
    return {sweep: _seconds_past(oldest(now), now) for sweep, (_name, oldest) in _sweeps.items()}


def backlog() -> dict[str, int]:
    """Return how many deliveries wait and how many are parked; done ones are not counted."""
    rows = (
        Delivery.objects.filter(state__in=[Delivery.State.PENDING, Delivery.State.PARKED])
        .values_list("state")
        .annotate(n=Count("id"))
    )
    return {"pending": 0, "parked": 0} | dict(rows)


def earliest(rows: QuerySet, field: str) -> datetime | None:
    moment: datetime | None = rows.aggregate(moment=Min(field))["moment"]
    return moment


def _seconds_past(moment: datetime | None, now: datetime) -> int:
    return max(0, int((now - moment).total_seconds())) if moment else 0


def _clocks(now: datetime) -> datetime | None:
    return earliest(SlaClock.objects.filter(next_fire_at__isnull=False), "next_fire_at")


def _relay(now: datetime) -> datetime | None:
    waiting = Delivery.objects.filter(state=Delivery.State.PENDING, due_at__lte=now)
    return earliest(waiting, "due_at")


def _surveys(now: datetime) -> datetime | None:
    return earliest(Survey.objects.filter(state__in=Survey.OPEN, next_at__lte=now), "next_at")


def _silence(now: datetime) -> datetime | None:
    return earliest(Ticket.objects.filter(next_step_at__isnull=False), "next_step_at")


def _files(now: datetime) -> datetime | None:
    return earliest(StoredFile.objects.filter(prepared_at=None), "created_at")


watch("clocks", _("Warnings, breaches and escalations"), _clocks)
watch("relay", _("Mails and notices out"), _relay)
watch("surveys", _("Surveys"), _surveys)
watch("silence", _("Steps after a customer’s silence"), _silence)
watch("files", _("Files to be looked through"), _files)
