"""A mail server that keeps what it takes: SMTP as far as a desk speaks it, in a thread."""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Mail:
    to: str
    message: EmailMessage
    arrived: float

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""

    def link(self, part: str) -> str:
        """Return the first address in the text that contains `part`; empty for none."""
        return next((url.rstrip(".,") for url in LINK.findall(self.text) if part in url), "")


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.recipients: list[str] = []
        self._say("220 sink")
        verb = b""
        while verb != b"QUIT" and (line := self.rfile.readline()):
            verb = line[:4].upper().strip()
            self._answer(verb, line)

    def _answer(self, verb: bytes, line: bytes) -> None:
        if verb == b"DATA":
            self._say("354 go on")
            self._keep(self._lines())
            self._say("250 taken")
        elif verb == b"QUIT":
            self._say("221 bye")
        elif verb == b"EHLO":
            self._say("250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8")
        else:
            if verb == b"RCPT":
                self.recipients.append(parseaddr(line.decode().partition(":")[2].split()[0])[1])
            elif verb in (b"MAIL", b"RSET"):
                self.recipients = []
            self._say("250 OK")

    def _lines(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _keep(self, data: bytes) -> None:
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        for address in self.recipients:
            self.server.mails.append(Mail(address, message, time.monotonic()))

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.mails: list[Mail] = []
        self.connections = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        super().process_request(request, client_address)


class Sink:
    """`with Sink() as sink:` listens on `sink.port`; `sink.mails` holds what came, in order."""

    def __init__(self, port: int = 0) -> None:
        self._server = _Server(port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,))

    def __enter__(self) -> Sink:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def connections(self) -> int:
        """How often somebody connected."""
        return self._server.connections

    @property
    def mails(self) -> list[Mail]:
        return list(self._server.mails)

    def find(self, holds: Callable[[Mail], bool]) -> Mail | None:
        return next((mail for mail in self.mails if holds(mail)), None)
