"""`watch_mailboxes` hears of a mail from the server itself, long before a poll would look."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.faults import many_mails
from tests.support.mailbed import HOST, MailBed
from tests.support.own_desk import OwnDesk
from tests.support.smtp_sink import SmtpSink

pytestmark = [pytest.mark.faults, pytest.mark.serial]
WATCH = [sys.executable, "manage.py", "watch_mailboxes"]


def test_a_mail_is_a_ticket_at_once_without_any_worker(tmp_path: Path, mailbed: MailBed) -> None:
    mailbed.empty("support")
    tmp_path.chmod(0o711)
    with SmtpSink() as sink, OwnDesk(tmp_path, sink, **many_mails.SETTINGS) as desk:
        desk.sql(many_mails.ADD_MAILBOX, HOST, mailbed.imap_port, many_mails.SECRET)
        watcher = desk._start(WATCH, "watcher")
        desk.wait_until(lambda: "watching" in desk.log("watcher"), seconds=60, what="it watches")
        time.sleep(2)  # it is connected and has told the server that it waits

        many_mails.deliver(mailbed, 1, start=0)
        desk.wait_until(
            lambda: desk.count(many_mails.OPENED) == 1, seconds=45, what="the mail is a ticket"
        )

        mailbed.stop_imap()
        mailbed.start_imap()
        watcher.terminate()
        assert watcher.wait(timeout=60) == 0


def test_beat_listens_and_wakes_a_worker(tmp_path: Path, mailbed: MailBed) -> None:
    mailbed.empty("support")
    tmp_path.chmod(0o711)
    settings = many_mails.SETTINGS | {"FEEDBACK_DESK_MAIL_POLL_SECONDS": "3600"}
    with SmtpSink() as sink, OwnDesk(tmp_path, sink, **settings) as desk:
        desk.sql(many_mails.ADD_MAILBOX, HOST, mailbed.imap_port, many_mails.SECRET)
        desk.start_worker()
        desk.start_beat()
        polled = "SELECT count(*) FROM channels_mailbox WHERE next_poll_at IS NOT NULL"
        desk.wait_until(lambda: desk.count(polled) == 1, seconds=60, what="it was polled once")
        desk.wait_until(lambda: "watching" in desk.log("beat"), seconds=60, what="beat watches")
        time.sleep(2)  # it is connected and has told the server that it waits

        many_mails.deliver(mailbed, 1, start=0)
        desk.wait_until(
            lambda: desk.count(many_mails.OPENED) == 1, seconds=45, what="the mail is a ticket"
        )
