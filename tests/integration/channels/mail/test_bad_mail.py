"""What nobody should send: kept or refused by a rule, and the next one is handled."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from channels.email.models import Mailbox
from channels.email.receiving import TooLarge, receive
from channels.models import Channel, Submission
from tests.cast import later
from tests.support.mails import PICTURE, SUPPORT, mail
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(starter: None) -> Mailbox:
    return Mailbox.objects.create(
        code="support",
        address=SUPPORT,
        channel=Channel.objects.get(code="email"),
        way=Mailbox.Way.PUSHED,
    )


def take(mailbox: Mailbox, raw: bytes) -> Submission:
    return receive(raw, mailbox=mailbox, at=later(minutes=1))


def many_parts(count: int) -> bytes:
    head = mail().replace(b"\nContent-Type: text/plain;", b"\nX-Was: text/plain;").split(b"\n\n")[0]
    parts = b"".join(b"--b\nContent-Type: text/plain\n\npart\n" for _ in range(count))
    return head + b"\nContent-Type: multipart/mixed; boundary=b\n\n" + parts + b"--b--\n"


NOISE = bytes(range(256)) * 40
STRANGE = {
    "null characters": b"From: rosa@example.test\nSubject: a\0b\n\nIt\0 leaks.\0\n",
    "a header of 1 MB": mail().replace(b"Subject: ", b"Subject: " + b"x" * 1_000_000, 1),
    "10,000 parts": many_parts(10_000),
    "halves of characters": mail().replace(b"leaks.", b"leaks \xed\xa0\x80."),
    "an address of 400 characters": mail(sender="a" * 390 + "@example.test"),
    "a message id of 2,000 characters": mail(message_id="<" + "i" * 2_000 + "@example.test>"),
    "text of 2 MB": mail("It leaks. \n" * 200_000),
}


@pytest.mark.parametrize("raw", STRANGE.values(), ids=STRANGE.keys())
def test_strange_mail_becomes_a_ticket_and_the_next_one_too(mailbox: Mailbox, raw: bytes) -> None:
    strange = take(mailbox, raw)
    assert strange.state == "opened", strange.error
    assert take(mailbox, mail("And the next one.", sender="otto@example.test")).state == "opened"


def test_bytes_that_are_no_mail_are_parked_and_answered_by_nothing(mailbox: Mailbox) -> None:
    """Some servers put headers of their own before whatever they are handed."""
    for raw in (NOISE, b"Return-Path: <rosa@example.test>\n" + NOISE):
        strange = take(mailbox, raw)
        assert strange.state == "parked"
        assert "no text" in strange.error
    assert not Ticket.objects.exists()
    assert take(mailbox, mail("And the next one.")).state == "opened"


def test_what_stays_unreadable_keeps_its_reason_when_it_is_replayed(mailbox: Mailbox) -> None:
    parked = take(mailbox, NOISE)
    with pytest.raises(CommandError, match="1 could not be opened"):
        call_command("intake", "replay", str(parked.pk))
    reason = parked.error
    parked.refresh_from_db()
    assert (parked.state, parked.error) == ("parked", reason)


def test_an_empty_mail_is_parked_with_its_reason(mailbox: Mailbox) -> None:
    submission = take(mailbox, b"From: rosa@example.test\n\n")
    assert submission.state == "parked"
    assert "nothing in this mail" in submission.error


def test_a_mail_of_60_mb_is_refused_before_anything_reads_it(mailbox: Mailbox) -> None:
    with pytest.raises(TooLarge):
        take(mailbox, mail() + b"x" * 60_000_000)
    assert not Submission.objects.exists()


def test_a_message_id_like_ours_takes_nothing_over(mailbox: Mailbox) -> None:
    first = take(mailbox, mail(message_id="<1.00112233445566778899@harbour.test>"))
    forged = mail("Not hers.", sender="otto@example.test", message_id=_id_of(first))
    other = take(mailbox, forged)
    assert (other.state, other.ticket == first.ticket) == ("opened", False)


def _id_of(submission: Submission) -> str:
    return submission.ticket.messages.get(direction="in").message_id


def test_a_file_whose_name_climbs_stays_in_its_place(mailbox: Mailbox) -> None:
    raw = mail(files=[("..\\..\\etc/passwd.png", PICTURE, "image/png")])
    attachment = take(mailbox, raw).ticket.messages.get(direction="in").attachments.get()
    assert attachment.filename == "passwd.png"
    assert ".." not in attachment.file.storage_name


def pipe(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command as a mail server's pipe does; return what it ends with."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(mail())))
    try:
        call_command("receive_mail", *arguments)
    except SystemExit as end:
        return int(end.code)
    return 0


def test_the_pipe_tells_the_mail_server_what_became_of_it(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pipe(monkeypatch) == os.EX_OK
    assert pipe(monkeypatch, "--mailbox", SUPPORT) == os.EX_OK
    assert Ticket.objects.count() == 1
    assert pipe(monkeypatch, "--mailbox", "nobody") == os.EX_USAGE
    Mailbox.objects.update(most_bytes=10)
    assert pipe(monkeypatch) == os.EX_DATAERR
    Mailbox.objects.update(is_enabled=False)
    assert pipe(monkeypatch) == os.EX_TEMPFAIL


def test_without_a_database_the_mail_server_keeps_the_mail() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "receive_mail"],
        cwd=Path(__file__).parents[4],
        env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"},
        input=mail(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == os.EX_TEMPFAIL, done.stderr.decode()


def test_nothing_of_it_opened_a_second_ticket(mailbox: Mailbox) -> None:
    for _twice in range(2):
        take(mailbox, STRANGE["null characters"])
    assert Ticket.objects.count() == 1
