"""The second factor: Ana switches it on by herself, and from then on her password isn't enough."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.cast import Cast
from tests.customer import browser

pytestmark = pytest.mark.usefixtures("counting_from_zero")
PASSWORD = "harbour-lantern-26"
PERIOD_SECONDS = 30
ACTIVATE, CODES = "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/"
DEACTIVATE = "/accounts/2fa/totp/deactivate/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    cast.ana.set_password(PASSWORD)
    cast.ana.save()
    client = signed_in()
    assert client.get(ACTIVATE).status_code == 302  # first: is it you?
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def signed_in() -> Client:
    client = browser()
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    return client


def code_for(secret: str) -> str:
    """What an authenticator app shows for a secret just now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_SECONDS))


def switch_on(client: Client) -> list[str]:
    """Switch it on as its page asks for it; return the recovery codes shown at the end."""
    page = client.get(ACTIVATE).content.decode()
    found = re.search(r'id="authenticator_secret"[^>]* value="(\w+)"', page)
    assert found, "The page shows no secret to type into the app."
    answer = client.post(ACTIVATE, {"code": code_for(found.group(1))}, follow=True)
    shown = re.search(
        r'<textarea[^>]*id="recovery_codes"[^>]*>(.*?)</textarea>',
        answer.content.decode(),
        re.DOTALL,
    )
    assert shown, "The page after it shows no recovery codes."
    return shown.group(1).split()


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_an_app_can_be_added_to_an_account_that_an_administrator_made(
    ana: Client, cast: Cast
) -> None:
    codes = switch_on(ana)
    assert Authenticator.objects.filter(user=cast.ana, type="totp").exists()
    assert len(codes) == 10

    again = signed_in()
    assert not is_in(again)
    again.post("/accounts/2fa/authenticate/", {"code": codes[0].replace(" ", "")})
    assert is_in(again)


def test_a_wrong_code_switches_nothing_on_and_lets_nobody_in(ana: Client, cast: Cast) -> None:
    ana.get(ACTIVATE)
    assert ana.post(ACTIVATE, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.filter(user=cast.ana).exists()

    switch_on(ana)
    again = signed_in()
    again.post("/accounts/2fa/authenticate/", {"code": "not a code"})
    assert not is_in(again)


def test_new_recovery_codes_end_the_old_ones(ana: Client) -> None:
    old = switch_on(ana)
    assert "stop working at once" in ana.get(f"{CODES}generate/").content.decode()
    shown = ana.post(f"{CODES}generate/", follow=True).content.decode()
    assert "Unused: 10 of 10" in shown
    assert old[0] not in shown

    again = signed_in()
    again.post("/accounts/2fa/authenticate/", {"code": old[0]})
    assert not is_in(again)


def test_switched_off_the_password_alone_opens_again(ana: Client, cast: Cast) -> None:
    switch_on(ana)
    assert "recovery codes end with the app" in ana.get(DEACTIVATE).content.decode()
    ana.post(DEACTIVATE)
    assert not Authenticator.objects.filter(user=cast.ana).exists()
    assert is_in(signed_in())
