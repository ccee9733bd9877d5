"""The tables of the SLA board, and the hours in which promises broke. Each figure is a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count
from django.db.models.functions import ExtractHour
from django.utils.translation import gettext

from analytics import charts, metrics, slices
from analytics.board_trend import METRICS
from analytics.models import ClockFact
from analytics.slices import ANY
from tickets.display import percent
from tickets.models import Ticket

if TYPE_CHECKING:
    from analytics.board import Board


ENOUGH_TO_COMPARE = 10
"""Decided clocks of a team, below which its share is shown but says little (METRICS.md)."""


class Cell(NamedTuple):
    value: Any
    url: str
    is_few: bool = False


def tables_of(board: Board) -> list[dict[str, Any]]:
    return [_status_by_tier(board), _kept_by_team(board)]


def _status_by_tier(board: Board) -> dict[str, Any]:
    tiers = sorted(board.reader.settings.tiers.values(), key=lambda tier: tier.rank)
    counted = {
        (status, tier): n
        for status, tier, n in board.narrowed(status="live")
        .order_by()
        .values_list("status", "tier")
        .annotate(n=Count("pk"))
    }
    rows = []
    for status in Ticket.LIVE:
        cells = [
            Cell(counted.get((status, tier.rank), 0), board.url(status=status, tier=tier.rank))
            for tier in tiers
        ]
        whole = sum(cell.value for cell in cells)
        rows.append(
            {
                "label": str(Ticket.Status(status).label),
                "url": board.url(status=status),
                "values": [*cells, Cell(whole, board.url(status=status))],
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


def _kept_by_team(board: Board) -> dict[str, Any]:
    """Compliance by the team that had the ticket when the clock was decided."""
    rows = []
    for team in board.reader.settings.teams.values():
        cells: list[Cell] = []
        for metric in METRICS:
            stem = f"{metric}.%s.{team.pk}.{board.period}"
            met = board.narrowed(promise=stem % ClockFact.Outcome.MET, status="all").count()
            n = board.narrowed(promise=stem % ANY, status="all").count()
            share = metrics.shown(metrics.ratio(met, n))
            url = board.url(promise=stem % ANY)
            few = n < ENOUGH_TO_COMPARE
            cells += [Cell(percent(share) if share else "–", url, few), Cell(n, url, few)]
        rows.append({"label": team.name, "url": board.url(team=team.pk), "values": cells})
    return {
        "id": "teams",
        "title": gettext("Promises kept by team"),
        "lead": gettext(
            "By the team that had the ticket when its clock was decided. Grey: fewer than "
            "%(n)d decided, too few to compare."
        )
        % {"n": ENOUGH_TO_COMPARE},
        "columns": [
            gettext("Team"),
            gettext("First reply"),
            gettext("Decided"),
            gettext("Solved"),
            gettext("Decided"),
        ],
        "rows": rows,
    }


def heat_of(board: Board) -> dict[str, Any] | None:
    """Broken promises by team and hour: tickets, so that each figure opens as many."""
    zone = slices.site_zone()
    counted = {
        (team, hour): n
        for team, hour, n in slices.clock_facts(ANY, ClockFact.Outcome.BREACHED, board.period)
        .filter(ticket__in=board.narrowed(status="all").order_by().values("pk"))
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
                "cells": [_cell(board, team, hour, counted, highest) for hour in hours],
            }
            for team in board.reader.settings.teams.values()
        ],
    }


def _cell(
    board: Board, team: Any, hour: int, counted: dict[tuple[int, int], int], highest: int
) -> dict[str, Any]:
    n = counted.get((team.pk, hour), 0)
    words = {"team": team.name, "from": hour, "to": hour + 1, "n": n}
    return {
        "count": n,
        "level": charts.heat_level(n, highest),
        "url": board.url(broke=f"{team.pk}.{hour}.{board.period}"),
        "title": gettext("%(team)s, %(from)d to %(to)d o’clock: %(n)d") % words,
    }
