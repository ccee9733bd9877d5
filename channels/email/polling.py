"""Fetch what is new in a mailbox: each mail kept once, whoever is killed in the middle.

The order is the promise: a mail is kept before the server is told anything about it, and the place
reached is noted last. Whatever a crash leaves undone is done again, and the same mail is one.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from channels import health, troubles
from channels.contract import ChannelError
from channels.email import imap, keeping
from channels.email.imap import Arrival, Folder
from channels.email.models import Mailbox
from tickets.outbox import lease_time
from tickets.secrets import SecretMissing

log = logging.getLogger(__name__)

AFTER_TROUBLE = timedelta(minutes=1)
# How much is held in memory at once: mails of one answer, and their bytes.
BATCH_MAILS = 25
BATCH_BYTES = 4 * 1024 * 1024
FLAGS = {Mailbox.Afterwards.SEEN: r"\Seen", Mailbox.Afterwards.FLAG: r"\Flagged"}


class LeaseLost(Exception):
    """Somebody switched the mailbox off, or took it over because this poll seemed dead."""


def due_mailboxes(*, at: datetime) -> list[int]:
    """Return the mailboxes to be fetched now."""
    due = _fetched().filter(Q(next_poll_at=None) | Q(next_poll_at__lte=at))
    free = due.filter(Q(leased_until=None) | Q(leased_until__lt=at))
    return list(free.order_by("next_poll_at", "pk").values_list("pk", flat=True))


def watched_mailboxes() -> set[int]:
    """Return the mailboxes that are switched on and lie on an IMAP server."""
    return set(_fetched().values_list("pk", flat=True))


def poll(
    mailbox_id: int, *, at: datetime, when_first_kept: Callable[[], object] = lambda: None
) -> int | None:
    """Fetch one mailbox; return how many mails were new to us, None when it isn't ours to fetch.

    `when_first_kept` is called as soon as some of them can be opened, while the rest is fetched.
    What went wrong is written down for the system page, and tried again after a minute.
    """
    mailbox = _leased(mailbox_id, at=at)
    if mailbox is None:
        return None
    run = _Run(mailbox, when_first_kept)
    try:
        with imap.opened(mailbox) as folder:
            run.take_all(folder)
    except (ChannelError, SecretMissing) as error:
        log.warning("mailbox could not be fetched", extra={"mailbox": mailbox.code}, exc_info=True)
        health.failed(mailbox.channel.code, mailbox.code, at=timezone.now(), error=str(error))
        run.end(next_poll_at=timezone.now() + AFTER_TROUBLE)
    except LeaseLost:
        log.info("mailbox left to somebody else", extra={"mailbox": mailbox.code})
    else:
        health.succeeded(mailbox.channel.code, mailbox.code, at=timezone.now(), waiting=0)
        run.end(next_poll_at=timezone.now() + timedelta(seconds=settings.MAIL_POLL_SECONDS))
    return run.new


def _fetched() -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(
        is_enabled=True, channel__is_active=True, way=Mailbox.Way.IMAP
    ).exclude(host="")


def _leased(mailbox_id: int, *, at: datetime) -> Mailbox | None:
    lease = uuid.uuid4()
    free = _fetched().filter(Q(leased_until=None) | Q(leased_until__lt=at), pk=mailbox_id)
    if not free.update(lease=lease, leased_until=at + lease_time()):
        return None
    return Mailbox.objects.select_related("channel").get(pk=mailbox_id, lease=lease)


@dataclass
class _Run:
    """One poll of one leased mailbox."""

    mailbox: Mailbox
    when_first_kept: Callable[[], object]
    new: int = 0

    def take_all(self, folder: Folder) -> None:
        self._start_at(folder.uid_validity)
        uids = folder.uids_after(self.mailbox.last_uid, since=self.mailbox.take_since)
        self._report(waiting=len(uids))
        left = len(uids)
        for batch in batches(folder.arrivals(uids), most_bytes=self.mailbox.most_bytes):
            self._take(folder, batch)
            left -= len(batch)
            self._report(waiting=left)

    def _start_at(self, uid_validity: int) -> None:
        """A server that numbers anew makes us look at all of it again; what we have stays one."""
        if uid_validity != self.mailbox.uid_validity:
            self._hold(uid_validity=uid_validity, last_uid=0)

    def _take(self, folder: Folder, batch: Sequence[Arrival]) -> None:
        arrived = {one.uid: one for one in batch}
        fitting = [one.uid for one in batch if one.size <= self.mailbox.most_bytes]
        for one in batch:
            if one.size > self.mailbox.most_bytes:
                self._note_too_large(one)
        before = self.new
        for uid, raw in folder.fetch(fitting) if fitting else ():
            _submission, is_new = keeping.keep(
                raw,
                mailbox=self.mailbox,
                at=timezone.now(),
                received_at=arrived[uid].arrived_at,
                is_left=True,
            )
            self.new += is_new
        if fitting:
            self._put_away(folder, fitting)
        self._hold(last_uid=max(arrived))
        if self.new and not before:
            self.when_first_kept()

    def _put_away(self, folder: Folder, uids: Sequence[int]) -> None:
        afterwards = self.mailbox.afterwards
        if afterwards == Mailbox.Afterwards.MOVE:
            folder.move(uids, self.mailbox.move_to)
        elif afterwards != Mailbox.Afterwards.LEAVE:
            folder.mark(uids, FLAGS[Mailbox.Afterwards(afterwards)])

    def _note_too_large(self, arrival: Arrival) -> None:
        mailbox = self.mailbox
        keeping.keep_notice(
            mailbox=mailbox,
            provider_id=f"{mailbox.code}/{mailbox.uid_validity}/{arrival.uid}",
            about={"uid": arrival.uid, "size": arrival.size},
            reason=troubles.TOO_LARGE.said(
                size=f"{arrival.size:,}", address=mailbox.address, most=f"{mailbox.most_bytes:,}"
            ),
            at=timezone.now(),
        )

    # --- The row -----------------------------------------------------------------------------

    def _hold(self, **fields: int) -> None:
        """Write down how far it came and keep the lease. Raises LeaseLost."""
        fresh = {"leased_until": timezone.now() + lease_time()} | fields
        mine = _fetched().filter(pk=self.mailbox.pk, lease=self.mailbox.lease)
        if not mine.update(**fresh):
            raise LeaseLost
        for name, value in fields.items():
            setattr(self.mailbox, name, value)

    def _report(self, *, waiting: int) -> None:
        if waiting:
            mailbox = self.mailbox
            health.succeeded(mailbox.channel.code, mailbox.code, at=timezone.now(), waiting=waiting)

    def end(self, *, next_poll_at: datetime) -> None:
        Mailbox.objects.filter(pk=self.mailbox.pk, lease=self.mailbox.lease).update(
            lease=None, leased_until=None, next_poll_at=next_poll_at
        )


def batches(arrivals: Sequence[Arrival], *, most_bytes: int) -> Iterator[list[Arrival]]:
    """Cut what is to be fetched into pieces that fit in memory; a large mail is one alone.

    Mails over `most_bytes` are not fetched and weigh nothing.
    """
    batch: list[Arrival] = []
    weight = 0
    for one in sorted(arrivals, key=lambda arrival: arrival.uid):
        size = one.size if one.size <= most_bytes else 0
        if batch and (len(batch) >= BATCH_MAILS or weight + size > BATCH_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(one)
        weight += size
    if batch:
        yield batch
