"""Addresses of the admin lead outside: to real peers beside us only where a setting says so."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from channels.models import WeChatAccount
from channels.ways.outside import LeadsInside, refuse_inside
from channels.ways.posting import post
from channels.wechat.client import client_of
from tests.support.peers import RunningPeer
from tickets.outbox import PermanentFailure


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.0.0.7",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:10.0.0.7",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:7",
        "2002:7f00:1::",
    ],
)
def test_no_address_inside_is_reached(settings, address: str) -> None:
    settings.REACHABLE_INSIDE = []
    with pytest.raises(LeadsInside, match="FEEDBACK_DESK_REACHABLE_INSIDE"):
        refuse_inside("hook.example.com", address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::808:808"])
def test_the_open_internet_is_reached(settings, address: str) -> None:
    settings.REACHABLE_INSIDE = []
    refuse_inside("hook.example.com", address)


def test_only_what_is_named_is_reached_inside(settings) -> None:
    settings.REACHABLE_INSIDE = [ip_network("10.1.2.0/24")]
    refuse_inside("hook.example.com", "10.1.2.9")
    refuse_inside("hook.example.com", "::ffff:10.1.2.9")
    with pytest.raises(LeadsInside):
        refuse_inside("hook.example.com", "10.1.3.9")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_however_it_is_written_nothing_is_posted_inside(
    settings, peer: RunningPeer, host: str
) -> None:
    settings.REACHABLE_INSIDE = []
    before = len(peer.seen())
    with pytest.raises(LeadsInside):
        post(peer.url.replace("127.0.0.1", host), b"{}", {})
    assert len(peer.seen()) == before


def test_a_redirect_is_not_followed(peer: RunningPeer) -> None:
    peer.sends_on(307, f"{peer.url}/elsewhere", path="/send")
    with pytest.raises(PermanentFailure, match="307"):
        post(f"{peer.url}/send", b"{}", {})
    assert peer.seen("/elsewhere") == []


def test_wechat_is_asked_outside_only(settings, account: WeChatAccount) -> None:
    settings.REACHABLE_INSIDE = []
    with pytest.raises(LeadsInside):
        client_of(account).message.send_text("openid", "Hello")


def test_wechat_can_not_send_us_on_to_an_address_inside(
    account: WeChatAccount, wechat_api: RunningPeer
) -> None:
    wechat_api.sends_on(302, wechat_api.url.replace("127.0.0.1", "127.0.0.2") + "/inside")
    with pytest.raises(LeadsInside, match=r"127\.0\.0\.2"):
        client_of(account).message.send_text("openid", "Hello")
