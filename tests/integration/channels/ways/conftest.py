"""Ways out are tested against real peers: an SMTP server, and HTTP servers of their own process."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.core.cache import cache

from channels.models import Channel, SmsGateway, Webhook, WeChatAccount
from tests.integration.channels.mail.conftest import relay_at, sink  # noqa: F401
from tests.support.peer_server import APP
from tests.support.peers import RunningPeer
from tests.support.signed import SECRET, SECRET_NAME

GATEWAY_KEY = "FEEDBACK_DESK_SECRET_GATEWAY"
APP_SECRET = "FEEDBACK_DESK_SECRET_WX_APP"
TOKEN, AES_KEY = "FEEDBACK_DESK_SECRET_WX_TOKEN", "FEEDBACK_DESK_SECRET_WX_AES"


@pytest.fixture(autouse=True)
def _peers_are_beside_us(settings) -> None:
    settings.REACHABLE_INSIDE = [ip_network("127.0.0.1/32")]


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setenv(SECRET_NAME, SECRET)
    monkeypatch.setenv(GATEWAY_KEY, "gateway-key")
    monkeypatch.setenv(APP_SECRET, APP["secret"])
    monkeypatch.setenv(TOKEN, "the-token")
    monkeypatch.setenv(AES_KEY, "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")


@pytest.fixture(scope="session")
def gateway_process() -> Iterator[RunningPeer]:
    with RunningPeer("sms") as running:
        yield running


@pytest.fixture
def peer(gateway_process: RunningPeer) -> RunningPeer:
    gateway_process.works_again()
    return gateway_process


@pytest.fixture
def gateway(starter: None, peer: RunningPeer) -> SmsGateway:
    return SmsGateway.objects.create(
        code="main",
        channel=Channel.objects.get(code="sms"),
        url=f"{peer.url}/send",
        secret_variable=GATEWAY_KEY,
        fields={"to": "{to}", "content": "{text}", "ref": "{id}"},
    )


@pytest.fixture
def texts_in(starter: None) -> Webhook:
    return Webhook.objects.create(
        code="texts",
        channel=Channel.objects.get(code="sms"),
        kind="message",
        secret_variable=SECRET_NAME,
        mapping={"id": "$.id", "text": "$.text", "phone": "$.from", "language": "$.lang"},
        vouches=True,
    )


@pytest.fixture(scope="session")
def wechat_process() -> Iterator[RunningPeer]:
    with RunningPeer("wechat") as running:
        yield running


@pytest.fixture
def wechat_api(wechat_process: RunningPeer) -> RunningPeer:
    wechat_process.works_again()
    return wechat_process


@pytest.fixture
def account(starter: None, wechat_api: RunningPeer) -> WeChatAccount:
    return WeChatAccount.objects.create(
        code="harbour",
        channel=Channel.objects.get(code="wechat_oa"),
        app_id=APP["appid"],
        app_secret_variable=APP_SECRET,
        token_variable=TOKEN,
        aes_key_variable=AES_KEY,
        api_url=f"{wechat_api.url}/cgi-bin/",
    )
