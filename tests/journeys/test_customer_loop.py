"""Rosa complains, follows her mails, says no, and is asked again until it is really solved.

Everything goes through pages and mails; only the agent's side and the clock are played by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from channels.tasks import step_due_surveys
from tests.cast import Cast, by
from tests.customer import browser, complain, nonce_of, number_on, open_doors, words
from tests.support.smtp_sink import Mail, SmtpSink
from tickets import outbox
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.models import ContactPoint, Delivery, DeskSettings, Ticket


@pytest.fixture(autouse=True)
def _open_doors(settings: Any) -> None:
    open_doors(settings)


@pytest.fixture
def post(settings: Any, cast: Cast) -> Iterator[SmtpSink]:
    """The customer's mailbox; questions leave at any hour."""
    DeskSettings.objects.update(survey_hours_from=0, survey_hours_to=24)
    with SmtpSink() as sink:
        settings.MAILERS = {
            "default": {
                "BACKEND": "channels.email.backend.KeptConnectionBackend",
                "OPTIONS": {"host": sink.host, "port": sink.port, "timeout": 5},
            }
        }
        yield sink


def carry_out_mail(sink: SmtpSink) -> list[Mail]:
    """Let everything due leave and return what reached the customer."""
    sink.received.clear()
    while sum(outbox.relay(lane) for lane in Delivery.Lane):
        pass
    return [mail for mail in sink.mails if mail.to == "rosa@example.test"]


def link_in(mail: Mail, kind: str) -> str:
    found = re.search(rf"http://127.0.0.1:8000(/{kind}/[^\s?]+)", mail.text)
    assert found, mail.text
    return found.group(1)


def solve(case: Ticket, cast: Cast, message: str) -> None:
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=timezone.now(),
        outcome="upheld",
        public_message=message,
        finding="The seal was faulty.",
    )


def survey_mail(sink: SmtpSink) -> Mail:
    step_due_surveys(at=timezone.now())
    mails = carry_out_mail(sink)
    return next(mail for mail in mails if "/r/" in mail.text)


def test_a_complaint_goes_round_until_its_customer_says_it_is_solved(
    cast: Cast, post: SmtpSink
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        rosa = browser()
        number = number_on(complain(rosa))
        case = Ticket.objects.get(number=number)
        (receipt,) = carry_out_mail(post)
        assert number in receipt.text
        page = link_in(receipt, "s")

        # She opens her mail, confirms her address, and adds something.
        looked = rosa.get(page)
        assert "A person reads it" in words(looked)
        rosa.post(f"{page}verification/")
        assert ContactPoint.objects.get(customer=case.customer).verified_at is not None
        rosa.post(f"{page}messages/", {"text": "It is the blue one.", "nonce": nonce_of(looked)})
        assert "It is the blue one." in words(rosa.get(page))

        # Ana answers and resolves; Rosa is asked and says no.
        clock.shift(timedelta(hours=1))
        reply(
            ticket_id=case.pk,
            actor=by(cast.ana),
            at=timezone.now(),
            text="I have it now.",
            next_step="We send a new one",
            next_step_by=timezone.now() + timedelta(hours=5),
        )
        assert "We send a new one" in words(rosa.get(page))
        clock.shift(timedelta(hours=1))
        solve(case, cast, "A new kettle is on its way.")
        assert "A new kettle is on its way." in words(rosa.get(page))
        clock.shift(timedelta(hours=5))
        question = link_in(survey_mail(post), "r")
        rosa.get(f"{question}?score=1")
        thanks = rosa.post(question, {"solved": "no", "score": "1", "text": "It leaks as well."})
        assert "we start again with it now" in words(thanks)
        case.refresh_from_db()
        assert (case.status, case.round) == ("open", 2)
        (again,) = carry_out_mail(post)
        assert number in again.text
        assert "We answer your last message" in words(rosa.get(page))

        # The second time it holds.
        clock.shift(timedelta(hours=3))
        solve(case, cast, "We collected it and paid it back.")
        clock.shift(timedelta(hours=5))
        second = link_in(survey_mail(post), "r")
        assert second != question
        assert rosa.get(question).status_code == 410
        rosa.post(second, {"solved": "yes", "score": "5"})
        case.refresh_from_db()
        assert (case.status, case.verified, case.number) == ("closed", "confirmed", number)
        assert "Nothing more is due" in words(rosa.get(page))
