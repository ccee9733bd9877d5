"""What an administrator does about a channel that fails: in words, and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NextStep:
    """`page` is the name of a page; without one the words say all."""

    words: str | Promise
    page: str = ""

    @property
    def url(self) -> str:
        return reverse(self.page) if self.page else ""


KEPT = NextStep(_("Nothing is lost. Mend what is named, then read it again below."))
STEPS = {
    "api": NextStep(
        _("Give the program the channel's key, or make a new one: manage.py channel_key.")
    ),
    "email": NextStep(
        _(
            "Mend what is named, in the mailbox's row; one that is fetched can try to sign in "
            "there. Mail waits where it is."
        ),
        "admin:channels_mailbox_changelist",
    ),
    "sms": NextStep(
        _("Look at the gateway's address and secret. Notices wait or take the next way."),
        "admin:channels_smsgateway_changelist",
    ),
    "social": NextStep(
        _("Compare secret, headers and clock with the sender's. Senders may send again."),
        "admin:channels_webhook_changelist",
    ),
    "wechat": NextStep(
        _("Compare token and keys with those at WeChat, in the account's row."),
        "admin:channels_wechataccount_changelist",
    ),
}


def next_step(kind: str, *, is_kept: bool) -> NextStep:
    """Return what to do about a failing channel; `is_kept` says that what came waits here."""
    return KEPT if is_kept else STEPS.get(kind, KEPT)
