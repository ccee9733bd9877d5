"""A mail that would do more than be read, as the desk shows it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse

from channels.email.models import Mailbox
from channels.email.receiving import receive
from channels.models import Channel
from tests.cast import START, Cast, ticket
from tests.support.mails import PICTURE, SUPPORT

pytestmark = pytest.mark.usefixtures("clock")

MAIL = """<p>My <b>oven</b> smokes.</p><script>fetch("/desk/")</script>
<img src="https://spy.example/open.gif" onerror="alert(1)" alt="The oven">
<p class="button" style="position: fixed">Look</p>"""


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
    channel = Channel.objects.get(code="email")
    mailbox = Mailbox.objects.create(code="support", address=SUPPORT, channel=channel, way="pushed")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "rosa@example.test", SUPPORT, "The lid"
    mail["Message-ID"] = "<lid@example.test>"
    mail.set_content("See the lid:")
    mail.add_alternative(
        '<p>See the lid:</p><img src="cid:lid%40phone" alt="Lid"><img src="cid:other@phone">',
        subtype="html",
    )
    html = mail.get_payload()[1]
    html.add_related(PICTURE, "image", "png", cid="<lid@phone>", filename="lid.png")
    opened = receive(mail.as_bytes(), mailbox=mailbox, at=START)
    assert opened.ticket is not None

    page = ana.get(reverse("desk:ticket", args=[opened.ticket.pk])).content.decode()
    picture = opened.ticket.messages.get(direction="in").attachments.get()
    address = f"{reverse('desk:attachment', args=[picture.pk])}?inline=1"
    assert f'<img src="{address}" alt="Lid">' in page
    assert "cid:" not in page
    shown = ana.get(address)
    assert shown.headers["Content-Type"] == "image/png"
    shown.close()
