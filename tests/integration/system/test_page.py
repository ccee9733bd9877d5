"""The system page: what is late, what failed and why, and the two ways to mend it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from channels import health, intake
from channels.email.models import Mailbox
from channels.email.receiving import receive
from channels.models import Channel, Submission
from tests.cast import Cast, later, person, ticket
from tests.support.mails import PICTURE, SUPPORT, mail
from tickets.models import Delivery, SlaClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.mei)
    return browser


def parked(raw: dict, **fields: object) -> Submission:
    submission, _new = intake.store(
        channel=Channel.objects.get(code="web_form"),
        provider_id=str(uuid4()),
        raw=raw,
        at=timezone.now(),
    )
    return intake.park(submission.pk, reason="No form of ours.")


def delivery(state: str, **fields: object) -> Delivery:
    return Delivery.objects.create(
        key=str(uuid4()), subscriber="mail.survey", lane="bulk", recipient="customer:1",
        state=state, due_at=timezone.now(), created_at=timezone.now(), **fields,
    )  # fmt: skip


def shown(browser: Client) -> str:
    page = browser.get(reverse("system"))
    assert page.status_code == 200
    return page.content.decode()


def test_what_is_late_stands_on_top(mei: Client, cast: Cast) -> None:
    assert "banner-danger" not in shown(mei)
    delivery(
        "pending",
    )
    Delivery.objects.update(due_at=later())

    assert "banner-danger" in shown(mei)


def test_every_channel_is_there_with_what_went_wrong(mei: Client, cast: Cast) -> None:
    health.succeeded("web_form", at=later())
    health.failed("email", "support@desk.test", at=later(), error="The server refused us.")
    health.failed("fax", "", at=later(), error="Out of paper.")
    page = shown(mei)

    assert all(channel.name in page for channel in Channel.objects.filter(is_retired=False))
    for words in ("support@desk.test", "The server refused us.", "Out of paper."):
        assert words in page


def test_a_parked_delivery_is_tried_again(mei: Client, cast: Cast) -> None:
    row = delivery("parked", last_error="550 no such user")
    assert "550 no such user" in shown(mei)

    mei.post(reverse("system-delivery-attempt", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == Delivery.State.PENDING


def test_what_still_cannot_be_read_stays_parked_with_its_reason(mei: Client, cast: Cast) -> None:
    submission = parked({"type": "telegram"})
    mei.post(reverse("system-submission-attempt", args=[submission.pk]))

    submission.refresh_from_db()
    assert submission.state == Submission.State.PARKED
    assert submission.error
    assert escape(submission.error) in shown(mei)


def test_a_person_opens_by_hand_what_nothing_can_read(mei: Client, cast: Cast) -> None:
    submission = parked({"type": "telegram", "inner": {"text": "The kettle smokes."}})
    url = reverse("system-submission-ticket", args=[submission.pk])
    assert "The kettle smokes." in mei.get(url).content.decode()
    assert mei.post(url, {"text": ""}).status_code == 422

    mei.post(url, {"text": "The kettle smokes.", "name": "Rosa", "language": "en"})
    submission.refresh_from_db()
    assert submission.state == Submission.State.OPENED
    assert submission.ticket is not None
    assert submission.ticket.messages.filter(text="The kettle smokes.").count() == 1
    assert mei.post(url, {"text": "Again", "language": "en"}).status_code == 404


def test_a_parked_mail_is_read_by_a_person_with_its_picture(
    mei: Client, cast: Cast, settings
) -> None:
    settings.MAIL_HOURLY_LIMIT = 1
    channel = Channel.objects.get(code="email")
    mailbox = Mailbox.objects.create(code="support", address=SUPPORT, channel=channel, way="pushed")
    receive(mail(), mailbox=mailbox, at=timezone.now())
    picture = [("lid.png", PICTURE, "image/png")]
    second = mail("盖子裂了。", message_id="<two@example.test>", files=picture)
    submission = receive(second, mailbox=mailbox, at=timezone.now())
    assert submission.state == Submission.State.PARKED

    url = reverse("system-submission-ticket", args=[submission.pk])
    page = mei.get(url)
    drafted = page.context["form"].initial
    assert (drafted["text"], drafted["email"]) == ("盖子裂了。", "rosa@example.test")
    assert drafted["language"] == "zh-hans"
    assert "&lt;two@example.test&gt;" in page.content.decode()

    mei.post(url, drafted)
    submission.refresh_from_db()
    assert submission.ticket is not None
    said = submission.ticket.messages.get(direction="in")
    assert (said.text, said.attachments.get().filename) == ("盖子裂了。", "lid.png")


def test_a_clock_that_was_pushed_ahead_shows_its_reason(mei: Client, cast: Cast) -> None:
    case = ticket(cast.rosa)
    SlaClock.objects.filter(ticket=case).update(fault="The calendar never opens.")

    assert "The calendar never opens." in shown(mei)


def test_whoever_only_reads_mends_nothing(cast: Cast) -> None:
    browser = Client()
    browser.force_login(person("aud", "auditor"))
    row = delivery("parked")

    assert reverse("system-delivery-attempt", args=[row.pk]) not in shown(browser)
    assert browser.post(reverse("system-delivery-attempt", args=[row.pk])).status_code == 403
