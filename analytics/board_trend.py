"""Promises kept over time, for the SLA board: a line by days or weeks, with its table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from analytics import charts, metrics, slices
from analytics.models import ClockFact
from analytics.slices import ANY, Period
from tickets.display import percent, titled
from tickets.models import Metric

if TYPE_CHECKING:
    from analytics.board import Board

METRICS = (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
ENOUGH_A_DAY = 4
"""Decided clocks of a metric a day, from which on a line by days says something."""
WEEK = 7
TARGET_PERCENT = 95


def trend_of(board: Board) -> dict[str, Any] | None:
    """Return the chart of promises kept with its table; None where nothing was decided."""
    by_day = {metric: _decided_by_day(board, metric) for metric in METRICS}
    if not any(by_day.values()):
        return None
    steps = steps_of(board.period, by_day)
    lines = [
        _line(board, position, metric, by_day[metric], steps)
        for position, metric in enumerate(METRICS, start=1)
    ]
    values = [mark.value for line in lines for mark in line.marks]
    chart = charts.LineChart(
        id="kept",
        title=gettext("Share of promises kept, by when they were decided"),
        days=[_day_label(step.first) for step in steps],
        lines=lines,
        ticks=charts.percent_ticks(values, target=TARGET_PERCENT),
        target=TARGET_PERCENT,
        target_label=gettext("target %(percent)d %%") % {"percent": TARGET_PERCENT},
        table=_trend_table(steps, by_day),
    )
    return charts.line_chart(chart)


def _decided_by_day(board: Board, metric: str) -> dict[date, tuple[int, int]]:
    """Return {day: (met, decided)} over the tickets this reader may see."""
    seen = board.narrowed(promise=board.promise(metric, ANY), status="all")
    rows = (
        slices.clock_facts(metric, ANY, board.period)
        .filter(ticket__in=seen.order_by().values("pk"))
        .annotate(day=TruncDate("decided_at", tzinfo=slices.site_zone()))
        .values_list("day", "outcome")
        .annotate(n=Count("id"))
    )
    found: dict[date, tuple[int, int]] = {}
    for day, outcome, n in rows:
        met, decided = found.get(day, (0, 0))
        found[day] = (met + n * (outcome == ClockFact.Outcome.MET), decided + n)
    return found


def _line(
    board: Board,
    position: int,
    metric: str,
    by_day: dict[date, tuple[int, int]],
    steps: list[Period],
) -> charts.Line:
    marks = []
    for step in steps:
        met, decided = within(step, by_day)
        value = metrics.ratio(met, decided)
        url = board.url(promise=board.promise(metric, ANY, step))
        share = f"{percent(metrics.shown(value))} ({met}/{decided})"
        marks.append(charts.Mark(value, url, titled(_step_label(step), share)))
    return charts.Line(str(Metric(metric).label), marks, position)


def _day_label(day: date) -> str:
    return date_format(day, pgettext("format of a day on a chart", "j M"))


def steps_of(period: Period, by_day: dict[Metric, dict[date, tuple[int, int]]]) -> list[Period]:
    """Days where enough is decided each day; else weeks, so that one ticket doesn't swing a line.

    30 days with 33 decided are 1.1 a day: weeks. A period of a week or less is shown by days.
    """
    days = len(period.days)
    decided = [sum(n for _met, n in found.values()) for found in by_day.values() if found]
    is_thin = min(decided) < ENOUGH_A_DAY * days
    return period.steps(WEEK if is_thin and days > WEEK else 1)


def within(step: Period, by_day: dict[date, tuple[int, int]]) -> tuple[int, int]:
    found = [by_day[day] for day in step.days if day in by_day]
    return sum(met for met, _n in found), sum(n for _met, n in found)


def _step_label(step: Period) -> str:
    if len(step.days) == 1:
        return _day_label(step.first)
    return f"{_day_label(step.first)} – {_day_label(step.after - timedelta(days=1))}"


def _trend_table(
    steps: list[Period], by_day: dict[Metric, dict[date, tuple[int, int]]]
) -> dict[str, Any]:
    def words(metric: Metric, step: Period) -> str:
        met, decided = within(step, by_day[metric])
        share = metrics.shown(metrics.ratio(met, decided))
        return f"{percent(share)} ({met}/{decided})" if share else "–"

    return {
        "caption": gettext("Share of promises kept, by when they were decided"),
        "columns": [gettext("When"), *[str(Metric(metric).label) for metric in METRICS]],
        "rows": [
            {
                "label": _step_label(step),
                "values": [words(metric, step) for metric in METRICS],
            }
            for step in steps
        ],
    }
