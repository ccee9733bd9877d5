"""The ways out with their words, as one snapshot that lasts until the configuration changes.

Every letter asks for all of it; read each time, it was half of a letter's statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from channels.models import (
    Channel,
    Mailbox,
    NoticeTemplate,
    NoticeWay,
    SmsGateway,
    WeChatAccount,
)
from tickets import configuration


@dataclass(frozen=True)
class WayBook:
    """Rows to look at, never to save: others look at the same ones."""

    ways: tuple[NoticeWay, ...]
    # Channels by code.
    kinds: dict[str, str]
    mailboxes: tuple[Mailbox, ...]
    # Those that are switched off, too, by code.
    all_mailboxes: dict[str, Mailbox]
    gateways: tuple[SmsGateway, ...]
    # WeChat accounts by code.
    accounts: dict[str, WeChatAccount]
    # (notice, language, way) to (subject, text).
    words: dict[tuple[str, str, str], tuple[str, str]]


def ways_out() -> WayBook:
    """Return the ways that are switched on, as the configuration in force has them."""
    return _at(configuration.current().revision)


@lru_cache(maxsize=2)
def _at(revision: int) -> WayBook:
    """Rows of a revision, which never returns to an earlier number."""
    mailboxes = Mailbox.objects.select_related("channel").order_by("pk")
    accounts = WeChatAccount.objects.filter(is_active=True).select_related("channel")
    return WayBook(
        ways=tuple(NoticeWay.objects.all()),
        kinds=dict(Channel.objects.values_list("code", "kind")),
        mailboxes=tuple(row for row in mailboxes if row.is_enabled and row.channel.is_active),
        all_mailboxes={row.code: row for row in mailboxes},
        gateways=tuple(SmsGateway.objects.filter(is_active=True).select_related("channel")),
        accounts={account.code: account for account in accounts},
        words={
            (row.code, row.language, row.channel_kind): (row.subject, row.body)
            for row in NoticeTemplate.objects.all()
        },
    )
