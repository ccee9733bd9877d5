"""Carry one notice to a customer: by the first way that reaches them, by the next when it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from channels import health, troubles
from channels.email.rendering import Letter
from channels.letters import speaking_to
from channels.ways.carriers import carrier_for
from channels.ways.choosing import Route, held_until
from tickets.actions import sending as proof
from tickets.outbox import NotYet, PermanentFailure
from tickets.sentences import BETWEEN

if TYPE_CHECKING:
    from channels.errands import Errand

# A way that is only away for a moment is tried so often before the next one is taken.
PATIENCE = 3
# A held notice is looked at again this often, for its ticket may have become urgent meanwhile.
LOOK_AGAIN = timedelta(minutes=15)


def convey(
    errand: Errand,
    compose: Callable[[Errand], Letter],
    *,
    code: str,
    files: Sequence[tuple[str, bytes, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> tuple[Errand, Letter]:
    """Write and send a letter; return the errand by the way it went, and the letter.

    Each way has words of its own, so the letter is written for each that is tried. Raises NotYet
    in quiet hours, PermanentFailure when every way refused, an OSError when later may help.
    """
    at = timezone.now()
    free, held = _sorted_out(errand, at)
    refusals: list[str] = []
    for route in free:
        going = errand.by(route)
        with speaking_to(errand.reader):
            letter = compose(going)
        try:
            carrier_for(route.kind).send(going, letter, files=files, headers=headers or {})
        except (PermanentFailure, OSError) as error:
            _note_trouble(going, route, error, at)
            has_next = route is not free[-1]
            if isinstance(error, OSError) and not (has_next and _is_enough(errand)):
                raise
            refusals.append(str(error))
            _note_fallback(going, route, code, at)
        else:
            return going, letter
    if held:
        raise NotYet(min(min(held), at + LOOK_AGAIN), troubles.QUIET_HOURS.english)
    raise PermanentFailure(BETWEEN.join(refusals))


def _sorted_out(errand: Errand, at: datetime) -> tuple[list[Route], list[datetime]]:
    """Return the ways that are open now, and until when the others are quiet."""
    free, held = [], []
    for route in errand.routes:
        until = held_until(route.way, errand.ticket, at=at)
        if until is None:
            free.append(route)
        else:
            held.append(until)
    return free, held


def _is_enough(errand: Errand) -> bool:
    return errand.delivery.attempts >= PATIENCE


def _note_trouble(errand: Errand, route: Route, error: Exception, at: datetime) -> None:
    line = carrier_for(route.kind).line_of(errand.ticket, route.contact)
    if line is not None:
        health.failed(*line, at=at, error=str(error))


def _note_fallback(errand: Errand, route: Route, code: str, at: datetime) -> None:
    proof.record_fell_back(
        ticket_id=errand.ticket.pk,
        at=at,
        notice=code,
        way=route.kind,
        delivery=errand.delivery.pk,
    )
