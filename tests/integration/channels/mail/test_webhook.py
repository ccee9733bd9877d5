"""Mail posted by providers: signed or with a password, once, and refused in words."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from channels.email.models import Mailbox
from channels.models import Channel, ChannelHealth, Submission
from tests.support.mails import PICTURE, SECRET, SUPPORT, mail
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
KEY = "key-of-ours"


@pytest.fixture
def mailbox(starter: None, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setenv(SECRET, KEY)
    return Mailbox.objects.create(
        code="support",
        address=SUPPORT,
        channel=Channel.objects.get(code="email"),
        way=Mailbox.Way.PUSHED,
        secret_variable=SECRET,
    )


def from_mailgun(*, key: str = KEY, raw: bytes = b"", to: str = SUPPORT) -> HttpResponse:
    signed = hmac.new(key.encode(), b"1700000000" + b"once", hashlib.sha256).hexdigest()
    fields = {
        "timestamp": "1700000000",
        "token": "once",
        "signature": signed,
        "recipient": to,
        "body-mime": (raw or mail()).decode(),
    }
    return Client(enforce_csrf_checks=True).post("/mail-in/support/mailgun/", fields)


def from_postmark(*, password: str = KEY, **changes: Any) -> HttpResponse:
    facts = {"OriginalRecipient": SUPPORT, "RawEmail": mail().decode()} | changes
    sign_in = base64.b64encode(password.encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        "/mail-in/support/postmark/",
        json.dumps(facts),
        content_type="application/json",
        headers={"authorization": f"Basic {sign_in}"},
    )


@pytest.mark.parametrize("post", [from_mailgun, from_postmark])
def test_a_posted_mail_becomes_a_ticket_once(mailbox: Mailbox, monkeypatch, post: Any) -> None:
    if post is from_postmark:
        monkeypatch.setenv(SECRET, "desk:of-ours")
    password = {} if post is from_mailgun else {"password": "desk:of-ours"}
    for _twice in range(2):
        assert post(**password).status_code == 200
    case = Ticket.objects.get()
    assert (case.subject, case.customer.name) == ("A leaking kettle", "Rosa Delgado")


def in_parts() -> HttpResponse:
    """As Mailgun posts it in its parsed form: no mail, but what stands in one."""
    signed = hmac.new(KEY.encode(), b"1700000000" + b"once", hashlib.sha256).hexdigest()
    headers = [["From", "Rosa <rosa@example.test>"], ["Message-Id", "<parsed@example.test>"]]
    fields = {
        "timestamp": "1700000000",
        "token": "once",
        "signature": signed,
        "recipient": SUPPORT,
        "body-plain": "The fan is loud.",
        "body-html": "<p>The fan is <b>loud</b>.</p>",
        "message-headers": json.dumps(headers),
        "attachment-count": "1",
        "attachment-1": SimpleUploadedFile("fan.png", PICTURE, "image/png"),
    }
    return Client(enforce_csrf_checks=True).post("/mail-in/support/mailgun/", fields)


def test_a_mail_posted_in_parts_is_one_however_often_it_comes(mailbox: Mailbox) -> None:
    for _twice in range(2):
        assert in_parts().status_code == 200
    said = Ticket.objects.get().messages.get(direction="in")
    assert (said.text, said.attachments.get().filename) == ("The fan is loud.", "fan.png")


def test_a_wrong_signature_or_password_is_refused(mailbox: Mailbox) -> None:
    assert from_mailgun(key="somebody-elses").status_code == 403
    assert from_postmark(password="desk:guessed").status_code == 403
    assert "wrong signature or password" in ChannelHealth.objects.get(row=mailbox.code).last_error
    assert not Submission.objects.exists()


def test_without_its_secret_the_provider_comes_again(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SECRET)
    answer = from_mailgun()
    assert answer.status_code == 503
    assert SECRET in answer.content.decode()


def test_switched_off_the_provider_comes_again(mailbox: Mailbox) -> None:
    Mailbox.objects.update(is_enabled=False)
    assert from_mailgun().status_code == 503


def test_a_post_larger_than_the_mailbox_takes_is_refused(mailbox: Mailbox) -> None:
    Mailbox.objects.update(most_bytes=200)
    answer = from_mailgun()
    assert (answer.status_code, "takes 200 at most" in answer.content.decode()) == (413, True)


def test_a_mail_of_some_megabytes_comes_through(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "desk:of-ours")
    long = mail("It leaks. " * 400_000).decode()
    assert from_postmark(password="desk:of-ours", RawEmail=long).status_code == 200
    assert Ticket.objects.count() == 1


def test_an_unknown_mailbox_or_provider_is_not_there(mailbox: Mailbox) -> None:
    client = Client()
    assert client.post("/mail-in/nobody/mailgun/").status_code == 404
    assert client.post("/mail-in/support/pigeon/").status_code == 404


def test_what_the_provider_never_posts_is_a_clear_error(mailbox: Mailbox, monkeypatch) -> None:
    monkeypatch.setenv(SECRET, "desk:of-ours")
    answer = Client().post(
        "/mail-in/support/postmark/",
        "no json",
        content_type="application/json",
        headers={"authorization": f"Basic {base64.b64encode(b'desk:of-ours').decode()}"},
    )
    assert answer.status_code == 400
