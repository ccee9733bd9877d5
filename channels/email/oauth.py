"""OAuth 2 for mailboxes: a refresh token is exchanged for an access token, kept while it lasts."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.cache import cache

from channels import troubles
from channels.contract import ChannelError
from channels.email.models import Mailbox
from channels.ways.outside import OPENER, LeadsInside
from tickets.secrets import secret_in

TIMEOUT_SECONDS = 20
# A token is given back this long before it ends, so that none ends on its way.
SPARE_SECONDS = 60
USUAL_SECONDS = 3600


class NoToken(ChannelError):
    """The provider gave no access token; the message says what it answered."""


def access_token(mailbox: Mailbox) -> str:
    """Return a bearer token for a mailbox. Raises NoToken, SecretMissing.

    Without a token address the environment variable holds the access token itself.
    """
    if not mailbox.token_url:
        return secret_in(mailbox.secret_variable)
    key = _key(mailbox)
    known: str | None = cache.get(key)
    if known:
        return known
    answer = _refreshed(mailbox)
    seconds = int(answer.get("expires_in") or USUAL_SECONDS) - SPARE_SECONDS
    if seconds > 0:
        cache.set(key, answer["access_token"], seconds)
    return str(answer["access_token"])


def forget(mailbox: Mailbox) -> None:
    """Drop a token that the server refused: revoked ones end before their time."""
    cache.delete(_key(mailbox))


def _key(mailbox: Mailbox) -> str:
    return f"mailbox-token-{mailbox.pk}"


def _refreshed(mailbox: Mailbox) -> dict[str, Any]:
    """Exchange the refresh token (RFC 6749, section 6)."""
    if urlsplit(mailbox.token_url).scheme not in ("https", "http"):
        raise NoToken(troubles.TOKEN_ADDRESS.english)
    values = {
        "grant_type": "refresh_token",
        "refresh_token": secret_in(mailbox.secret_variable),
        "client_id": mailbox.client_id,
    }
    if mailbox.client_secret_variable:
        values["client_secret"] = secret_in(mailbox.client_secret_variable)
    asked = urllib.request.Request(mailbox.token_url, data=urlencode(values).encode())
    try:
        with OPENER.open(asked, timeout=TIMEOUT_SECONDS) as response:
            answer: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        words = error.read(300).decode("utf-8", "replace")
        refusal = troubles.TOKEN_REFUSED.said(
            url=mailbox.token_url, status=error.code, answer=words
        )
        raise NoToken(refusal) from error
    except LeadsInside as error:
        raise NoToken(str(error)) from error
    except (OSError, ValueError) as error:
        raise NoToken(troubles.NO_TOKEN.said(url=mailbox.token_url, why=error)) from error
    if not answer.get("access_token"):
        fields = ", ".join(sorted(answer))
        raise NoToken(troubles.ANSWER_WITHOUT_TOKEN.said(url=mailbox.token_url, fields=fields))
    return answer
