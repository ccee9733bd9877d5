"""Mailboxes by OAuth 2: a provider in a process of its own, which Dovecot asks about tokens."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.utils import timezone

from channels import health
from channels.email import polling
from channels.email.models import Mailbox
from channels.models import ChannelHealth
from tests.support.mailbed import HOST, MailBed, wait_until
from tests.support.mails import SECRET, SUPPORT, fetched_mailbox, mail
from tests.support.oauth_server import ACCESS_TOKEN, CLIENT_SECRET, REFRESH_TOKEN

pytestmark = pytest.mark.django_db


class Provider:
    """The running process, asked over HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"http://{HOST}:{port}/token"

    def tell(self, what: str, **fields: Any) -> dict[str, Any]:
        url = f"http://{HOST}:{self.port}/{what}"
        with urllib.request.urlopen(url, urlencode(fields).encode()) as answer:
            return json.load(answer)

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0


@pytest.fixture(autouse=True)
def _provider_is_beside_us(settings) -> None:
    settings.REACHABLE_INSIDE = [ip_network("127.0.0.1/32")]


@pytest.fixture
def provider(mailbed: MailBed) -> Iterator[Provider]:
    command = [sys.executable, "-m", "tests.support.oauth_server", str(mailbed.oauth_port)]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=Path(__file__).parents[4])
    asked = Provider(mailbed.oauth_port)
    wait_until(asked.listens, what="the provider answers")
    yield asked
    assert running.stdin is not None
    running.stdin.close()
    running.wait(timeout=10)


@pytest.fixture
def mailbox(
    starter: None, mailbed: MailBed, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> Mailbox:
    """A mailbox whose variable holds a refresh token."""
    cache.clear()
    monkeypatch.setenv(SECRET, REFRESH_TOKEN)
    monkeypatch.setenv(f"{SECRET}_CLIENT", CLIENT_SECRET)
    return fetched_mailbox(
        mailbed,
        sign_in="oauth2",
        token_url=provider.address,
        client_id="desk",
        client_secret_variable=f"{SECRET}_CLIENT",
    )


def poll(mailbox: Mailbox) -> int | None:
    return polling.poll(mailbox.pk, at=timezone.now())


def deliver(mailbed: MailBed, number: int) -> None:
    mailbed.deliver(mail(f"Matter {number}.", message_id=f"<{number}@example.test>"), to=SUPPORT)


def error() -> str:
    return ChannelHealth.objects.get(row="support").last_error


def test_a_refresh_token_opens_the_mailbox_and_its_access_token_is_kept(
    mailbed: MailBed, mailbox: Mailbox, provider: Provider
) -> None:
    deliver(mailbed, 1)
    assert poll(mailbox) == 1
    assert poll(mailbox) == 0
    assert provider.tell("revoke")["given"] == 1


def test_a_token_that_ends_soon_is_not_kept(
    mailbed: MailBed, mailbox: Mailbox, provider: Provider
) -> None:
    provider.tell("lifetime", seconds=30)
    assert (poll(mailbox), poll(mailbox)) == (0, 0)
    assert provider.tell("revoke")["given"] == 2


def test_a_revoked_access_token_is_fetched_anew(
    mailbed: MailBed, mailbox: Mailbox, provider: Provider
) -> None:
    assert poll(mailbox) == 0
    provider.tell("revoke")
    deliver(mailbed, 1)

    poll(mailbox)
    assert "let support in" in error()
    assert poll(mailbox) == 1
    assert not health.is_failing(ChannelHealth.objects.get(row="support"))


def test_a_revoked_refresh_token_is_told_in_the_provider_s_words(
    mailbox: Mailbox, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "revoked")
    poll(mailbox)
    assert "invalid_grant" in error()
    assert provider.address in error()


def test_a_provider_that_is_away_is_told_by_its_address(mailbox: Mailbox) -> None:
    Mailbox.objects.update(token_url=f"http://{HOST}:9/token")
    poll(mailbox)
    assert f"http://{HOST}:9/token gives no access token" in error()


def test_an_access_token_of_its_own_opens_the_mailbox(
    mailbed: MailBed, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, ACCESS_TOKEN)
    Mailbox.objects.update(token_url="")
    deliver(mailbed, 1)
    assert poll(mailbox) == 1
