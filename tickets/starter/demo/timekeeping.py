"""What would have happened by itself between two moments of the past: clocks, silence, surveys."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from tickets.actions.silence import sweep_silence
from tickets.actions.surveying import remind_or_expire, send_survey
from tickets.models import Survey
from tickets.sla import sweep as clocks

TOGETHER = timedelta(minutes=20)
"""What falls due within this time is done in one go, as if the worker had been a little late.
Breaches keep their true moment; only the moment of telling moves."""

JUST_AFTER = timedelta(seconds=1)
"""A breach is written when its moment has passed, not when it is reached."""

# Asked between all events, and each part is the first entry of an index.
FIRST_DUE = """
SELECT (SELECT min(next_fire_at) FROM tickets_slaclock),
       (SELECT min(next_step_at) FROM tickets_ticket),
       (SELECT min(next_at) FROM tickets_survey WHERE state = ANY(%(open)s))
"""


def catch_up(*, until: datetime) -> None:
    """Let the desk do everything that fell due before `until`, at about its own moment."""
    before = None
    while (found := _next_due()) is not None and found[0] + JUST_AFTER < until:
        if found == before:
            raise RuntimeError(
                f"What {found[1].__name__} does at {found[0]} is still due after it."
            )
        before = due, sweep = found
        sweep(min(due + TOGETHER, until))


def _next_due() -> tuple[datetime, Callable[[datetime], object]] | None:
    """The earliest moment at which something is due, and the sweep that does it."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_DUE, {"open": list(Survey.OPEN)})
        moments = cursor.fetchone()
    candidates = zip(moments, (_sweep_clocks, _sweep_silence, _sweep_surveys), strict=True)
    return min(
        ((due, sweep) for due, sweep in candidates if due is not None),
        key=lambda candidate: candidate[0],
        default=None,
    )


def _sweep_clocks(at: datetime) -> None:
    clocks.sweep(at=at)


def _sweep_silence(at: datetime) -> None:
    sweep_silence(at=at)


def _sweep_surveys(at: datetime) -> None:
    for survey in _open_surveys().filter(next_at__lte=at):
        step = send_survey if survey.state == Survey.State.SCHEDULED else remind_or_expire
        step(survey_id=survey.pk, at=at)


def _open_surveys():
    return Survey.objects.filter(state__in=Survey.OPEN)
