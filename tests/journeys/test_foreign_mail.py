"""A mail that would do more than be read, as the desk shows it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse

from channels.email.models import Mailbox
from channels.email.receiving import receive
from channels.models import Channel
from tests.cast import START, Cast, later, ticket
from tests.support.mails import PICTURE, SUPPORT, mail
from tickets.models import User

pytestmark = pytest.mark.usefixtures("clock")

MAIL = """<p>My <b>oven</b> smokes.</p><script>fetch("/desk/")</script>
<img src="https://spy.example/open.gif" onerror="alert(1)" alt="The oven">
<p class="button" style="position: fixed">Look</p>"""


def mailbox_of(cast: Cast) -> Mailbox:
    """A mailbox whose tickets are Ana's team's."""
    channel = Channel.objects.get(code="email")
    return Mailbox.objects.create(
        code="support", address=SUPPORT, channel=channel, way="pushed", team=cast.team
    )


def test_ana_reads_a_mail_that_can_do_nothing(cast: Cast, ana: Client) -> None:
    case = ticket(cast.rosa, "My oven smokes.", channel="email", html=MAIL)

    page = ana.get(reverse("desk:ticket", args=[case.pk])).content.decode()

    assert "<p>My <b>oven</b> smokes.</p>" in page
    assert '<img alt="The oven">' in page
    assert "<p>Look</p>" in page
    for harm in ("spy.example", "onerror", "fetch(", "position: fixed"):
        assert harm not in page


def test_markup_with_nothing_to_read_gives_way_to_the_text(cast: Cast, ana: Client) -> None:
    case = ticket(cast.rosa, "My oven smokes.", channel="email", html="<script>x()</script>")

    page = ana.get(reverse("desk:ticket", args=[case.pk])).content.decode()

    assert "<p>My oven smokes.</p>" in page


def test_a_picture_in_the_middle_of_a_mail_is_shown_there(cast: Cast, ana: Client) -> None:
    mailbox = mailbox_of(cast)
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "rosa@example.test", SUPPORT, "The lid"
    letter["Message-ID"] = "<lid@example.test>"
    letter.set_content("See the lid:")
    letter.add_alternative(
        '<p>See the lid:</p><img src="cid:lid%40phone" alt="Lid"><img src="cid:other@phone">',
        subtype="html",
    )
    html = letter.get_payload()[1]
    html.add_related(PICTURE, "image", "png", cid="<lid@phone>", filename="lid.png")
    opened = receive(letter.as_bytes(), mailbox=mailbox, at=START)
    assert opened.ticket is not None

    page = ana.get(reverse("desk:ticket", args=[opened.ticket.pk])).content.decode()
    picture = opened.ticket.messages.get(direction="in").attachments.get()
    address = f"{reverse('desk:attachment', args=[picture.pk])}?inline=1"
    assert f'<img src="{address}" alt="Lid">' in page
    assert "cid:" not in page
    shown = ana.get(address)
    assert shown.headers["Content-Type"] == "image/png"
    shown.close()


def test_a_machine_s_answer_is_named_and_waits_for_nothing(cast: Cast, ana: Client) -> None:
    """Mails that arrive within one second have one moment; only the person's waits."""
    mailbox = mailbox_of(cast)
    at = later(minutes=5)
    first = receive(mail(), mailbox=mailbox, at=START).ticket
    assert first is not None
    more = {"in_reply_to": "<one@example.test>", "subject": "Re: A leaking kettle"}
    person = mail("It leaks more.", message_id="<two@example.test>", **more)
    machine = mail(
        "I am away.",
        message_id="<three@example.test>",
        auto_submitted="auto-replied",
        **more,
    )
    for raw in (person, machine):
        receive(raw, mailbox=mailbox, at=at)

    page = ana.get(reverse("desk:ticket", args=[first.pk])).content.decode()

    assert page.count("automatic reply") == 1
    assert page.count("waiting for a reply") == 1


def test_the_desk_s_own_notes_are_by_the_desk(cast: Cast, ana: Client) -> None:
    mailbox = mailbox_of(cast)
    program = [("tool.exe", b"MZ\x90\0 program", "application/octet-stream")]
    case = receive(mail(files=program), mailbox=mailbox, at=START).ticket
    assert case is not None

    page = ana.get(reverse("desk:ticket", args=[case.pk])).content.decode()

    assert "tool.exe" in page
    assert ">The desk</strong>" in page
    assert ">intake<" not in page


def test_the_desk_s_own_notes_are_read_in_the_reader_s_language(cast: Cast, ana: Client) -> None:
    """A worker writes them and knows no reader: they are kept once and put into words when read."""
    program = [("tool.exe", b"MZ\x90\0 program", "application/octet-stream")]
    case = receive(mail(files=program), mailbox=mailbox_of(cast), at=START).ticket
    assert case is not None
    url = reverse("desk:ticket", args=[case.pk])

    pages = [ana.get(url, headers={"accept-language": "en"}).content.decode()]
    User.objects.filter(pk=cast.ana.pk).update(language="zh-hans")
    pages.append(ana.get(url).content.decode())

    assert "The whole mail is kept as it came." in pages[0]
    assert "The whole mail is kept as it came." not in pages[1]
    assert "邮件原文完整保留" in pages[1]
