"""What agents write: sent once, in the thread, proved, and never more than was public."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.cast import Cast, by, later, ticket
from tickets.actions.noting import note
from tickets.actions.replying import reply, undo_reply
from tickets.actions.resolving import resolve
from tickets.models import Delivery, Message, Metric, SlaClock, StoredFile, Ticket

pytestmark = pytest.mark.django_db
PRESSED = later(hours=1)
LEFT = later(hours=1, seconds=20)


def answer(case: Ticket, cast: Cast, **changes) -> Message:
    facts = {
        "ticket_id": case.pk,
        "actor": by(cast.ana),
        "at": PRESSED,
        "text": "The seal is faulty.\n\nWe send a new kettle.",
        "next_step": "A courier brings it.",
        "next_step_by": later(hours=26),
    }
    return reply(**(facts | changes))


def test_an_answer_leaves_after_the_time_to_undo_and_stops_the_clock_at_the_press(
    cast: Cast, sink, relay_at
) -> None:
    case = ticket(cast.rosa)
    message = answer(case, cast)
    relay_at(later(hours=1, seconds=10))
    assert [mail.subject for mail in sink.mails] == [f"We have your complaint [{case.number}]"]

    relay_at(LEFT)
    mail = sink.mails[-1]
    message.refresh_from_db()
    assert mail.subject == f"Re: {case.subject} [{case.number}]"
    assert "The seal is faulty." in mail.text
    assert "A courier brings it, by Wed 11 Mar 2026, 12:00 (China time)." in mail.text
    assert "Ana" in mail.text
    assert "Auto-Submitted" not in mail.message
    assert (message.sent_at, message.message_id) == (LEFT, mail.message_id)
    assert case.clocks.get(metric=Metric.FIRST_RESPONSE).stopped_at == PRESSED
    assert case.events.filter(code="message.sent").count() == 1


def test_a_thread_holds_together(cast: Cast, sink, relay_at) -> None:
    case = ticket(cast.rosa)
    relay_at(later(seconds=10))
    answer(case, cast)
    relay_at(LEFT)
    answer(case, cast, at=later(hours=2), text="It is on its way.")
    relay_at(later(hours=2, seconds=20))

    first, second, third = sink.to("rosa@example.test")
    assert second.message["In-Reply-To"] == first.message_id
    assert third.message["References"].split() == [first.message_id, second.message_id]
    assert len({first.message_id, second.message_id, third.message_id}) == 3
    assert all(mail.message_id.endswith("@harbour.test>") for mail in sink.mails)


def test_an_internal_note_never_leaves(cast: Cast, sink, relay_at) -> None:
    case = ticket(cast.rosa)
    note(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=5), text="She is right, we slept.")
    answer(case, cast)
    relay_at(LEFT)

    assert len(sink.mails) == 2
    for mail in sink.mails:
        assert "we slept" not in mail.message.as_string()


def test_an_answer_taken_back_is_not_sent(cast: Cast, sink, relay_at) -> None:
    case = ticket(cast.rosa)
    relay_at(later(seconds=10))
    message = answer(case, cast)
    undo_reply(message_id=message.pk, actor=by(cast.ana), at=later(hours=1, seconds=5))
    relay_at(LEFT)

    assert len(sink.mails) == 1
    assert case.clocks.get(metric=Metric.FIRST_RESPONSE).state == SlaClock.State.RUNNING


def test_an_outcome_says_how_it_ended_and_when_we_ask(cast: Cast, sink, relay_at) -> None:
    case = ticket(cast.rosa)
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=PRESSED,
        outcome="upheld",
        public_message="A new kettle is on its way.",
        finding="The seal was faulty.",
    )
    relay_at(LEFT)

    mail = sink.mails[-1]
    assert mail.subject == f"What came of your complaint [{case.number}]"
    assert "A new kettle is on its way." in mail.text
    assert "We ask you on Tue 10 Mar 2026, 15:00 (China time) whether" in mail.text
    assert "The seal was faulty." not in mail.message.as_string()


def test_a_refused_answer_is_said_on_the_ticket_and_starts_a_reply_clock(
    cast: Cast, sink, relay_at
) -> None:
    case = ticket(cast.rosa)
    relay_at(later(seconds=10))
    sink.refuse["rosa@example.test"] = "550 5.1.1 Unknown"
    message = answer(case, cast)
    relay_at(LEFT)

    message.refresh_from_db()
    assert message.failed_at == LEFT
    assert "550 5.1.1 Unknown" in message.failure
    assert Delivery.objects.get(message=message).state == Delivery.State.PARKED
    assert case.clocks.get(metric=Metric.NEXT_REPLY).started_at == LEFT
    assert case.clocks.get(metric=Metric.FIRST_RESPONSE).stopped_at == PRESSED


def test_a_repeat_before_the_mark_carries_the_same_message_id(cast: Cast, sink, relay_at) -> None:
    case = ticket(cast.rosa)
    message = answer(case, cast)
    relay_at(LEFT)
    first = sink.mails[-1]
    Message.objects.filter(pk=message.pk).update(sent_at=None, message_id="")
    Delivery.objects.filter(message=message).update(state="pending", lease=None)
    relay_at(later(hours=1, minutes=3))

    assert sink.mails[-1].message_id == first.message_id
    assert len(sink.mails) == 3
    assert case.events.filter(code="message.settled").count() == 1


def test_files_go_along_and_too_big_ones_are_pointed_to(
    cast: Cast, sink, relay_at, monkeypatch: pytest.MonkeyPatch, settings, tmp_path
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    name = default_storage.save("slip", ContentFile(b"Refunded: 180.00"))
    slip = StoredFile.objects.create(
        sha256="a" * 64, storage_name=name, content_type="text/plain", size=16, created_at=PRESSED
    )
    case = ticket(cast.rosa)
    answer(case, cast, files=[(slip, "退款单.txt")])
    relay_at(LEFT)
    (part,) = sink.mails[-1].message.iter_attachments()
    assert (part.get_filename(), part.get_content().strip()) == ("退款单.txt", "Refunded: 180.00")

    monkeypatch.setattr("channels.answers.MOST_BYTES", 10)
    answer(case, cast, at=later(hours=2), files=[(slip, "退款单.txt")])
    relay_at(later(hours=2, seconds=20))
    assert list(sink.mails[-1].message.iter_attachments()) == []
    assert "too big for a mail; the page has them" in sink.mails[-1].text
