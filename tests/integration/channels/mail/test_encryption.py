"""Mail servers behind TLS: believed with their authority's file, refused without, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from channels import health
from channels.email import backend, polling
from channels.email.models import Mailbox
from channels.models import ChannelHealth, Submission
from tests.support.certificates import Authority
from tests.support.mailbed import DOMAIN, HOST, MailBed, wait_until
from tests.support.mails import SECRET, SUPPORT, fetched_mailbox, mail

pytestmark = pytest.mark.django_db
IMAP_WAYS = pytest.mark.parametrize("tls", [Mailbox.Tls.IMPLICIT, Mailbox.Tls.STARTTLS])
SMTP_WAYS = pytest.mark.parametrize("option", ["use_ssl", "use_tls"])


def mailbox_by(bed: MailBed, tls: str) -> Mailbox:
    port = bed.imaps_port if tls == Mailbox.Tls.IMPLICIT else bed.imap_port
    return fetched_mailbox(bed, tls=tls, port=port)


def poll(mailbox: Mailbox) -> int | None:
    return polling.poll(mailbox.pk, at=timezone.now())


@pytest.fixture
def secret(starter: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "secret")


@IMAP_WAYS
def test_a_mailbox_is_read_where_its_authority_is_known(
    secret: None, mailbed: MailBed, settings, tls: str
) -> None:
    settings.MAIL_CA_FILE = str(mailbed.authority.file)
    mailbox = mailbox_by(mailbed, tls)
    mailbed.deliver(mail(), to=SUPPORT)

    assert poll(mailbox) == 1
    assert Submission.objects.count() == 1


@IMAP_WAYS
def test_an_unknown_certificate_is_refused_with_what_to_do(
    secret: None, mailbed: MailBed, tls: str
) -> None:
    poll(mailbox_by(mailbed, tls))

    row = ChannelHealth.objects.get(row="support")
    assert health.is_failing(row)
    assert "certificate isn't trusted" in row.last_error
    assert "FEEDBACK_DESK_MAIL_CA_FILE" in row.last_error


def test_another_authority_doesnt_help(
    secret: None, mailbed: MailBed, settings, tmp_path: Path
) -> None:
    settings.MAIL_CA_FILE = str(Authority(tmp_path, "Somebody Else").file)
    poll(mailbox_by(mailbed, Mailbox.Tls.IMPLICIT))
    assert "certificate isn't trusted" in ChannelHealth.objects.get(row="support").last_error


def test_a_file_that_isnt_there_is_named(secret: None, mailbed: MailBed, settings) -> None:
    settings.MAIL_CA_FILE = "/nowhere/authority.pem"
    poll(mailbox_by(mailbed, Mailbox.Tls.IMPLICIT))
    error = ChannelHealth.objects.get(row="support").last_error
    assert "FEEDBACK_DESK_MAIL_CA_FILE" in error
    assert "/nowhere/authority.pem" in error


# --- Out ------------------------------------------------------------------------------------


@pytest.fixture
def letter(mailbed: MailBed) -> Iterator[EmailMessage]:
    mailbed.empty("friend")
    yield EmailMessage("Hello", "A letter.", f"care@{DOMAIN}", [f"friend@{DOMAIN}"])
    backend.close_kept()


def send_by(settings, bed: MailBed, option: str, letter: EmailMessage) -> int:
    port = bed.smtps_port if option == "use_ssl" else bed.smtp_port
    options = {"host": HOST, "port": port, "timeout": 5, option: True}
    name = "channels.email.backend.KeptConnectionBackend"
    settings.MAILERS = {"default": {"BACKEND": name, "OPTIONS": options}}
    return letter.send(using="default")


@SMTP_WAYS
def test_a_letter_leaves_encrypted(mailbed: MailBed, settings, letter, option: str) -> None:
    settings.MAIL_CA_FILE = str(mailbed.authority.file)
    assert send_by(settings, mailbed, option, letter) == 1

    wait_until(lambda: mailbed.count("friend") == 1, what="the letter has come")
    with mailbed.mailbox("friend") as opened:
        (come,) = opened.fetch(mark_seen=False)
    assert any("TLS" in line for line in come.headers["received"])
    assert ChannelHealth.objects.get(row=HOST).last_success_at is not None


@SMTP_WAYS
def test_no_letter_leaves_to_an_unknown_certificate(
    mailbed: MailBed, settings, letter, option: str
) -> None:
    with pytest.raises(OSError, match="certificate"):
        send_by(settings, mailbed, option, letter)

    assert "FEEDBACK_DESK_MAIL_CA_FILE" in ChannelHealth.objects.get(row=HOST).last_error
    assert mailbed.count("friend") == 0
