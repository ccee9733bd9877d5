"""Mailboxes on a real IMAP server: each mail once, whatever happens in between."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from channels import health
from channels.email import polling
from channels.email.models import Mailbox
from channels.models import Channel, ChannelHealth, Submission
from channels.tasks import open_due_submissions
from tests.support.mailbed import HOST, MailBed
from tests.support.mails import SECRET, SUPPORT, fetched_mailbox, mail
from tickets.models import Ticket
from tickets.outbox import lease_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(starter: None, mailbed: MailBed, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setenv(SECRET, "secret")
    return fetched_mailbox(mailbed)


def deliver(mailbed: MailBed, *numbers: int) -> None:
    for number in numbers:
        raw = mail(f"Matter {number}.", message_id=f"<{number}@example.test>")
        mailbed.deliver(raw, to=SUPPORT)


def poll(mailbox: Mailbox) -> int | None:
    return polling.poll(mailbox.pk, at=timezone.now())


def test_new_mail_is_fetched_kept_and_opened(mailbed: MailBed, mailbox: Mailbox) -> None:
    deliver(mailbed, 1, 2)
    assert poll(mailbox) == 2
    assert open_due_submissions(at=timezone.now()) == 2
    assert Ticket.objects.count() == 2
    assert poll(mailbox) == 0
    with mailbed.mailbox("support") as client:
        assert all(r"\Seen" not in one.flags for one in client.fetch(mark_seen=False))
    row = ChannelHealth.objects.get(channel="email", row="support")
    assert row.last_success_at is not None


def test_the_first_mails_are_opened_while_the_others_are_fetched(
    mailbed: MailBed, mailbox: Mailbox
) -> None:
    opened: list[int] = []
    deliver(mailbed, *range(polling.BATCH_MAILS + 1))
    found = polling.poll(
        mailbox.pk,
        at=timezone.now(),
        when_first_kept=lambda: opened.append(open_due_submissions(at=timezone.now())),
    )
    assert found == polling.BATCH_MAILS + 1
    assert opened == [polling.BATCH_MAILS]


def test_a_mail_that_came_before_the_polling_counts_from_its_arrival(
    mailbed: MailBed, mailbox: Mailbox
) -> None:
    before = timezone.now() - timedelta(seconds=2)
    deliver(mailbed, 1)
    polling.poll(mailbox.pk, at=timezone.now())
    submission = Submission.objects.get()
    assert before < submission.received_at <= submission.recorded_at


@pytest.mark.parametrize(("afterwards", "flag"), [("seen", r"\Seen"), ("flag", r"\Flagged")])
def test_mails_taken_in_are_marked(
    mailbed: MailBed, mailbox: Mailbox, afterwards: str, flag: str
) -> None:
    Mailbox.objects.update(afterwards=afterwards)
    deliver(mailbed, 1)
    poll(mailbox)
    with mailbed.mailbox("support") as client:
        (kept,) = client.fetch(mark_seen=False)
        assert flag in kept.flags


def test_mails_taken_in_are_moved_to_a_folder_with_a_chinese_name(
    mailbed: MailBed, mailbox: Mailbox
) -> None:
    Mailbox.objects.update(afterwards="move", move_to="已处理")
    deliver(mailbed, 1, 2)
    poll(mailbox)
    assert (mailbed.count("support"), mailbed.count("support", "已处理")) == (0, 2)


def test_the_same_mail_delivered_twice_is_one(mailbed: MailBed, mailbox: Mailbox) -> None:
    deliver(mailbed, 1, 1)
    assert mailbed.count("support") == 2
    assert poll(mailbox) == 1
    assert Submission.objects.count() == 1


def test_a_server_that_numbers_anew_brings_nothing_twice(
    mailbed: MailBed, mailbox: Mailbox
) -> None:
    deliver(mailbed, 1, 2, 3)
    poll(mailbox)
    old = Mailbox.objects.get()
    mailbed.renumber("support")
    deliver(mailbed, 4)

    assert poll(mailbox) == 1, ChannelHealth.objects.values_list("row", "last_error")
    new = Mailbox.objects.get()
    assert new.uid_validity != old.uid_validity
    assert Submission.objects.count() == 4


def test_a_crash_between_keeping_and_moving_is_made_good(
    mailbed: MailBed, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    Mailbox.objects.update(afterwards="move", move_to="Processed")
    deliver(mailbed, 1, 2)
    with monkeypatch.context() as dying:

        def die(*_arguments: object) -> None:
            raise KeyboardInterrupt

        dying.setattr(polling._Run, "_put_away", die)
        with pytest.raises(KeyboardInterrupt):
            poll(mailbox)
    assert (Submission.objects.count(), mailbed.count("support")) == (2, 2)

    assert poll(mailbox) is None, "the dead one's lease holds for a while"
    assert polling.poll(mailbox.pk, at=timezone.now() + lease_time() * 2) == 0
    assert (Submission.objects.count(), mailbed.count("support", "Processed")) == (2, 2)


def test_a_server_that_is_away_is_written_down_and_asked_again(
    mailbed: MailBed, mailbox: Mailbox
) -> None:
    mailbed.stop_imap()
    try:
        assert poll(mailbox) == 0
    finally:
        mailbed.start_imap()
    row = ChannelHealth.objects.get()
    assert health.is_failing(row)
    assert f"No connection to {HOST}" in row.last_error
    assert polling.due_mailboxes(at=timezone.now()) == []

    deliver(mailbed, 1)
    later = timezone.now() + polling.AFTER_TROUBLE
    assert polling.due_mailboxes(at=later) == [mailbox.pk]
    assert poll(mailbox) == 1
    assert not health.is_failing(ChannelHealth.objects.get())


def test_a_wrong_password_names_its_variable(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "wrong")
    poll(mailbox)
    assert SECRET in ChannelHealth.objects.get().last_error
    monkeypatch.delenv(SECRET)
    poll(mailbox)
    assert f"variable {SECRET} is empty" in ChannelHealth.objects.get().last_error


def test_a_large_mail_is_never_fetched_and_the_next_one_is(
    mailbed: MailBed, mailbox: Mailbox
) -> None:
    Mailbox.objects.update(most_bytes=20_000)
    mailbed.deliver(mail("x" * 70 + "\n" * 30_000, message_id="<big@example.test>"), to=SUPPORT)
    deliver(mailbed, 1)
    assert poll(mailbox) == 1
    parked = Submission.objects.get(state="parked")
    assert "It wasn't fetched" in parked.error
    assert set(parked.raw) == {"mailbox", "uid", "size"}


def test_old_mail_is_left_alone(mailbed: MailBed, mailbox: Mailbox) -> None:
    Mailbox.objects.update(take_since=date.today() + timedelta(days=2))  # noqa: DTZ011
    deliver(mailbed, 1)
    assert poll(mailbox) == 0


def test_a_mailbox_that_is_switched_off_is_not_fetched(mailbed: MailBed, mailbox: Mailbox) -> None:
    Mailbox.objects.update(is_enabled=False)
    deliver(mailbed, 1)
    assert polling.due_mailboxes(at=timezone.now()) == []
    assert poll(mailbox) is None
    Mailbox.objects.update(is_enabled=True)
    Channel.objects.filter(code="email").update(is_active=False)
    assert poll(mailbox) is None


def test_pieces_fit_in_memory_and_a_large_mail_is_one_alone() -> None:
    sizes = [100, polling.BATCH_BYTES, 50, 50, 10**9]
    arrivals = [polling.Arrival(n, size, timezone.now()) for n, size in enumerate(sizes, 1)]
    pieces = polling.batches(arrivals, most_bytes=10**8)
    assert [[one.uid for one in piece] for piece in pieces] == [[1], [2], [3, 4, 5]]
