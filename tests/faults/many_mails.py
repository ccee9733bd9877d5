"""Many mails at once, while workers are killed and the mail server is restarted and numbers anew.

Each mail has to become one ticket: nothing lost, nothing twice.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from tests.support.mailbed import HOST, MailBed
from tests.support.own_desk import OwnDesk

SECRET = "FEEDBACK_DESK_SECRET_SUPPORT"
SETTINGS = {
    SECRET: "secret",
    "FEEDBACK_DESK_MAIL_POLL_SECONDS": "1",
    "FEEDBACK_DESK_MAIL_DOMAIN": "own-desk.test",
}
ADD_MAILBOX = """
INSERT INTO channels_mailbox (code, address, channel_id, is_enabled, way, has_plus_addresses,
    is_sender, most_bytes, host, port, tls, "user", sign_in, secret_variable, token_url,
    client_secret_variable, client_id, folder, afterwards, move_to, uid_validity, last_uid)
SELECT 'support', 'support@harbour.test', id, true, 'imap', true, false, 30000000, %s, %s, 'none',
    'support', 'password', %s, '', '', '', 'INBOX', 'leave', '', 0, 0
FROM channels_channel WHERE code = 'email'
"""
KEPT = "SELECT count(*) FROM channels_submission"
OPENED = "SELECT count(*) FROM channels_submission WHERE state = 'opened'"
TEXTS = "SELECT count(DISTINCT text) FROM tickets_message WHERE direction = 'in'"


@dataclass(frozen=True)
class Outcome:
    """What came of `sent` mails."""

    sent: int
    kept: int
    opened: int
    tickets: int
    different_texts: int
    kept_at_kills: tuple[int, int]
    opened_at_kills: tuple[int, int]
    seconds: float

    @property
    def held_its_word(self) -> bool:
        return self.sent == self.kept == self.opened == self.tickets == self.different_texts

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"held": self.held_its_word}


def run(desk: OwnDesk, bed: MailBed, *, count: int) -> Outcome:
    """Send `count` mails, kill a worker at a quarter and at half of them, renumber the mailbox."""
    began = time.monotonic()
    desk.sql(ADD_MAILBOX, HOST, bed.imap_port, SECRET)
    deliver(bed, count // 2, start=0)
    desk.start_beat()
    first = _kill_at(desk, desk.start_worker(), OPENED, count // 4)
    deliver(bed, count - count // 2, start=count // 2)
    second = _kill_at(desk, desk.start_worker(), KEPT, count // 2 + 1)
    bed.renumber("support")
    desk.start_worker()
    desk.wait_until(
        lambda: desk.count(OPENED) >= count, seconds=120 + count, what="every mail is opened"
    )
    time.sleep(3)  # one more look into the mailbox, which must bring nothing
    return Outcome(
        sent=count,
        kept=desk.count(KEPT),
        opened=desk.count(OPENED),
        tickets=desk.count("SELECT count(*) FROM tickets_ticket"),
        different_texts=desk.count(TEXTS),
        kept_at_kills=(first[0], second[0]),
        opened_at_kills=(first[1], second[1]),
        seconds=round(time.monotonic() - began, 1),
    )


def deliver(bed: MailBed, count: int, *, start: int) -> None:
    for number in range(start, start + count):
        raw = (
            f"From: Customer {number} <customer-{number}@mail.test>\r\nTo: support@harbour.test\r\n"
            f"Subject: Matter {number}\r\nMessage-ID: <{number}@mail.test>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n第{number}件：水壶漏水。\r\n"
        )
        bed.deliver(raw.encode(), to="support@harbour.test")


def _kill_at(desk: OwnDesk, worker: Any, query: str, count: int) -> tuple[int, int]:
    """Kill the worker once it has come so far; return what was kept and opened by then."""
    desk.wait_until(
        lambda: desk.count(query) >= count, seconds=120 + count, what=f"{count}: {query}"
    )
    desk.kill(worker)
    return desk.count(KEPT), desk.count(OPENED)
