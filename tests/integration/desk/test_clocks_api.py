"""The arithmetic of a ticket's clocks over the API, through the gate."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from django.urls import reverse

from tests.cast import Cast, by, later, ticket
from tickets import configuration
from tickets.actions.cancelling import cancel, undo_cancel
from tickets.models import Metric, Ticket
from tickets.queries.clock_panel import clock_panel, rounds_of
from tickets.queries.ticket_page import read_clocks


def asked(client: Client, case: Ticket):
    return client.get(reverse("api:ticket-clocks", args=[case.number]))


def test_the_counting_stretches_add_up_to_the_budget(cast: Cast, client: Client) -> None:
    case = ticket(cast.rosa)
    client.force_login(cast.teo)

    answer = asked(client, case).json()

    assert answer["ticket"] == case.number
    first = next(row for row in answer["clocks"] if row["metric"] == "first_response")
    counted = sum(part["seconds"] for part in first["stretches"] if part["counts"])
    assert counted == first["budget_seconds"] == 24 * 3600
    assert datetime.fromisoformat(first["stretches"][-1]["ends_at"]) == later(hours=24)
    assert datetime.fromisoformat(first["due_at"]) == later(hours=24)
    assert first["policy"]["version"] == 1
    assert first["calendar"]["zone"]
    assert first["next_level"]["percent"] == 50
    assert {"lead", "owner"} >= set(first["next_level"]["tells"])


def test_what_one_may_not_see_is_not_there(cast: Cast, client: Client) -> None:
    case = ticket(cast.rosa)
    assert asked(client, case).status_code in (401, 403)
    client.force_login(cast.otto)
    assert asked(client, case).status_code == 404


def test_a_second_clock_of_one_round_is_called_by_its_round(cast: Cast) -> None:
    """Cancelled and taken back: two clocks of one round; only the number of the cycle says 2."""
    case = ticket(cast.rosa)
    cancel(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=1), reason="test")
    undo_cancel(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=2), note="It was real.")
    case.refresh_from_db()
    clocks, pauses = read_clocks(case)
    second = next(c for c in clocks if c.metric == Metric.RESOLUTION and c.cycle == 2)

    assert rounds_of(case, clocks)[second.pk] == 1
    settings = configuration.current()
    panel = clock_panel(case, clocks, pauses, now=later(hours=3), settings=settings)
    assert "Solved" in [row["name"] for row in panel["clocks"]]
