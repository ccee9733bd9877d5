"""The SLA board."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analytics.board import Board
from analytics.board_tables import heat_of, tables_of
from analytics.board_trend import trend_of
from analytics.slices import Period
from tickets import configuration, display
from tickets.access import require_right, tickets_for
from tickets.models import Right
from tickets.queries.facets import Reader
from tickets.views.gate import DeskRequest, at_desk

PERIODS = (7, 30, 90)
DEFAULT_PERIOD = 30


@require_safe
@at_desk
@never_cache
def board(request: DeskRequest) -> HttpResponse:
    """Show how the promises stand: live, and over the last 7, 30 or 90 days.

    403 without the right to see it; 404 for a period or team that doesn't exist.
    """
    require_right(request.user, Right.SEE_BOARD)
    now = timezone.now()
    settings = configuration.current()
    days = _days(request)
    team = _team(request, settings)
    shown = Board(
        tickets=tickets_for(request.user),
        reader=Reader(request.user, now, settings),
        period=Period.of_last(days, now),
        team=team,
    )
    return render(request, "analytics/board.html", _context(request, shown, days, settings))


def _days(request: HttpRequest) -> int:
    value = request.GET.get("days", str(DEFAULT_PERIOD))
    if value not in {str(days) for days in PERIODS}:
        raise Http404
    return int(value)


def _team(request: HttpRequest, settings: configuration.Configuration) -> int | None:
    value = request.GET.get("team", "")
    if not value:
        return None
    if not value.isdecimal() or int(value) not in settings.teams:
        raise Http404
    return int(value)


def _context(
    request: HttpRequest, shown: Board, days: int, settings: configuration.Configuration
) -> dict[str, Any]:
    satisfaction = shown.satisfaction()
    answers = sum(step["value"] for step in satisfaction)
    next_up = shown.next_up()
    tiles = shown.tiles()
    at_risk = next(tile["value"] for tile in tiles if tile["code"] == "at_risk")
    moment = display.full_moment(shown.reader.now)
    return {
        "as_of": gettext("%(moment)s. Renews every minute.") % {"moment": moment},
        "poll_url": request.get_full_path(),
        "simulations_url": reverse("simulations"),
        "choices": [_period_choice(days, shown.team), _team_choice(days, shown.team, settings)],
        "alarms": [],
        "tiles": tiles,
        "trend": trend_of(shown),
        "trend_lead": gettext(
            "Share of clocks that ended in time, by when they were decided. Clocks still running "
            "are not counted."
        ),
        "loop": shown.loop(),
        "loop_lead": gettext("Tickets solved in the last %(days)d days, and what customers said.")
        % {"days": days},
        "next_up": next_up,
        "next_lead": ngettext("%(n)d at risk.", "%(n)d at risk, the first five.", at_risk)
        % {"n": at_risk},
        "next_all": {
            "url": shown.url(at_risk=1),
            "words": gettext("All %(n)d at risk") % {"n": at_risk},
        },
        "csat": satisfaction if answers else [],
        "csat_lead": shown.satisfaction_words(satisfaction),
        "voice": shown.voice(),
        "tables": tables_of(shown),
        "heat": heat_of(shown),
        "heat_lead": gettext(
            "Broken promises by team and hour, last %(days)d days. Each figure opens its tickets."
        )
        % {"days": days},
        "now": shown.reader.now,
    }


def _period_choice(days: int, team: int | None) -> dict[str, Any]:
    suffix = f"&team={team}" if team else ""
    named = {n: gettext("%(days)d days") % {"days": n} for n in PERIODS}
    return {
        "name": gettext("Period"),
        "value": named[days],
        "options": [
            {"url": f"?days={n}{suffix}", "name": name, "is_current": n == days}
            for n, name in named.items()
        ],
    }


def _team_choice(
    days: int, team: int | None, settings: configuration.Configuration
) -> dict[str, Any]:
    base = f"{reverse('board')}?days={days}"
    everyone = {"url": base, "name": gettext("all"), "is_current": team is None}
    return {
        "name": gettext("Team"),
        "value": settings.teams[team].name if team else gettext("all"),
        "options": [
            everyone,
            *[
                {"url": f"{base}&team={row.pk}", "name": row.name, "is_current": row.pk == team}
                for row in settings.teams.values()
            ],
        ],
    }
