"""Mailboxes whose server tells of new mail (IDLE, RFC 2177): a thread each, beside the polls.

The process that beats listens, because there is one of it and it has nothing else to do: a thread
costs a connection and no memory worth a process. It only wakes a task; a worker fetches.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from channels.contract import ChannelError
from channels.email import imap, polling
from channels.email.models import Mailbox
from channels.tasks import open_for_a_while, poll_mailbox
from tickets import nudge
from tickets.secrets import SecretMissing

log = logging.getLogger(__name__)

# How often the list of mailboxes is looked at, and how long a thread waits before it looks around.
ROUND_SECONDS = 20.0
AFTER_TROUBLE_SECONDS = 60.0
# A server that doesn't know IDLE is asked this seldom whether it has learned it.
WITHOUT_IDLE_SECONDS = 900.0
OPENING_SECONDS = 10.0

type Fetch = Callable[[int], object]


class Watchers:
    """Keeps one watching thread for each mailbox that is switched on.

    `fetch` is called with a mailbox's id each time its server says that something came.
    """

    def __init__(self, *, say: Callable[[str], object], fetch: Fetch) -> None:
        self.say, self.fetch = say, fetch
        self.threads: dict[int, threading.Thread] = {}

    def run(self, over: threading.Event) -> None:
        """Watch until `over` is set; a mailbox that is switched on joins within a round."""
        while not over.is_set():
            try:
                for mailbox_id in polling.watched_mailboxes():
                    self._watch(mailbox_id, over)
            except DatabaseError:
                log.warning("the list of mailboxes can't be read, later again", exc_info=True)
            close_old_connections()
            over.wait(ROUND_SECONDS)
        for thread in self.threads.values():
            thread.join(timeout=ROUND_SECONDS + imap.TIMEOUT_SECONDS)

    def _watch(self, mailbox_id: int, over: threading.Event) -> None:
        known = self.threads.get(mailbox_id)
        if known is not None and known.is_alive():
            return
        self.say(f"watching mailbox {mailbox_id}")
        thread = threading.Thread(target=watch, args=(mailbox_id, over, self.fetch), daemon=True)
        self.threads[mailbox_id] = thread
        thread.start()


def watch(mailbox_id: int, over: threading.Event, fetch: Fetch) -> None:
    """Fetch a mailbox each time its server says that something came, until it is switched off."""
    try:
        while not over.is_set() and mailbox_id in polling.watched_mailboxes():
            try:
                _watch_once(mailbox_id, over, fetch)
            except (ChannelError, SecretMissing):
                log.warning(
                    "mailbox can't be watched", extra={"mailbox": mailbox_id}, exc_info=True
                )
                over.wait(AFTER_TROUBLE_SECONDS)
    finally:
        connection.close()


def _watch_once(mailbox_id: int, over: threading.Event, fetch: Fetch) -> None:
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    with imap.opened(mailbox) as folder:
        if not folder.can_idle:
            over.wait(WITHOUT_IDLE_SECONDS)  # the polls do it
            return
        fetch(mailbox_id)  # what came before anybody listened is told by nobody
        while not over.is_set() and mailbox_id in polling.watched_mailboxes():
            if folder.wait_for_mail(seconds=ROUND_SECONDS):
                fetch(mailbox_id)


# --- What to do then ------------------------------------------------------------------------


def listen_beside_beat() -> None:
    """Begin to listen in a thread of this process, which ends with it."""
    if settings.MAIL_IDLE:
        watchers = Watchers(say=log.info, fetch=wake_a_worker)
        never = threading.Event()
        threading.Thread(target=watchers.run, args=(never,), name="mail", daemon=True).start()


def wake_a_worker(mailbox_id: int) -> None:
    """Have a worker fetch it; without a broker the next poll does."""
    nudge.wake(poll_mailbox.name, mailbox_id)


def fetch_here(mailbox_id: int) -> None:
    """Fetch what came and begin to open it here; what is left over the workers open."""
    if polling.poll(mailbox_id, at=timezone.now()):
        open_for_a_while(OPENING_SECONDS)
