"""What the SLA board shows, ready for its template. Reads only, for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour, TruncDate
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, pgettext

from analytics import charts, metrics, slices
from analytics.models import ClockFact
from analytics.slices import ANY, Period
from tickets.display import percent, titled
from tickets.models import Metric, Ticket
from tickets.queries.facets import Reader
from tickets.queries.filters import QueueFilter
from tickets.queries.queue import Clocks, rows_of

ENOUGH_A_DAY = 4
"""Decided clocks of a metric a day, from which on a line by days says something."""
WEEK = 7
TARGET_PERCENT = 95
SOON_SECONDS = 4 * 3600
NEXT_UP = 5
TREND_METRICS = (Metric.FIRST_RESPONSE, Metric.RESOLUTION)


@dataclass(frozen=True)
class Board:
    """One reader's board over a period; `team` narrows it to the tickets a team has now."""

    tickets: QuerySet[Ticket]
    reader: Reader
    period: Period
    team: int | None = None

    # --- Counting by the facets that the links open -----------------------------------------

    def url(self, **facets: Any) -> str:
        if self.team is not None:
            facets.setdefault("team", self.team)
        return f"{reverse('desk:queue')}?{urlencode(facets, doseq=True)}"

    def narrowed(self, **facets: Any) -> QuerySet[Ticket]:
        query = QueryDict(self.url(**facets).partition("?")[2])
        return QueueFilter.from_query(query).narrow(self.tickets, self.reader)

    def count(self, **facets: Any) -> int:
        return self.narrowed(**facets).count()

    def promise(self, metric: str, outcome: str, period: Period | None = None) -> str:
        return f"{metric}.{outcome}.{ANY}.{period or self.period}"

    # --- Tiles ------------------------------------------------------------------------------

    @cached_property
    def open_count(self) -> int:
        return self.count(status="live")

    def tiles(self) -> list[dict[str, Any]]:
        overdue, at_risk = self.count(overdue=1), self.count(at_risk=1)
        paused = self.count(paused=1)
        soon = self.count(due_within=SOON_SECONDS)
        within_hour = self.count(at_risk=1, due_within=3600)
        return [
            self._tile("overdue", gettext("Overdue"), "c-over", overdue, "breached",
                       gettext("promises broken and not made good"), overdue=1),
            self._tile("at_risk", gettext("At risk"), "c-risk", at_risk, "at-risk",
                       gettext("%(count)d of them within the hour") % {"count": within_hour},
                       at_risk=1),
            self._tile("soon", gettext("Due within 4 h"), "clock", soon, "",
                       gettext("at risk or not"), due_within=SOON_SECONDS),
            self._tile("open", gettext("Open"), "inbox", self.open_count, "",
                       gettext("everything somebody works on"), status="live"),
            self._tile("paused", gettext("Clock paused"), "pause", paused, "paused",
                       gettext("waiting for customers or others"), paused=1),
            self._tile("rounds", gettext("Second round or later"), "loop",
                       self.count(round_min=2, status="live"), "",
                       gettext("open again after a “no”"), round_min=2, status="live"),
            *self._share_tiles(),
        ]  # fmt: skip

    def _share_tiles(self) -> list[dict[str, Any]]:
        tiles = [self._kept_tile(metric) for metric in TREND_METRICS]
        return [*tiles, self._satisfied_tile(), self._closure_tile()]

    def _kept_tile(self, metric: str) -> dict[str, Any]:
        met = self.count(promise=self.promise(metric, ClockFact.Outcome.MET))
        decided = self.promise(metric, ANY)
        n = self.count(promise=decided)
        name = (
            gettext("First reply on time")
            if metric == Metric.FIRST_RESPONSE
            else gettext("Solved on time")
        )
        note = ngettext("%(n)d decided, target %(target)d", "%(n)d decided, target %(target)d", n)
        return self._share(
            f"kept_{metric}", name, "reply", met, n,
            note % {"n": n, "target": TARGET_PERCENT}, promise=decided,
        )  # fmt: skip

    def _satisfied_tile(self) -> dict[str, Any]:
        answered = f"1-2-3-4-5.{self.period}"
        n, top = self.count(rated=answered), self.count(rated=f"4-5.{self.period}")
        note = ngettext("%(n)d answer, 4 or 5", "%(n)d answers, 4 or 5", n) % {"n": n}
        return self._share("csat", gettext("Satisfied"), "face5", top, n, note, rated=answered)

    def _closure_tile(self) -> dict[str, Any]:
        everyone = f"all.{self.period}"
        n = self.count(closure=everyone)
        closed = self.count(closure=f"closed.{self.period}")
        strict = self.count(closure=f"strict.{self.period}")
        note = gettext("%(strict)d confirmed, of %(n)d old enough") % {"strict": strict, "n": n}
        return self._share(
            "closure", gettext("Loop closed"), "check", closed, n, note, closure=everyone
        )

    def _share(
        self, code: str, name: str, icon: str, part: int, n: int, note: str, **facets: Any
    ) -> dict[str, Any]:
        value = metrics.shown(metrics.ratio(part, n))
        tile = self._tile(code, name, icon, value, "", note, **facets)
        return tile | {"unit": "%" if value is not None else "", "n": n}

    def _tile(
        self, code: str, name: str, icon: str, value: Any, kind: str, note: str, **facets: Any
    ) -> dict[str, Any]:
        kind = kind if value else ""
        return {"code": code, "name": name, "icon": icon, "value": value, "unit": "",
                "kind": kind, "note": note, "url": self.url(**facets)}  # fmt: skip

    # --- Promises kept, day by day ------------------------------------------------------------

    def trend(self) -> dict[str, Any] | None:
        by_day = {metric: self._decided_by_day(metric) for metric in TREND_METRICS}
        if not any(by_day.values()):
            return None
        steps = _steps(self.period, by_day)
        lines = [
            self._line(position, metric, by_day[metric], steps)
            for position, metric in enumerate(TREND_METRICS, start=1)
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

    def _decided_by_day(self, metric: str) -> dict[date, tuple[int, int]]:
        """Return {day: (met, decided)} over the tickets this reader may see."""
        seen = self.narrowed(promise=self.promise(metric, ANY), status="all")
        rows = (
            slices.clock_facts(metric, ANY, self.period)
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
        self, position: int, metric: str, by_day: dict[date, tuple[int, int]], steps: list[Period]
    ) -> charts.Line:
        marks = []
        for step in steps:
            met, decided = _within(step, by_day)
            value = metrics.ratio(met, decided)
            url = self.url(promise=self.promise(metric, ANY, step))
            share = f"{percent(metrics.shown(value))} ({met}/{decided})"
            marks.append(charts.Mark(value, url, titled(_step_label(step), share)))
        return charts.Line(str(Metric(metric).label), marks, position)

    # --- The loop and how satisfied -----------------------------------------------------------

    def loop(self) -> list[dict[str, Any]]:
        counts = {step: self.count(loop=f"{step}.{self.period}") for step in slices.LOOP_STEPS}
        widest = counts["resolved"]
        kinds = {"resolved": "quiet", "asked": "quiet", "confirmed": "good", "reopened": "bad",
                 "again": "good", "silent": "quiet"}  # fmt: skip
        return [
            {
                "code": f"loop_{step}",
                "url": self.url(loop=f"{step}.{self.period}"),
                "name": str(name),
                "value": counts[step],
                "note": "",
                "percent": metrics.ratio(counts[step], widest) or 0,
                "kind": kinds.get(step, ""),
                "is_branch": step in ("confirmed", "reopened", "again", "silent"),
            }
            for step, (name, _condition) in slices.LOOP_STEPS.items()
        ]

    def satisfaction(self) -> list[dict[str, Any]]:
        names = {5: gettext("Very satisfied"), 4: gettext("Satisfied"), 3: gettext("Neither"),
                 2: gettext("Dissatisfied"), 1: gettext("Very dissatisfied")}  # fmt: skip
        counts = {score: self.count(rated=f"{score}.{self.period}") for score in names}
        total, widest = sum(counts.values()), max(counts.values()) or 1
        return [
            {
                "code": f"rated_{score}",
                "url": self.url(rated=f"{score}.{self.period}"),
                "figure": score,
                "name": str(name),
                "value": counts[score],
                "note": percent(round(100 * counts[score] / total)) if total else "",
                "percent": 100 * counts[score] / widest,
                "kind": "good" if score >= 4 else "bad" if score <= 2 else "mid",
            }
            for score, name in names.items()
        ]

    def voice(self) -> dict[str, Any] | None:
        answer = slices.latest_hard_word(self.tickets, self.period)
        if answer is None:
            return None
        return {
            "text": answer.text,
            "facts": [gettext("Satisfaction: %(score)d of 5") % {"score": answer.score}],
            "url": self.url(rated=f"1-2.{self.period}"),
            "action": gettext("Read them all"),
        }

    # --- Next to break ------------------------------------------------------------------------

    def next_up(self) -> list[dict[str, Any]]:
        tickets = list(rows_of(self.narrowed(at_risk=1)).order_by("next_due_at", "pk")[:NEXT_UP])
        clocks = Clocks.of(tickets)
        rows = []
        for ticket in tickets:
            standing = clocks.standing(ticket, self.reader.now, self.reader.settings)
            rows.append(
                {
                    "tier_rank": ticket.tier_id,
                    "tier_name": self.reader.settings.tiers[ticket.tier_id].name,
                    "url": reverse("desk:ticket", args=[ticket.pk]),
                    "subject": ticket.subject,
                    "number": ticket.number,
                    "owner_name": ticket.owner.display_name if ticket.owner else "",
                    "promise": standing.why if standing else "",
                    "clock": standing,
                }
            )
        return rows

    # --- Tables and heat ------------------------------------------------------------------------

    def tables(self) -> list[dict[str, Any]]:
        return [self._status_by_tier(), self._kept_by_team()]

    def _status_by_tier(self) -> dict[str, Any]:
        tiers = sorted(self.reader.settings.tiers.values(), key=lambda tier: tier.rank)
        counted = {
            (status, tier): n
            for status, tier, n in self.narrowed(status="live")
            .order_by()
            .values_list("status", "tier")
            .annotate(n=Count("pk"))
        }
        rows = []
        for status in Ticket.LIVE:
            cells = [
                (counted.get((status, tier.rank), 0), self.url(status=status, tier=tier.rank))
                for tier in tiers
            ]
            whole = sum(count for count, _url in cells)
            rows.append(
                {
                    "label": str(Ticket.Status(status).label),
                    "url": self.url(status=status),
                    "values": [*cells, (whole, self.url(status=status))],
                }
            )
        return {
            "id": "open",
            "title": gettext("Open by status and tier"),
            "lead": gettext("Every figure opens its tickets."),
            "columns": [
                gettext("Status"),
                *[f"{tier.rank} {tier.name}" for tier in tiers],
                gettext("All"),
            ],
            "rows": rows,
        }

    def _kept_by_team(self) -> dict[str, Any]:
        """Compliance by the team that had the ticket when the clock was decided."""
        rows = []
        for team in self.reader.settings.teams.values():
            cells: list[tuple[Any, str]] = []
            for metric in TREND_METRICS:
                stem = f"{metric}.%s.{team.pk}.{self.period}"
                met = self.narrowed(promise=stem % ClockFact.Outcome.MET, status="all").count()
                n = self.narrowed(promise=stem % ANY, status="all").count()
                share = metrics.shown(metrics.ratio(met, n))
                url = self.url(promise=stem % ANY)
                cells += [(percent(share) if share else "–", url), (n, url)]
            rows.append({"label": team.name, "url": self.url(team=team.pk), "values": cells})
        return {
            "id": "teams",
            "title": gettext("Promises kept by team"),
            "lead": gettext("By the team that had the ticket when its clock was decided."),
            "columns": [
                gettext("Team"),
                gettext("First reply"),
                gettext("Decided"),
                gettext("Solved"),
                gettext("Decided"),
            ],
            "rows": rows,
        }

    def heat(self) -> dict[str, Any] | None:
        """Broken promises by team and hour: tickets, so that each figure opens as many."""
        zone = slices.site_zone()
        counted = {
            (team, hour): n
            for team, hour, n in slices.clock_facts(ANY, ClockFact.Outcome.BREACHED, self.period)
            .filter(ticket__in=self.narrowed(status="all").order_by().values("pk"))
            .annotate(hour=ExtractHour("decided_at", tzinfo=zone))
            .values_list("team", "hour")
            .annotate(n=Count("ticket", distinct=True))
        }
        if not counted:
            return None
        highest = max(counted.values())
        hours = range(min(hour for _team, hour in counted), 1 + max(h for _t, h in counted))
        return {
            "caption": gettext("Broken promises by team and hour"),
            "columns": [str(hour) for hour in hours],
            "rows": [
                {
                    "label": team.name,
                    "cells": [self._cell(team, hour, counted, highest) for hour in hours],
                }
                for team in self.reader.settings.teams.values()
            ],
        }

    def _cell(
        self, team: Any, hour: int, counted: dict[tuple[int, int], int], highest: int
    ) -> dict[str, Any]:
        n = counted.get((team.pk, hour), 0)
        words = {"team": team.name, "from": hour, "to": hour + 1, "n": n}
        return {
            "count": n,
            "level": charts.heat_level(n, highest),
            "url": self.url(broke=f"{team.pk}.{hour}.{self.period}"),
            "title": gettext("%(team)s, %(from)d to %(to)d o’clock: %(n)d") % words,
        }


def _day_label(day: date) -> str:
    return date_format(day, pgettext("format of a day on a chart", "j M"))


def _steps(period: Period, by_day: dict[Metric, dict[date, tuple[int, int]]]) -> list[Period]:
    """Days where enough is decided each day; else weeks, so that one ticket doesn't swing a line.

    30 days with 33 decided are 1.1 a day: weeks. A period of a week or less is shown by days.
    """
    days = len(period.days)
    decided = [sum(n for _met, n in found.values()) for found in by_day.values() if found]
    is_thin = min(decided) < ENOUGH_A_DAY * days
    return period.steps(WEEK if is_thin and days > WEEK else 1)


def _within(step: Period, by_day: dict[date, tuple[int, int]]) -> tuple[int, int]:
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
        met, decided = _within(step, by_day[metric])
        share = metrics.shown(metrics.ratio(met, decided))
        return f"{percent(share)} ({met}/{decided})" if share else "–"

    return {
        "caption": gettext("Share of promises kept, by when they were decided"),
        "columns": [gettext("When"), *[str(Metric(metric).label) for metric in TREND_METRICS]],
        "rows": [
            {
                "label": _step_label(step),
                "values": [words(metric, step) for metric in TREND_METRICS],
            }
            for step in steps
        ],
    }
