"""Letters as customer-service messages of an Official Account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone
from wechatpy.exceptions import WeChatClientException

from channels import health, troubles
from channels.email.rendering import Letter
from channels.errands import Errand
from channels.models import WeChatAccount
from channels.way_book import ways_out
from channels.ways.short import short_text
from channels.wechat.client import client_of, is_passing
from tickets.models import ContactPoint, Message, Ticket
from tickets.outbox import PermanentFailure
from tickets.secrets import SecretMissing

# WeChat lets an account write for so long after somebody wrote to it.
MAY_ANSWER = timedelta(hours=48)
# 2,048 bytes, of which a Chinese character takes three.
MOST_CHARACTERS = 600


class WeChatCarrier:
    def contact_of(self, ticket: Ticket) -> ContactPoint | None:
        """Return the customer's OpenID while WeChat lets us write to it."""
        accounts = ways_out().accounts
        contact = (
            ContactPoint.objects.filter(
                customer=ticket.customer_id, kind="account", provider__in=accounts
            )
            .order_by("-id")
            .first()
            if accounts
            else None
        )
        if contact is None or not _wrote_lately(ticket, accounts[contact.provider].channel.code):
            return None
        return contact

    def line_of(self, ticket: Ticket, contact: ContactPoint) -> tuple[str, str]:
        return _account(contact).channel.code, contact.provider

    def send(
        self,
        errand: Errand,
        letter: Letter,
        *,
        files: Sequence[tuple[str, bytes, str]],
        headers: Mapping[str, str],
    ) -> None:
        """Send the short text. Files stay behind: the link leads to them."""
        assert errand.contact is not None
        account = _account(errand.contact)
        try:
            client = client_of(account)
            client.message.send_text(errand.address, short_text(letter, limit=MOST_CHARACTERS))
        except SecretMissing as error:
            raise PermanentFailure(str(error)) from error
        except WeChatClientException as error:
            words = troubles.WECHAT_REFUSED.said(code=error.errcode, answer=error.errmsg)
            raise (OSError(words) if is_passing(error) else PermanentFailure(words)) from error
        health.succeeded(account.channel.code, account.code, at=timezone.now())


def _account(contact: ContactPoint) -> WeChatAccount:
    return WeChatAccount.objects.select_related("channel").get(code=contact.provider)


def _wrote_lately(ticket: Ticket, channel: str) -> bool:
    return Message.objects.filter(
        ticket__customer=ticket.customer_id,
        direction=Message.Direction.IN,
        channel=channel,
        at__gte=timezone.now() - MAY_ANSWER,
    ).exists()
