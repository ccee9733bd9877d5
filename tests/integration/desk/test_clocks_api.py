"""The arithmetic of a ticket's clocks over the API, through the gate."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, by, later, ticket
from tickets import configuration
from tickets.actions.cancelling import cancel, undo_cancel
from tickets.models import BusinessCalendar, Metric, SlaTarget, Ticket
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


# --- The sum on the page ---------------------------------------------------------------------


def sums_of(case: Ticket, *, minutes: int) -> dict[str, dict]:
    clocks, pauses = read_clocks(case)
    panel = clock_panel(
        case, clocks, pauses, now=later(minutes=minutes), settings=configuration.current()
    )
    return {row["name"]: row["sum"] for row in panel["clocks"]}


def test_the_sum_says_what_is_gone_and_what_is_left(cast: Cast) -> None:
    said = sums_of(ticket(cast.rosa), minutes=100)["First reply"]
    assert said["total"] == "24 h 00"
    assert said["rows"][0]["why"] == "open, 1 h 40 of it gone"
    assert said["left"]["length"] == "22 h 20"


def test_a_clock_that_began_within_a_minute_is_told_to_the_second(cast: Cast) -> None:
    """Rounded to minutes, its lines would not add up."""
    SlaTarget.objects.filter(tier=3, metric="first_response").update(
        amount=20 * 3600, calendar=BusinessCalendar.objects.get(code="site")
    )
    said = sums_of(ticket(cast.rosa, at=later(seconds=39)), minutes=100)["First reply"]
    counted = [row["counts"] for row in said["rows"] if "counts" in row]
    assert len(counted) > 1
    assert sum(map(seconds_of, counted)) == seconds_of(said["total"]) == 20 * 3600
    assert ":39 to" in said["rows"][0]["from_to"]


def seconds_of(words: str) -> int:
    hours, minutes, seconds = map(int, words.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def test_a_promise_of_seconds_is_not_rounded(cast: Cast) -> None:
    SlaTarget.objects.filter(tier=3, metric="assignment").update(
        amount=90, calendar=BusinessCalendar.objects.get(code="always")
    )
    said = sums_of(ticket(cast.rosa), minutes=1)["Assignment"]
    assert "0:01:30" in said["lead"]
    assert (said["total"], said["left"]["length"]) == ("0:01:30", "0:00:30")


def test_a_deadline_by_date_says_its_number_of_days(cast: Cast) -> None:
    SlaTarget.objects.filter(tier=3, metric="resolution").update(
        kind="business_days", amount=3, calendar=BusinessCalendar.objects.get(code="site")
    )
    said = sums_of(ticket(cast.rosa), minutes=1)["Solved"]
    assert "end of working day 3 after receipt" in said["lead"]


def test_the_end_of_a_day_is_called_by_that_day(cast: Cast) -> None:
    SlaTarget.objects.filter(tier=3, metric="resolution").update(
        kind="business_days", amount=1, calendar=BusinessCalendar.objects.get(code="site")
    )
    with timezone.override("Asia/Shanghai"):
        said = sums_of(ticket(cast.rosa), minutes=1)["Solved"]
    assert said["question"].endswith("24:00?")
    assert said["due"].endswith("24:00")
