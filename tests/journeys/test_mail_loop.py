"""A customer who only ever writes mails, over real mail servers, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parseaddr

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels.email import polling
from channels.email.models import Mailbox
from channels.tasks import open_due_submissions
from tests.cast import Cast
from tests.support.mailbed import HOST, MailBed, wait_until
from tests.support.mails import PICTURE, SECRET, SUPPORT, fetched_mailbox, mail
from tests.support.picker import local
from tests.support.smtp_sink import Mail, SmtpSink
from tickets import outbox
from tickets.models import Delivery, Message, Ticket

WANG = "王芳 <wang.fang@mail.test>"
ADDRESS = parseaddr(WANG)[1]
COMPLAINT = "您好，\n\n上周买的电热水壶漏水，客服电话没人接。请尽快处理，照片见附件。\n\n王芳"
THANKS = "收到了，新水壶很好用，谢谢！"


@pytest.fixture
def mailbox(
    cast: Cast, mailbed: MailBed, settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mailbox]:
    """The desk sends through the same mail server that its customers use."""
    monkeypatch.setenv(SECRET, "secret")
    settings.MAILERS = {
        "default": {
            "BACKEND": "channels.email.backend.KeptConnectionBackend",
            "OPTIONS": {"host": HOST, "port": mailbed.smtp_port, "timeout": 10},
        }
    }
    settings.DEFAULT_FROM_EMAIL = "海港之家 <care@harbour.test>"
    settings.MAIL_DOMAIN = "harbour.test"
    return fetched_mailbox(mailbed)


def fetch(mailbed: MailBed, mailbox: Mailbox, *, count: int) -> None:
    """Wait until the mail server has put `count` mails there, then take them in."""
    wait_until(lambda: mailbed.count("support") >= count, what=f"{count} mails at the server")
    polling.poll(mailbox.pk, at=timezone.now())
    open_due_submissions(at=timezone.now())


def let_leave(*, in_minutes: int = 1) -> None:
    """Carry out what is due by then, when nobody can take it back any more."""
    with time_machine.travel(timezone.now() + timedelta(minutes=in_minutes)):
        while sum(outbox.relay(lane) for lane in Delivery.Lane):
            pass


def test_a_chinese_mail_with_a_picture_goes_the_whole_loop(
    ana: Client, mailbed: MailBed, mailbox: Mailbox, outer_world: SmtpSink
) -> None:
    before = len(outer_world.to(ADDRESS))
    raw = mail(
        COMPLAINT,
        sender=WANG,
        subject="电热水壶漏水",
        message_id="<first@mail.test>",
        files=[("漏水.png", PICTURE, "image/png")],
    )
    mailbed.send(raw, to=SUPPORT, sender=ADDRESS)
    fetch(mailbed, mailbox, count=1)

    case = Ticket.objects.get()
    assert (case.subject, case.customer.name, case.language) == ("电热水壶漏水", "王芳", "zh-hans")
    picture = case.messages.get(direction="in").attachments.get()
    assert picture.filename == "漏水.png"

    let_leave()
    outer_world.wait_for(before + 1)
    acknowledgement = outer_world.to(ADDRESS)[before]
    assert case.number in acknowledgement.text
    assert acknowledgement.message["In-Reply-To"] == "<first@mail.test>"
    assert acknowledgement.message["Auto-Submitted"] == "auto-replied"

    answer(ana, case)
    let_leave(in_minutes=2)
    wait_until(lambda: len(outer_world.to(ADDRESS)) >= before + 2, what="the answer is there")
    answered = outer_world.to(ADDRESS)[before + 1]
    assert "新的水壶今天寄出" in answered.text
    assert parseaddr(answered.message["Reply-To"])[1].startswith("support+")

    reply_as_qq_mail_does(mailbed, answered)
    fetch(mailbed, mailbox, count=2)

    assert Ticket.objects.count() == 1
    latest = case.messages.filter(direction=Message.Direction.IN).last()
    assert latest.text == THANKS
    page = ana.get(reverse("desk:ticket", args=[case.pk])).content.decode()
    assert THANKS in page
    assert "原始邮件" not in page


def answer(ana: Client, case: Ticket) -> None:
    case.refresh_from_db()
    said = ana.post(
        reverse("desk:reply", args=[case.pk]),
        {
            "body": "非常抱歉。新的水壶今天寄出。",
            "next_step": "快递送达新水壶",
            "next_by": local(timezone.now() + timedelta(hours=30)),
            "then": "open",
            "version": case.version,
        },
    )
    assert said.status_code == 302, said.content.decode()


def reply_as_qq_mail_does(mailbed: MailBed, ours: Mail) -> None:
    """Write above a quotation of our mail, in GB18030, to the address that it asks for."""
    quoted = f"{THANKS}\n\n\n------------------ 原始邮件 ------------------\n" + (
        f"发件人: {ours.message['From']}\n主题: {ours.subject}\n\n{ours.text}"
    )
    raw = mail(
        "placeholder",
        sender=WANG,
        to=ours.message["Reply-To"],
        subject=f"回复：{ours.subject}",
        message_id="<second@mail.test>",
        in_reply_to=ours.message_id,
    )
    head, _body = raw.split(b"\n\n", 1)
    head = head.replace(b'charset="utf-8"', b'charset="gb18030"').replace(b"7bit", b"8bit")
    body = quoted.encode("gb18030")
    to = parseaddr(ours.message["Reply-To"])[1]
    mailbed.send(head + b"\n\n" + body, to=to, sender=ADDRESS)


def test_a_refusal_by_the_customers_server_comes_back_to_the_ticket(
    mailbed: MailBed, mailbox: Mailbox, outer_world: SmtpSink, settings
) -> None:
    """Exim takes our acknowledgement, can't hand it on, and writes a genuine report."""
    settings.DEFAULT_FROM_EMAIL = f"海港之家 <{SUPPORT}>"
    outer_world.refuse["gone@mail.test"] = "550 5.1.1 No such mailbox"
    raw = mail(sender="Gone <gone@mail.test>", message_id="<gone@mail.test>")
    mailbed.send(raw, to=SUPPORT, sender="gone@mail.test")
    fetch(mailbed, mailbox, count=1)
    let_leave()
    fetch(mailbed, mailbox, count=2)

    case = Ticket.objects.get()
    assert case.customer.contacts.get().bounced_at is not None
    report = case.messages.get(is_bounce=True)
    assert "No such mailbox" in report.text
    assert case.events.filter(code="notice.failed").count() == 1
    let_leave()
    assert mailbed.count("support") == 2, "nothing answers a report"
