"""Messages to an Official Account: text, pictures, voice."""

from __future__ import annotations

import requests
from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext as _
from wechatpy.exceptions import WeChatClientException

from channels import troubles
from channels.contract import Aside, NotNow, Outcome, Reading, Sender, Unreadable
from channels.models import Submission, WeChatAccount
from channels.webhook.conversation import talk_of
from channels.wechat.client import client_of, is_passing
from channels.wechat.parsing import MEDIA, ChatMessage, parse
from tickets.actions.opening import Matter
from tickets.models import StoredFile
from tickets.secrets import SecretMissing
from tickets.uploads import RefusedFile, store_upload


class WeChatAdapter:
    """WeChat Official Accounts (公众号)."""

    kind = "wechat"

    def read(self, submission: Submission) -> Outcome:
        """Understand a message, and fetch its picture or voice. Raises Unreadable, NotNow."""
        account = _account(submission)
        try:
            message = parse(submission.raw["body"])
        except (KeyError, ValueError) as error:
            raise Unreadable(troubles.NO_WECHAT_MESSAGE.said(why=error)) from error
        if message.is_event:
            return Aside(troubles.WECHAT_EVENT.english)
        return _reading(submission, account, message)

    def opened(self, submission: Submission) -> None:
        """Nothing is kept beside the ticket: its link is sent back in the chat."""


def _account(submission: Submission) -> WeChatAccount:
    code = submission.raw.get("account", "")
    account = WeChatAccount.objects.filter(code=code).first()
    if account is None:
        raise Unreadable(troubles.NO_WECHAT_ACCOUNT.said(code=code))
    return account


def _reading(submission: Submission, account: WeChatAccount, message: ChatMessage) -> Reading:
    file, excuse = _media(account, message, submission) if message.media_id else (None, "")
    sender = Sender(
        language=account.language, account=(account.code, message.open_id), is_verified=True
    )
    with translation.override(account.language):
        words = message.text or excuse or ("" if file else _said_nothing(message))
    matter = Matter(
        text=words,
        channel=submission.channel.code,
        received_at=submission.received_at,
        provider_id=submission.provider_id,
        files=[file] if file else [],
    )
    return Reading(
        matter=matter, sender=sender, adds_to=talk_of(sender, submission.channel, submission)
    )


def _said_nothing(message: ChatMessage) -> str:
    return _("(Sent a message of the kind “%(kind)s”.)") % {"kind": message.type}


def _media(
    account: WeChatAccount, message: ChatMessage, submission: Submission
) -> tuple[tuple[StoredFile, str] | None, str]:
    """Return the file of a message, or the words that stand for one that can't be had.

    Raises NotNow while WeChat can't be reached: it keeps media for three days.
    """
    try:
        content = _download(account, message)
        name = f"{message.type}-{message.id}.{MEDIA[message.type]}"
        stored = store_upload(ContentFile(content, name=name), at=submission.recorded_at)
    except RefusedFile as refusal:
        return None, str(refusal)
    except WeChatClientException as error:
        if is_passing(error):
            raise NotNow(troubles.WECHAT_BUSY.said(answer=error)) from error
        words = _("(Sent a file that WeChat doesn't hand out any more: %(code)s.)")
        return None, words % {"code": error.errcode}
    except (OSError, SecretMissing) as error:
        raise NotNow(troubles.WECHAT_AWAY.said(why=error)) from error
    return (stored, name), ""


def _download(account: WeChatAccount, message: ChatMessage) -> bytes:
    answer = client_of(account).media.download(message.media_id)
    if not isinstance(answer, requests.Response):
        raise NotNow(troubles.WECHAT_WITHOUT_FILE.english)
    return bytes(answer.content)
