"""Guessing passwords: after a few wrong ones not even the right one opens, for a while."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from tests.cast import Cast
from tickets.models import User

pytestmark = pytest.mark.usefixtures("counting_from_zero")
SIGN_IN = "/accounts/login/"


def signs_in(cast: Cast, password: str, *, address: str = "192.0.2.7") -> bool:
    client = Client(REMOTE_ADDR=address, headers={"accept-language": "en"})
    client.post(SIGN_IN, {"login": cast.ana.username, "password": password})
    return "_auth_user_id" in client.session


def test_after_five_wrong_passwords_the_right_one_waits_too(cast: Cast) -> None:
    cast.ana.set_password("harbour-lantern-26")
    cast.ana.save()
    assert signs_in(cast, "harbour-lantern-26")

    assert not any(signs_in(cast, f"guess {n}") for n in range(5))

    # From another address too: it is her account that is guessed at.
    assert not signs_in(cast, "harbour-lantern-26", address="192.0.2.8")


def test_a_few_wrong_passwords_keep_nobody_out(cast: Cast) -> None:
    cast.ana.set_password("harbour-lantern-26")
    cast.ana.save()

    assert not any(signs_in(cast, f"guess {n}") for n in range(3))

    assert signs_in(cast, "harbour-lantern-26")


def test_nobody_changes_the_address_they_are_known_by(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ana)
    typed = {"email": "elsewhere@example.test", "action_add": ""}

    assert client.get("/accounts/email/").status_code == 404
    assert client.post("/accounts/email/", typed).status_code == 404


def test_the_administration_has_no_door_of_its_own(cast: Cast) -> None:
    cast.adam.set_password("harbour-lantern-26")
    cast.adam.save()
    client = Client(headers={"accept-language": "en"})

    answer = client.post(
        "/admin/login/?next=/admin/tickets/team/",
        {"username": cast.adam.username, "password": "harbour-lantern-26"},
    )

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/admin/tickets/team/"
    assert "_auth_user_id" not in client.session


def test_who_may_not_configure_is_told_so_and_not_asked_to_sign_in_again(cast: Cast) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.ana)

    answer = client.get("/admin/tickets/team/", follow=True)

    assert answer.status_code == 403
    assert "needs the right “configure the desk”" in answer.content.decode()


def test_who_is_in_already_goes_on_to_the_administration(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.adam)
    assert client.get("/admin/login/")["Location"] == "/admin/"


def test_after_a_form_the_sign_in_leads_back_to_the_page_that_held_it(cast: Cast) -> None:
    """Where the form was sent to answers no GET."""
    client = Client()
    page = "http://testserver/desk/tickets/7/?rounds=all"
    answer = client.post("/desk/tickets/7/reply/", {"body": "x"}, headers={"referer": page})
    assert answer["Location"] == f"{SIGN_IN}?next=/desk/tickets/7/%3Frounds%3Dall"
    answer = client.post("/desk/tickets/7/reply/", headers={"referer": "https://evil.test/desk/"})
    assert answer["Location"] == f"{SIGN_IN}?next=/desk/"


def test_a_part_of_a_page_is_refused_and_not_made_a_sign_in_page(cast: Cast) -> None:
    answer = Client().get("/desk/news/", headers={"hx-request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


def letter_for(address: str, *, language: str = "en") -> tuple[str, str]:
    client = Client(headers={"accept-language": language})
    client.post("/accounts/password/reset/", {"email": address})
    sent = mail.outbox[-1]
    return sent.subject, sent.body


def test_the_letter_for_a_new_password_is_by_the_house_in_the_readers_language(cast: Cast) -> None:
    subject, body = letter_for(cast.ana.email)
    assert subject == "Choose a new password"
    assert "testserver!" not in body
    assert body.rstrip().endswith("Harbour Home")

    User.objects.filter(pk=cast.ana.pk).update(language="zh-hans")
    subject, body = letter_for(cast.ana.email)
    assert subject == "设置新密码"
    assert "Hello" not in body


def test_nobody_is_invited_to_sign_up(cast: Cast) -> None:
    _subject, body = letter_for("stranger@elsewhere.test")
    assert "There is no such account here." in body
    assert "signup" not in body
