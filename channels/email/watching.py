"""Mailboxes whose server tells of new mail (IDLE, RFC 2177): a thread each, beside the polls."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection
from django.utils import timezone

from channels.contract import ChannelError
from channels.email import imap, polling
from channels.email.models import Mailbox
from channels.tasks import open_for_a_while
from tickets.secrets import SecretMissing

log = logging.getLogger(__name__)

# How often the list of mailboxes is looked at, and how long a thread waits before it looks around.
ROUND_SECONDS = 20.0
AFTER_TROUBLE_SECONDS = 60.0
OPENING_SECONDS = 10.0


class Watchers:
    """Keeps one watching thread for each mailbox that is switched on."""

    def __init__(self, *, say: Callable[[str], object]) -> None:
        self.say = say
        self.threads: dict[int, threading.Thread] = {}

    def run(self, over: threading.Event) -> None:
        """Watch until `over` is set; a mailbox that is switched on joins within a round."""
        while not over.is_set():
            for mailbox_id in polling.watched_mailboxes():
                self._watch(mailbox_id, over)
            close_old_connections()
            over.wait(ROUND_SECONDS)
        for thread in self.threads.values():
            thread.join(timeout=ROUND_SECONDS + imap.TIMEOUT_SECONDS)

    def _watch(self, mailbox_id: int, over: threading.Event) -> None:
        known = self.threads.get(mailbox_id)
        if known is not None and known.is_alive():
            return
        self.say(f"watching mailbox {mailbox_id}")
        thread = threading.Thread(target=watch, args=(mailbox_id, over), daemon=True)
        self.threads[mailbox_id] = thread
        thread.start()


def watch(mailbox_id: int, over: threading.Event) -> None:
    """Fetch a mailbox each time its server says that something came, until it is switched off."""
    try:
        while not over.is_set() and mailbox_id in polling.watched_mailboxes():
            try:
                _watch_once(mailbox_id, over)
            except (ChannelError, SecretMissing):
                log.warning(
                    "mailbox can't be watched", extra={"mailbox": mailbox_id}, exc_info=True
                )
                over.wait(AFTER_TROUBLE_SECONDS)
    finally:
        connection.close()


def _watch_once(mailbox_id: int, over: threading.Event) -> None:
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    with imap.opened(mailbox) as folder:
        if not folder.can_idle:
            over.wait(AFTER_TROUBLE_SECONDS)  # the polls do it
            return
        while not over.is_set() and mailbox_id in polling.watched_mailboxes():
            if folder.wait_for_mail(seconds=ROUND_SECONDS):
                _fetch(mailbox_id)


def _fetch(mailbox_id: int) -> None:
    """Fetch what came and begin to open it here; what is left over the workers open."""
    if polling.poll(mailbox_id, at=timezone.now()):
        open_for_a_while(OPENING_SECONDS)
