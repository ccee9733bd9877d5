"""Django's SMTP, keeping its connection a moment for the next mail of the same thread.

A worker sends letters one by one; a connection each, with its TLS and its login, costs more than
the letters. Kept ones are asked whether they are still there before anything is said, so no mail is
begun on a dead one, and whatever goes wrong closes them.
"""

from __future__ import annotations

import atexit
import smtplib
import ssl
import threading
import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from channels import health, troubles
from channels.email.tls import explained, trusting_context

# Servers count open connections; nobody minds one for so long.
KEPT_SECONDS = 5.0
FINE = 250
# Under which channel the system page shows the server that letters leave by.
CHANNEL = "email"

_kept = threading.local()


class KeptConnectionBackend(EmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send on the kept connection or a new one. Raises what Django's own backend raises."""
        self.connection = _take(self._server())
        self._open_and_tell()
        try:
            sent = super().send_messages(email_messages)
        except BaseException:
            _close(self.connection)
            self.connection = None
            raise
        _kept.connection, self.connection = self.connection, None
        _kept.server, _kept.at = self._server(), time.monotonic()
        return sent

    def _open_and_tell(self) -> None:
        """Open where nothing was kept, and say on the system page how that went."""
        try:
            is_new = self.open()
        except OSError as error:
            words = troubles.NO_CONNECTION.said(
                server=self.host, port=self.port, why=explained(error)
            )
            health.failed(CHANNEL, self.host, at=timezone.now(), error=words)
            raise ConnectionError(words) from error
        if is_new:
            health.succeeded(CHANNEL, self.host, at=timezone.now())

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return trusting_context()

    def _server(self) -> tuple[Any, ...]:
        return (self.host, self.port, self.username, self.use_tls, self.use_ssl)


def close_kept() -> None:
    """Close what this thread has kept; a process does so when it ends."""
    connection, _kept.connection = getattr(_kept, "connection", None), None
    _close(connection)


atexit.register(close_kept)


def _take(server: tuple[Any, ...]) -> smtplib.SMTP | None:
    """Return this thread's connection if it leads there, is young and still answers."""
    connection = getattr(_kept, "connection", None)
    _kept.connection = None
    if connection is None:
        return None
    is_young = time.monotonic() - _kept.at < KEPT_SECONDS
    if _kept.server == server and is_young and _answers(connection):
        return connection
    _close(connection)
    return None


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == FINE
    except (smtplib.SMTPException, OSError):
        return False


def _close(connection: smtplib.SMTP | None) -> None:
    """Say goodbye where somebody still listens."""
    if connection is None:
        return
    try:
        connection.quit()
    except (smtplib.SMTPException, OSError):
        connection.close()
