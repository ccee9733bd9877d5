"""One folder on an IMAP server: what is new in it, how large, and what becomes of it afterwards.

imap-tools speaks the protocol; mails are fetched raw, because we keep and read them raw.
"""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from imap_tools import (
    AND,
    BaseMailBox,
    MailBox,
    MailboxLoginError,
    MailBoxStartTls,
    MailBoxUnencrypted,
    U,
)
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    UnexpectedCommandStatusError,
)

from channels import troubles
from channels.contract import ChannelError
from channels.email.models import Mailbox
from channels.email.oauth import access_token, forget
from channels.email.tls import explained, trusting_context
from tickets.secrets import secret_in

TIMEOUT_SECONDS = 30
ASKED_AT_ONCE = 200
UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')


class ServerTrouble(ChannelError):
    """The IMAP server can't be reached or refuses; the message says what to look at."""


@dataclass(frozen=True)
class Arrival:
    """A mail on the server, not yet fetched."""

    uid: int
    size: int
    arrived_at: datetime


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[Folder]:
    """Connect, sign in and select the folder. Raises ServerTrouble, here and in the block."""
    try:
        client = _connected(mailbox)
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        words = troubles.NO_CONNECTION.said(
            server=mailbox.host, port=mailbox.port, why=explained(error)
        )
        raise ServerTrouble(words) from error
    try:
        _sign_in(client, mailbox)
        yield Folder(client)
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        words = troubles.BROKE_OFF.said(server=mailbox.host, answer=_said(error))
        raise ServerTrouble(words) from error
    finally:
        _leave(client)


def _connected(mailbox: Mailbox) -> BaseMailBox:
    where = {"host": mailbox.host, "port": mailbox.port, "timeout": TIMEOUT_SECONDS}
    if mailbox.tls == Mailbox.Tls.NONE:
        return MailBoxUnencrypted(**where)
    kind = MailBox if mailbox.tls == Mailbox.Tls.IMPLICIT else MailBoxStartTls
    return kind(**where, ssl_context=trusting_context())


def _sign_in(client: BaseMailBox, mailbox: Mailbox) -> None:
    try:
        if mailbox.sign_in == Mailbox.SignIn.OAUTH2:
            client.xoauth2(mailbox.user, access_token(mailbox), initial_folder=None)
        else:
            client.login(mailbox.user, secret_in(mailbox.secret_variable), initial_folder=None)
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        forget(mailbox)
        words = troubles.MAILBOX_REFUSED.said(
            server=mailbox.host,
            user=mailbox.user,
            variable=mailbox.secret_variable,
            answer=_said(error),
        )
        raise ServerTrouble(words) from error
    _learn_capabilities(client.client)
    _select(client, mailbox)


def _select(client: BaseMailBox, mailbox: Mailbox) -> None:
    try:
        client.folder.set(mailbox.folder)
    except MailboxFolderSelectError as error:
        words = troubles.NO_FOLDER.said(
            server=mailbox.host, folder=mailbox.folder, answer=_said(error)
        )
        raise ServerTrouble(words) from error


def _said(error: Exception) -> str:
    """Return what the server answered, without what the libraries wrap around it."""
    if isinstance(error, UnexpectedCommandStatusError):
        answer = error.command_result[1]
    else:
        answer = error.args[-1:]
    words = (
        one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in answer
    )
    return " ".join(words)


def _learn_capabilities(client: imaplib.IMAP4) -> None:
    """Many servers tell only who has signed in what they can do: MOVE, IDLE, UIDPLUS."""
    _status, answer = client.capability()
    client.capabilities = tuple(answer[-1].decode("ascii", "replace").upper().split())


def _leave(client: BaseMailBox) -> None:
    try:
        client.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        client.client.shutdown()


class Folder:
    """A selected folder."""

    def __init__(self, client: BaseMailBox) -> None:
        self.client = client
        _status, answer = client.client.response("UIDVALIDITY")
        self.uid_validity = int(answer[0]) if answer and answer[0] else 0

    def uids_after(self, uid: int, *, since: date | None) -> list[int]:
        """Return the numbers of what came after `uid`, oldest first; deleted mails don't count.

        RFC 9051: `N:*` always names the last mail too, even one before N.
        """
        facts: dict[str, Any] = {"uid": U(str(uid + 1), "*"), "deleted": False}
        if since is not None:
            facts["date_gte"] = since
        found = (int(one) for one in self.client.uids(AND(**facts), charset=None))
        return sorted(one for one in found if one > uid)

    def arrivals(self, uids: Sequence[int]) -> list[Arrival]:
        """Ask how large mails are and when they came, before any is fetched."""
        found = []
        for start in range(0, len(uids), ASKED_AT_ONCE):
            lines = self._fetch(uids[start : start + ASKED_AT_ONCE], "(RFC822.SIZE INTERNALDATE)")
            found += [_arrival(line) for line in lines if isinstance(line, bytes)]
        return [one for one in found if one is not None]

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Yield raw mails without marking them as read; one that has gone meanwhile is left out."""
        for item in self._fetch(uids, "(BODY.PEEK[])"):
            if isinstance(item, tuple) and (named := UID.search(item[0])):
                yield int(named[1]), item[1]

    def _fetch(self, uids: Sequence[int], parts: str) -> list[bytes | tuple[bytes, bytes]]:
        status, items = self.client.client.uid("FETCH", _set_of(uids), parts)
        if status != "OK":
            raise imaplib.IMAP4.error(f"FETCH answered {status}")
        return [item for item in items if item is not None]

    # --- Afterwards --------------------------------------------------------------------------

    def mark(self, uids: Sequence[int], flag: str) -> None:
        """Set a flag. Nothing is expunged: what others marked as deleted is theirs."""
        self.client.client.uid("STORE", _set_of(uids), "+FLAGS.SILENT", f"({flag})")

    def move(self, uids: Sequence[int], folder: str) -> None:
        if "MOVE" in self.client.client.capabilities:
            self.client.move([str(uid) for uid in uids], folder)
            return
        self.client.copy([str(uid) for uid in uids], folder)
        self.mark(uids, r"\Deleted")
        if "UIDPLUS" in self.client.client.capabilities:
            self.client.client.uid("EXPUNGE", _set_of(uids))

    # --- Waiting -----------------------------------------------------------------------------

    @property
    def can_idle(self) -> bool:
        return "IDLE" in self.client.client.capabilities

    def wait_for_mail(self, *, seconds: float) -> bool:
        """Return whether the server said that something changed (RFC 2177)."""
        return bool(self.client.idle.wait(timeout=seconds))


def _set_of(uids: Sequence[int]) -> str:
    return ",".join(str(uid) for uid in uids)


def _arrival(line: bytes) -> Arrival | None:
    uid, size = UID.search(line), SIZE.search(line)
    if uid is None or size is None:
        return None
    return Arrival(int(uid[1]), int(size[1]), _moment(line))


def _moment(line: bytes) -> datetime:
    """Return when the server got it; now, when it doesn't say."""
    found = ARRIVED.search(line)
    if found is None:
        return datetime.now(UTC)
    return parsedate_to_datetime(found[1].decode("ascii", "replace").strip())
