"""What the SLA board shows, ready for its template. Reads only, for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from analytics import metrics, slices
from analytics.board_trend import METRICS, TARGET_PERCENT
from analytics.models import ClockFact
from analytics.slices import ANY, Period
from tickets.display import listed, percent
from tickets.models import Metric, Ticket
from tickets.queries.facets import Reader
from tickets.queries.filters import QueueFilter
from tickets.queries.lines import rows_of
from tickets.queries.queue import Clocks
from tickets.satisfaction import SATISFACTION

SOON_SECONDS = 4 * 3600
NEXT_UP = 5


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
        tiles = [self._kept_tile(metric) for metric in METRICS]
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
        words = [note % {"n": n, "target": TARGET_PERCENT}, self._without_excused(metric, met, n)]
        return self._share(
            f"kept_{metric}", name, "reply", met, n, listed(filter(None, words)), promise=decided
        )

    def _without_excused(self, metric: str, met: int, n: int) -> str:
        """Say the adjusted share where breaches were excused: the raw one stays the headline."""
        excused = self.count(promise=self.promise(metric, slices.EXCUSED))
        if not excused:
            return ""
        share = percent(metrics.shown(metrics.ratio(met, n - excused)) or "–")
        note = ngettext(
            "%(share)s without %(count)d excused", "%(share)s without %(count)d excused", excused
        )
        return note % {"share": share, "count": excused}

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
        names = {score: str(words) for score, words in reversed(SATISFACTION)}
        counts = {score: self.count(rated=f"{score}.{self.period}") for score in names}
        total, widest = sum(counts.values()), max(counts.values()) or 1
        return [
            {
                "code": f"rated_{score}",
                "url": self.url(rated=f"{score}.{self.period}"),
                "figure": score,
                "name": str(name),
                "value": counts[score],
                "note": percent(metrics.shown(metrics.ratio(counts[score], total)))
                if total
                else "",
                "percent": 100 * counts[score] / widest,
                "kind": "good" if score >= 4 else "bad" if score <= 2 else "mid",
            }
            for score, name in names.items()
        ]

    def satisfaction_words(self, steps: list[dict[str, Any]]) -> str:
        """Beside the share: how many, the mean, and how far chance alone could move the share."""
        scores = [step["figure"] for step in steps for _answer in range(step["value"])]
        interval = metrics.wilson(sum(score >= 4 for score in scores), len(scores))
        if interval is None:
            return gettext("No answers yet.")
        low, high = (metrics.shown(end) for end in interval)
        note = ngettext(
            "%(n)d ticket by its last answer, mean %(mean)s. Chance alone: %(low)s to %(high)s %%.",
            "%(n)d tickets, each by its last answer, mean %(mean)s. Chance alone: %(low)s to "
            "%(high)s %%.",
            len(scores),
        )
        mean = metrics.shown(metrics.mean(scores))
        return note % {"n": len(scores), "mean": mean, "low": low, "high": high}

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
                    "owner_name": ticket.owner__display_name or "",
                    "promise": standing.why if standing else "",
                    "clock": standing,
                }
            )
        return rows
