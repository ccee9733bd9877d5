"""What the pages of simulations show, in words and ready to show: reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext, pgettext

from analytics.simulation.chart import hour_bars
from analytics.simulation.forms import name_of
from analytics.simulation.models import SimulationFlip, SimulationRun
from analytics.simulation.standing import result_of, tickets_done
from analytics.slices import Period, site_zone
from tickets import display
from tickets.configuration import Configuration
from tickets.models import Metric
from tickets.sla.tally import (
    BROKEN_AFTER,
    BROKEN_BEFORE,
    FLIPS_TO_BROKEN,
    FLIPS_TO_KEPT,
    KEPT_AFTER,
    KEPT_BEFORE,
)

MOST_ROWS = 12
BREAKS, KEEPS = "broken", "kept"


@dataclass(frozen=True)
class Shown:
    """A run with its result, worded under one configuration."""

    run: SimulationRun
    configuration: Configuration
    result: dict[str, Any]

    @classmethod
    def of(cls, run: SimulationRun, configuration: Configuration) -> Shown:
        return cls(run, configuration, result_of(run))

    def context(self) -> dict[str, Any]:
        return {
            "run": self.run,
            "name": name_of(self.run.proposed),
            "period": period_of(self.run),
            "progress": progress_of(self.run),
            "fault": self.run.fault
            and display.titled(gettext("It could not be reckoned"), self.run.fault),
            "clocks": self.result["clocks"],
            "concerned": self._concerned(),
            "tiles": self._tiles(),
            "tables": [self._table(name) for name in ("metric", "tier", "team", "category")],
            "hours": self._hours(),
        }

    def _concerned(self) -> str:
        clocks, gone = self.result["clocks"], self.result["not_promised"]
        words = ngettext(
            "%(n)d clock is concerned: all went on as it did, only the promise is another.",
            "%(n)d clocks are concerned: all went on as it did, only the promise is another.",
            clocks,
        ) % {"n": clocks}
        if not gone:
            return words
        return f"{words} " + ngettext(
            "%(n)d of them would have had no promise.",
            "%(n)d of them would have had no promise.",
            gone,
        ) % {"n": gone}

    # --- Figures -----------------------------------------------------------------------------

    def _tiles(self) -> list[dict[str, Any]]:
        whole = self.result["all"]
        decided = whole[KEPT_BEFORE] + whole[BROKEN_BEFORE]
        after = whole[KEPT_AFTER] + whole[BROKEN_AFTER]
        broken, saved = whole[FLIPS_TO_BROKEN], whole[FLIPS_TO_KEPT]
        return [
            _share_tile(gettext("Kept, as it was"), whole[KEPT_BEFORE], decided),
            _share_tile(gettext("Kept, as proposed"), whole[KEPT_AFTER], after),
            {
                "url": self._flips_url(BREAKS),
                "name": gettext("Newly broken"),
                "icon": "c-over",
                "value": broken,
                "note": gettext("kept then, or still running"),
                "kind": "breached" if broken else "",
                "code": "flips-broken",
            },
            {
                "url": self._flips_url(KEEPS),
                "name": gettext("No longer broken"),
                "icon": "c-ok",
                "value": saved,
                "note": gettext("broken then"),
                "code": "flips-kept",
            },
        ]

    def _flips_url(self, to: str, **where: str) -> str:
        base = reverse("simulation-flips", args=[self.run.pk])
        return f"{base}?{urlencode({'to': to, **where})}"

    # --- Tables ------------------------------------------------------------------------------

    def _table(self, dimension: str) -> dict[str, Any]:
        cells: dict[str, list[int]] = self.result[dimension]
        order = sorted(cells.items(), key=lambda item: (-sum(item[1][4:]), -sum(item[1][:2])))
        shown = order[:MOST_ROWS]
        if dimension in ("tier", "metric"):
            shown = sorted(shown, key=lambda item: item[0])
        return {
            "id": f"by-{dimension}",
            "title": TITLES[dimension](),
            "lead": self._left_out(len(order) - len(shown)),
            "columns": [
                HEADS[dimension](),
                gettext("Promises"),
                gettext("Kept, as it was"),
                gettext("Kept, as proposed"),
                gettext("Newly broken"),
                gettext("No longer broken"),
            ],
            "rows": [self._row(dimension, place, counts) for place, counts in shown],
        }

    def _row(self, dimension: str, place: str, counts: list[int]) -> dict[str, Any]:
        return {
            "label": self._name(dimension, place),
            "url": "",
            "values": [
                (counts[KEPT_BEFORE] + counts[BROKEN_BEFORE], ""),
                (_kept(counts[KEPT_BEFORE], counts[BROKEN_BEFORE]), ""),
                (_kept(counts[KEPT_AFTER], counts[BROKEN_AFTER]), ""),
                self._flips(BREAKS, counts[FLIPS_TO_BROKEN], dimension, place),
                self._flips(KEEPS, counts[FLIPS_TO_KEPT], dimension, place),
            ],
        }

    def _flips(self, to: str, count: int, dimension: str, place: str) -> tuple[int, str]:
        return count, self._flips_url(to, **{dimension: place or "none"}) if count else ""

    def _name(self, dimension: str, place: str) -> str:
        return place_name(self.configuration, dimension, place)

    @staticmethod
    def _left_out(count: int) -> str:
        if count <= 0:
            return ""
        return ngettext(
            "%(count)d more with fewer changes stands only in the sum.",
            "%(count)d more with fewer changes stand only in the sum.",
            count,
        ) % {"count": count}

    # --- Hours -------------------------------------------------------------------------------

    def _hours(self) -> dict[str, Any]:
        before, after = self.result["hours_before"], self.result["hours_after"]
        return hour_bars(before, after) | {
            "title": gettext("Promises due by hour of the day, in %(zone)s")
            % {"zone": settings.TIME_ZONE},
            "table": {
                "caption": gettext("Promises due by hour of the day"),
                "columns": [
                    gettext("Hour"),
                    gettext("as it was"),
                    gettext("as proposed"),
                ],
                "rows": [
                    {"label": f"{hour:02d}:00", "values": pair}
                    for hour, pair in enumerate(zip(before, after, strict=True))
                ],
            },
        }


def _share_tile(name: str, kept: int, decided: int) -> dict[str, Any]:
    share = share_of(kept, decided)
    return {
        "url": "#by-metric",
        "name": name,
        "icon": "promise",
        "value": share,
        "unit": "%" if share is not None else "",
        "note": gettext("%(kept)d of %(decided)d promises") % {"kept": kept, "decided": decided},
    }


TITLES = {
    "metric": lambda: gettext("By promise"),
    "tier": lambda: gettext("By tier"),
    "team": lambda: gettext("By team"),
    "category": lambda: gettext("By category"),
}
HEADS = {
    "metric": lambda: gettext("Promise"),
    "tier": lambda: gettext("Tier"),
    "team": lambda: gettext("Team"),
    "category": lambda: gettext("Category"),
}


def place_name(configuration: Configuration, dimension: str, place: str) -> str:
    """Name a tier, team, category or metric; what is gone keeps its number."""
    if dimension == "metric":
        return str(Metric(place).label)
    if not place or place == "none":
        return gettext("none")
    known: dict[str, Any] = {
        "tier": configuration.tiers,
        "team": configuration.teams,
        "category": configuration.categories,
    }
    row = known[dimension].get(int(place))
    if row is None:
        return f"#{place}"
    return f"{row.rank} {row.name}" if dimension == "tier" else str(row.name)


def share_of(part: int, whole: int) -> str | None:
    """`91.4` for 64 of 70; None for a share of nothing. Never rounded up to a whole 100."""
    if not whole:
        return None
    share = 100 * part / whole
    return f"{min(share, 99.9):.1f}" if part < whole else "100"


def _kept(kept: int, broken: int) -> str:
    share = share_of(kept, kept + broken)
    if share is None:
        return "–"
    return display.percent(share)


def period_of(run: SimulationRun) -> str:
    return Period(
        run.begins_at.astimezone(site_zone()).date(), run.ends_at.astimezone(site_zone()).date()
    ).words


def progress_of(run: SimulationRun) -> dict[str, Any]:
    done = run.tickets if run.finished_at and not run.cancelled_at else tickets_done(run)
    return {
        "done": done,
        "total": run.tickets,
        "percent": 100 * done // run.tickets if run.tickets else 100,
        "words": ngettext(
            "%(done)d of %(total)d ticket looked at",
            "%(done)d of %(total)d tickets looked at",
            run.tickets,
        )
        % {"done": done, "total": run.tickets},
    }


def flip_rows(flips: Iterable[SimulationFlip], *, now: Any) -> list[dict[str, Any]]:
    """One line for each clock that flips; its ticket is loaded with it."""
    return [
        {
            "url": reverse("desk:ticket", args=[flip.ticket_id]),
            "number": flip.ticket.number,
            "subject": flip.ticket.subject,
            "tier_rank": flip.tier,
            "promise": str(Metric(flip.metric).label),
            "due_before": flip.due_before and display.moment(flip.due_before, now=now),
            "due_after": flip.due_after and display.moment(flip.due_after, now=now),
            "stopped": flip.stopped_at and display.moment(flip.stopped_at, now=now),
        }
        for flip in flips
    ]


def run_line(run: SimulationRun) -> dict[str, Any]:
    """One line of the list of earlier simulations."""
    if run.is_running:
        state = gettext("at work")
    elif run.cancelled_at is not None:
        state = gettext("cancelled")
    else:
        state = gettext("failed") if run.fault else pgettext("a simulation", "done")
    return {
        "url": reverse("simulation", args=[run.pk]),
        "name": name_of(run.proposed),
        "period": period_of(run),
        "who": run.requested_by.display_name,
        "at": localtime(run.requested_at),
        "state": state,
    }
