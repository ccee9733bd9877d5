"""WeChat's API as an account row says where it is. Its token lives in the cache.

`wechatpy` knows the calls; only where they go and where the token is kept is decided here.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatClientException
from wechatpy.session import SessionStorage

from channels.models import WeChatAccount
from channels.ways.outside_requests import OutwardAdapter
from tickets.secrets import secret_in

TIMEOUT_SECONDS = 10


class CachedTokens(SessionStorage):
    """Access tokens shared by all workers; without a cache each asks for its own."""

    def get(self, key: str, default: Any = None) -> Any:
        return cache.get(f"wechat:{key}", default)

    def set(self, key: str, value: Any, ttl: int | None = None) -> None:
        if value is not None:
            cache.set(f"wechat:{key}", value, timeout=ttl)

    def delete(self, key: str) -> None:
        cache.delete(f"wechat:{key}")


class AccountClient(WeChatClient):
    """A client whose every call, the one for the token too, goes to the account's address."""

    def __init__(self, account: WeChatAccount) -> None:
        self.API_BASE_URL = account.api_url.rstrip("/") + "/"
        super().__init__(
            account.app_id,
            secret_in(account.app_secret_variable),
            session=CachedTokens(),
            timeout=TIMEOUT_SECONDS,
            auto_retry=True,
        )
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, OutwardAdapter())

    def fetch_access_token(self) -> dict[str, Any]:
        return self._fetch_access_token(
            url=f"{self.API_BASE_URL}token",
            params={
                "grant_type": "client_credential",
                "appid": self.appid,
                "secret": self.secret,
            },
        )


def client_of(account: WeChatAccount) -> AccountClient:
    """Return a client of an account. Raises SecretMissing."""
    return AccountClient(account)


# WeChat's own word for "busy, try again later".
BUSY = -1


def is_passing(error: WeChatClientException) -> bool:
    """Return whether trying later may help: no answer came at all, or WeChat is busy."""
    return error.errcode in (None, BUSY)
