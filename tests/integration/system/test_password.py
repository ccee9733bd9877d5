"""Changing a password, choosing one behind a mailed link, being told to wait: in our words."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from tests.cast import Cast
from tests.customer import browser, words

pytestmark = pytest.mark.usefixtures("counting_from_zero")
OLD, NEW = "harbour-lantern-26", "kettle-meadow-signal"
CHANGE, FIRST = "/accounts/password/change/", "/accounts/password/set/"
FORGOTTEN = "/accounts/password/reset/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    cast.ana.set_password(OLD)
    cast.ana.save()
    client = browser()
    client.force_login(cast.ana)
    return client


def test_who_changes_their_password_goes_on_working(ana: Client, cast: Cast) -> None:
    asked = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    refused = words(ana.post(CHANGE, asked | {"password2": "another"}))
    assert "New password, once more" in refused
    assert "same password each time" in refused

    answer = ana.post(CHANGE, asked, follow=True)
    assert answer.request["PATH_INFO"] == "/desk/"
    assert "Your new password holds." in words(answer)
    cast.ana.refresh_from_db()
    assert cast.ana.check_password(NEW)


@pytest.mark.parametrize(
    ("language", "named", "subject"),
    [("en", "Choose a new password", "Choose a new password"), ("zh-hans", "设置", "设置新密码")],
)
def test_a_forgotten_password_is_chosen_anew_behind_a_mailed_link(
    ana: Client, cast: Cast, language: str, named: str, subject: str
) -> None:
    cast.ana.language = language
    cast.ana.save()
    browser().post(FORGOTTEN, {"email": cast.ana.email})
    letter = mail.outbox[0]
    assert letter.subject == subject
    assert "Hello from" not in letter.body
    found = re.search(r"https?://[^/]+(/\S+)", letter.body)
    assert found, "The letter has no link."

    stranger = browser(language=language)
    page = stranger.get(found.group(1), follow=True)
    assert named in words(page)
    answer = stranger.post(
        page.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True
    )
    assert "/accounts/login/" in answer.content.decode()
    cast.ana.refresh_from_db()
    assert cast.ana.check_password(NEW)


def test_who_asks_too_often_is_told_to_wait_and_shown_the_way_back(cast: Cast) -> None:
    answers = [browser().post(FORGOTTEN, {"email": "a@example.test"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "One moment, please" in words(answers[-1])
    assert "Back to signing in" in words(answers[-1])


def test_an_account_without_a_password_chooses_its_first(ana: Client, cast: Cast) -> None:
    cast.ana.set_unusable_password()
    cast.ana.save()
    ana.force_login(cast.ana)
    assert "Choose a password" in words(ana.get(FIRST))

    ana.post(FIRST, {"password1": NEW, "password2": NEW})

    cast.ana.refresh_from_db()
    assert cast.ana.check_password(NEW)
