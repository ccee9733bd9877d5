"""Many at once: one form sent twenty times is one ticket, fifty forms are fifty numbers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection

from channels import intake
from channels.channel_book import active_channel
from channels.models import Submission
from channels.tasks import open_due_submissions
from tests.cast import START, later
from tests.customer import browser, fresh_nonce, open_doors, send_form
from tickets.models import Customer, Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _desk(settings: Any, transactional_db: None) -> None:
    from channels import starter as channels_starter
    from tickets import starter as tickets_starter

    open_doors(settings)
    tickets_starter.load(at=START)
    channels_starter.load()


def at_once(work: Callable[[int], Any], count: int) -> list[Any]:
    """Run `work` in as many threads as it takes, all begun together, each with its connection."""
    barrier = Barrier(count)

    def run(number: int) -> Any:
        barrier.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_one_form_sent_twenty_times_at_once_is_one_ticket() -> None:
    nonce = fresh_nonce(browser())
    answers = at_once(lambda _: send_form(browser(), nonce=nonce), 20)
    assert {answer.status_code for answer in answers} == {302}
    assert Ticket.objects.count() == Submission.objects.count() == 1
    assert Message.objects.count() == Customer.objects.count() == 1


def test_fifty_forms_at_once_are_fifty_numbers() -> None:
    """Twenty-five browsers, two forms each: as many connections as a small server allows."""

    def send_two(number: int) -> list[int]:
        texts = (f"Matter {number}, quite different.", f"Another one, {number}.")
        return [send_form(browser(), text=text).status_code for text in texts]

    assert at_once(send_two, 25) == [[302, 302]] * 25
    assert len(set(Ticket.objects.values_list("number", flat=True))) == 50


def test_the_sweep_and_the_request_open_a_submission_once_between_them() -> None:
    submission = stored()
    at_once(
        lambda _: (
            open_due_submissions(at=later(hours=1)),
            intake.take_in(submission, at=later(hours=1)),
        ),
        4,
    )
    assert Ticket.objects.count() == 1


def test_without_the_lock_both_would_open_it_and_only_the_last_net_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The twin that shows the race: both read `stored` before either has written.

    The provider id on the message is unique as well, so that one of them fails instead.
    """
    submission = stored()
    both_have_read = Barrier(2)

    def unlocked(submission_id: Any, _outcome: Any) -> bool:
        is_free = Submission.objects.filter(pk=submission_id, state="stored").exists()
        both_have_read.wait()
        return is_free

    def attempt(_number: int) -> str:
        try:
            return intake.open_submission(submission.pk, at=later(hours=1)).state
        except IntegrityError as error:
            return "twice" if "message_provider_id_once" in str(error) else str(error)

    monkeypatch.setattr(intake, "_lock_unopened", unlocked)
    assert sorted(at_once(attempt, 2)) == ["opened", "twice"]
    assert Ticket.objects.count() == 1


def stored() -> Submission:
    raw = {"type": "complaint", "language": "en", "fields": {"text": "It leaks."}}
    channel = active_channel("web_form")
    return intake.store(channel=channel, provider_id="one", raw=raw, at=START)[0]
