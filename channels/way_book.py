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
    mailboxes = Mailbox.objects.filter(is_enabled=True, channel__is_active=True)
    accounts = WeChatAccount.objects.filter(is_active=True).select_related("channel")
    return WayBook(
        ways=tuple(NoticeWay.objects.all()),
        kinds=dict(Channel.objects.values_list("code", "kind")),
        mailboxes=tuple(mailboxes.order_by("pk")),
        gateways=tuple(SmsGateway.objects.filter(is_active=True).select_related("channel")),
        accounts={account.code: account for account in accounts},
        words={
            (row.code, row.language, row.channel_kind): (row.subject, row.body)
            for row in NoticeTemplate.objects.all()
        },
    )
