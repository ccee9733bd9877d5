"""Store first, open then: what a crash or a fault leaves behind is opened later, once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from channels import intake, readings
from channels.channel_book import UnknownChannel, active_channel
from channels.models import Channel, Submission
from channels.tasks import open_due_submissions
from tests.cast import START, later
from tests.customer import browser, complain, number_on, send_form, words
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("starter")

RAW = {"type": "complaint", "language": "en", "fields": {"text": "It leaks.", "name": "Rosa"}}


def stored(raw: dict[str, Any] = RAW, *, provider_id: str = "one") -> Submission:
    submission, _is_new = intake.store(
        channel=active_channel("web_form"), provider_id=provider_id, raw=raw, at=START
    )
    return submission


def test_what_a_crash_left_behind_is_opened_by_the_sweep_once() -> None:
    left = stored()
    assert open_due_submissions(at=START + timedelta(seconds=5)) == 0
    assert open_due_submissions(at=later(minutes=1)) == 1
    assert open_due_submissions(at=later(minutes=1)) == 0
    left.refresh_from_db()
    case = Ticket.objects.get()
    assert (left.state, left.ticket) == ("opened", case)
    assert case.received_at == START
    assert case.recorded_at == later(minutes=1)


def test_the_same_provider_id_twice_is_one_submission() -> None:
    first = stored()
    again, is_new = intake.store(
        channel=Channel.objects.get(code="web_form"), provider_id="one", raw={}, at=later(hours=1)
    )
    assert (again.pk, is_new, again.raw) == (first.pk, False, RAW)


def test_a_customer_gets_a_reference_when_opening_fails_and_the_number_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(**kwargs: Any) -> None:
        raise DatabaseError("the disk is full")

    client = browser()
    with monkeypatch.context() as patch:
        patch.setattr(readings, "open_ticket", away)
        page = complain(client)
    left = Submission.objects.get()
    assert left.pk.hex[:12].upper() in words(page)
    assert (left.state, left.attempts, Ticket.objects.count()) == ("stored", 1, 0)
    assert "disk is full" in left.error
    assert open_due_submissions(at=left.next_try_at) == 1
    assert number_on(client.get(page.request["PATH_INFO"])) == Ticket.objects.get().number


def test_one_that_never_opens_is_parked_with_its_reason_and_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poison, good = stored(), stored(provider_id="two")
    really_open = readings.open_ticket

    def choke(*, matter: Any, **kwargs: Any) -> Any:
        if matter.provider_id == "one":
            raise DatabaseError("poison")
        return really_open(matter=matter, **kwargs)

    monkeypatch.setattr(readings, "open_ticket", choke)
    for days in range(1, 9):
        open_due_submissions(at=later(days=days))
    poison.refresh_from_db()
    good.refresh_from_db()
    assert (poison.state, poison.next_try_at) == ("parked", None)
    assert poison.error == "DatabaseError: poison"
    assert poison.attempts == len(intake.BACK_OFF_SECONDS) + 1
    assert good.state == "opened"


@pytest.mark.parametrize("raw", [{}, {"type": "poem", "language": "en", "fields": {"text": "x"}}])
def test_what_can_never_be_read_is_parked_at_once(raw: dict[str, Any]) -> None:
    odd = stored(raw)
    open_due_submissions(at=later(minutes=1))
    odd.refresh_from_db()
    assert (odd.state, odd.attempts) == ("parked", 1)


def test_an_operator_lists_what_is_parked_and_opens_it_again() -> None:
    parked = stored()
    intake.park(parked.pk, reason="for a reason")
    out = StringIO()
    call_command("intake", "parked", stdout=out)
    assert str(parked.pk) in out.getvalue()
    assert "for a reason" in out.getvalue()
    call_command("intake", "replay", str(parked.pk), stdout=out)
    assert Ticket.objects.get().number in out.getvalue()
    with pytest.raises(CommandError, match="Not all of these ids are parked"):
        call_command("intake", "replay", str(parked.pk), stdout=out)


def test_replaying_what_still_fails_parks_it_again_with_the_reason() -> None:
    odd = stored({"type": "poem", "language": "en", "fields": {"text": "x"}})
    intake.park(odd.pk, reason="before")
    err = StringIO()
    with pytest.raises(CommandError, match="1 could not be opened"):
        call_command("intake", "replay", stderr=err)
    odd.refresh_from_db()
    assert (odd.state, "poem" in odd.error) == ("parked", True)


def test_a_channel_that_is_switched_off_says_what_to_do() -> None:
    Channel.objects.filter(code="web_form").update(is_active=False)
    with pytest.raises(UnknownChannel, match="switch it on"):
        active_channel("web_form")


def test_a_form_sent_to_a_desk_without_redis_is_taken(settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "feedback_desk.caches.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1},
        }
    }
    settings.PUBLIC_FORM_RATE = "1/h"
    assert [send_form(browser()).status_code for _ in range(3)] == [302, 302, 302]
