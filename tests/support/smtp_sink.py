"""A real SMTP server on a port of its own that keeps what it takes, in a thread of the test."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived, with the answer it got."""

    to: str
    message: EmailMessage
    answer: str

    @property
    def message_id(self) -> str:
        return self.message["Message-ID"]

    @property
    def subject(self) -> str:
        return self.message["Subject"].strip()

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()

    @property
    def is_taken(self) -> bool:
        return self.answer.startswith("250")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SmtpSink:
    """`with SmtpSink() as sink:` listens on `sink.host` and `sink.port`; `sink.mails` came in.

    `refuse` answers recipients: {"gone@example.test": "550 No such mailbox"}. `on_mail` is called
    with how many mails have come and the mail, before it is answered: the place to stall or to kill
    the process that sends.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        refuse: dict[str, str] | None = None,
        on_mail: Callable[[int, Mail], None] | None = None,
    ) -> None:
        self.refuse = dict(refuse or {})
        self.on_mail = on_mail
        self.received: list[Mail] = []
        self._lock = threading.Lock()
        self.port = free_port()
        self._controller = Controller(self, hostname=self.host, port=self.port)

    def __enter__(self) -> SmtpSink:
        self._controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()

    @property
    def mails(self) -> list[Mail]:
        return [mail for mail in self.received if mail.is_taken]

    def to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.to == address]

    def wait_for(self, count: int, *, seconds: float = 30) -> list[Mail]:
        """Return the mails once there are `count`. Raises AssertionError when they don't come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if len(self.mails) >= count:
                return self.mails
            time.sleep(0.05)
        raise AssertionError(f"{len(self.mails)} of {count} mails came in {seconds} s.")

    # --- What aiosmtpd calls ---------------------------------------------------------------

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.refuse.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._lock:
            for address in envelope.rcpt_tos:
                mail = Mail(to=address, message=message, answer="250 taken")
                self.received.append(mail)
                if self.on_mail is not None:
                    self.on_mail(len(self.received), mail)
        return "250 taken"
