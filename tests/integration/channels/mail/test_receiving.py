"""A raw mail becomes a ticket, or more on one: by what it answers, never by its subject."""

from __future__ import annotations

import pytest

from channels.email import tokens
from channels.email.models import Mailbox
from channels.email.receiving import NotTakenIn, TooLarge, receive
from channels.models import Channel, ChannelHealth, Submission
from tests.cast import START, Cast, by, later, ticket
from tests.support.mails import PICTURE, SUPPORT, mail
from tickets.actions.replying import reply
from tickets.actions.resolving import resolve
from tickets.models import ContactPoint, Delivery, Message, Metric, SlaClock, Ticket

pytestmark = pytest.mark.django_db
QUOTED = "Thank you, it works.\n\n-----原始邮件-----\n发件人: Harbour Home\n\n> The seal is faulty."


@pytest.fixture
def mailbox(starter: None) -> Mailbox:
    return Mailbox.objects.create(
        code="support",
        address=SUPPORT,
        channel=Channel.objects.get(code="email"),
        way=Mailbox.Way.PUSHED,
    )


def take(mailbox: Mailbox, raw: bytes, **changes) -> Submission:
    return receive(raw, mailbox=mailbox, **({"at": later(minutes=1)} | changes))


def answered(cast: Cast, relay_at) -> tuple[Ticket, Message]:
    """Rosa's ticket with an answer that has left."""
    case = ticket(cast.rosa)
    message = reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=1),
        text="The seal is faulty.",
        next_step="A courier brings it.",
        next_step_by=later(hours=26),
    )
    relay_at(later(hours=1, seconds=20))
    message.refresh_from_db()
    return case, message


# --- Something new --------------------------------------------------------------------------


def test_a_mail_becomes_a_ticket_of_its_sender(mailbox: Mailbox) -> None:
    raw = mail("水壶漏水，\n请退款。", sender="王芳 <wang@example.test>", subject="水壶漏水")
    submission = take(mailbox, raw, received_at=START)

    case = submission.ticket
    assert (submission.state, case.channel, case.language) == ("opened", "email", "zh-hans")
    assert (case.subject, case.received_at) == ("水壶漏水", START)
    assert (case.customer.name, case.customer.language) == ("王芳", "zh-hans")
    message = case.messages.get()
    assert message.text == "水壶漏水，\n请退款。"
    assert message.message_id == "<one@example.test>"
    assert ChannelHealth.objects.get(row="support").last_success_at == later(minutes=1)
    contact = case.customer.contacts.get()
    assert (contact.value, contact.verified_at is not None) == ("wang@example.test", True)


def test_pictures_come_along_and_programs_do_not(mailbox: Mailbox) -> None:
    raw = mail(
        files=[
            ("../../x.png", PICTURE, "image/png"),
            ("setup.exe", b"MZ\x90\0" + bytes(200), "application/octet-stream"),
        ]
    )
    case = take(mailbox, raw).ticket

    (attachment,) = case.messages.get(direction="in").attachments.all()
    assert (attachment.filename, attachment.file.content_type) == ("x.png", "image/png")
    remark = case.messages.get(direction="note")
    assert "setup.exe" in remark.text


def test_the_same_mail_twice_is_one_whatever_servers_add(mailbox: Mailbox) -> None:
    first = take(mailbox, mail())
    again = take(mailbox, b"Received: by another server\r\nDelivered-To: x@y.test\r\n" + mail())

    assert again.pk == first.pk
    assert Ticket.objects.count() == 1


def test_another_mail_under_the_same_message_id_is_another(mailbox: Mailbox) -> None:
    take(mailbox, mail())
    take(mailbox, mail("Something else altogether.", sender="x@example.test"))
    assert Ticket.objects.count() == 2


# --- More on a ticket -----------------------------------------------------------------------


def test_an_answer_by_message_id_lands_on_its_ticket_with_the_new_text_only(
    cast: Cast, mailbox: Mailbox, sink, relay_at
) -> None:
    case, ours = answered(cast, relay_at)
    raw = mail(QUOTED, subject="No number here", in_reply_to=ours.message_id)
    submission = take(mailbox, raw, at=later(hours=2))

    assert (submission.state, submission.ticket) == ("added", case)
    assert case.messages.filter(direction="in").last().text == "Thank you, it works."
    assert case.clocks.get(metric=Metric.NEXT_REPLY).started_at == later(hours=2)


def test_an_answer_finds_its_ticket_by_the_reply_address_alone(
    cast: Cast, mailbox: Mailbox, sink, relay_at
) -> None:
    case, _ours = answered(cast, relay_at)
    (reply_to,) = {mail.message["Reply-To"] for mail in sink.to("rosa@example.test")}
    assert tokens.ticket_in(reply_to) == case.pk

    submission = take(mailbox, mail(to=reply_to.upper(), subject="Re:"), at=later(hours=2))
    assert submission.ticket == case


def test_a_mail_in_flight_can_be_answered_before_it_is_noted(
    cast: Cast, mailbox: Mailbox, sink, relay_at
) -> None:
    case, ours = answered(cast, relay_at)
    Message.objects.filter(pk=ours.pk).update(message_id="", sent_at=None)
    submission = take(mailbox, mail(in_reply_to=ours.message_id), at=later(hours=2))
    assert submission.ticket == case


def test_a_number_in_the_subject_opens_nothing(cast: Cast, mailbox: Mailbox) -> None:
    case = ticket(cast.rosa)
    submission = take(mailbox, mail(subject=f"Re: [{case.number}]"))
    assert submission.state == "opened"
    assert submission.ticket != case


def test_a_forged_token_opens_nothing(cast: Cast, mailbox: Mailbox) -> None:
    case = ticket(cast.rosa)
    forged = tokens.reply_address(SUPPORT, case.pk + 1).replace(
        f"+{tokens._in_base_36(case.pk + 1)}-", f"+{tokens._in_base_36(case.pk)}-"
    )
    assert take(mailbox, mail(to=forged)).ticket != case


def test_a_stranger_who_answers_gets_a_linked_ticket_that_says_why(
    cast: Cast, mailbox: Mailbox, sink, relay_at
) -> None:
    case, ours = answered(cast, relay_at)
    raw = mail("I am the neighbour.", sender="otto@example.test", in_reply_to=ours.message_id)
    other = take(mailbox, raw, at=later(hours=2)).ticket

    assert other != case
    assert other.follows == case
    remark = other.messages.get(direction="note").text
    assert case.number in remark
    assert "otto@example.test" in remark
    assert not case.messages.filter(text__contains="neighbour").exists()


def test_an_answer_to_a_resolved_ticket_reopens_it(
    cast: Cast, mailbox: Mailbox, sink, relay_at
) -> None:
    case, ours = answered(cast, relay_at)
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=2),
        outcome="upheld",
        public_message="A new kettle is on its way.",
        finding="The seal was faulty.",
    )
    take(mailbox, mail("It leaks again.", in_reply_to=ours.message_id), at=later(hours=3))
    case.refresh_from_db()
    assert (case.status, case.round) == ("open", 2)


# --- Machines -------------------------------------------------------------------------------


def test_an_out_of_office_note_is_kept_and_changes_nothing(
    cast: Cast, mailbox: Mailbox, sink, relay_at
) -> None:
    case, ours = answered(cast, relay_at)
    resolve(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=2),
        outcome="upheld",
        public_message="Done.",
        finding="Done.",
    )
    relay_at(later(hours=2, seconds=30))
    sent = len(sink.mails)
    raw = mail("I am away.", in_reply_to=ours.message_id, auto_submitted="auto-replied")
    submission = take(mailbox, raw, at=later(hours=3))
    relay_at(later(hours=3, seconds=30))

    case.refresh_from_db()
    assert (submission.ticket, case.status, case.round) == (case, "resolved", 1)
    assert case.messages.get(text="I am away.").is_auto_reply
    assert len(sink.mails) == sent
    assert not SlaClock.objects.filter(ticket=case, metric=Metric.NEXT_REPLY).exists()


def test_a_machine_that_answers_nothing_of_ours_opens_no_ticket(mailbox: Mailbox) -> None:
    submission = take(mailbox, mail("Spring sale!", auto_submitted="auto-generated"))
    assert (submission.state, submission.ticket) == ("aside", None)
    assert "answers none of ours" in submission.error


def test_our_own_mail_never_comes_back_as_a_ticket(mailbox: Mailbox, settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Harbour Home <care@harbour.test>"
    for sender in ("care@harbour.test", "Support+abc@harbour.test"):
        submission = take(mailbox, mail(sender=sender, message_id=f"<{sender}>"))
        assert submission.state == "aside"
    assert not Ticket.objects.exists()


def test_a_flood_from_one_address_is_parked_and_others_go_on(mailbox: Mailbox, settings) -> None:
    settings.MAIL_HOURLY_LIMIT = 2
    import time_machine

    with time_machine.travel(later(minutes=1), tick=False):
        states = [
            take(
                mailbox,
                mail(message_id=f"<{n}@example.test>"),
                at=later(minutes=1, seconds=n),
            ).state
            for n in range(4)
        ]
        other = take(mailbox, mail(sender="otto@example.test"), at=later(minutes=2))
    assert states == ["opened", "opened", "parked", "parked"]
    assert other.state == "opened"


REPORT = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its recipients.

  rosa@example.test
    host mx.example.test: 550 5.1.1 Unknown

------ This is a copy of the message's headers. ------

From: Harbour Home <care@harbour.test>
Message-ID: {message_id}
"""


def test_a_bounce_marks_the_address_and_the_answer(
    cast: Cast, mailbox: Mailbox, sink, relay_at
) -> None:
    case, ours = answered(cast, relay_at)
    raw = mail(
        REPORT.format(message_id=ours.message_id),
        sender="Mail Delivery System <mailer-daemon@mx.harbour.test>",
        subject="Mail delivery failed: returning message to sender",
        x_failed_recipients="rosa@example.test",
        auto_submitted="auto-replied",
    )
    take(mailbox, raw, at=later(hours=2))

    ours.refresh_from_db()
    assert ours.failed_at == later(hours=2)
    assert "Mail delivery failed" in ours.failure
    assert ContactPoint.objects.get(customer=cast.rosa).bounced_at == later(hours=2)
    assert Delivery.objects.get(message=ours).state == Delivery.State.PARKED
    assert case.clocks.get(metric=Metric.NEXT_REPLY).started_at == later(hours=2)
    assert case.messages.filter(is_bounce=True).count() == 1
    codes = set(case.events.values_list("code", flat=True))
    assert {"contact.bounced", "message.failed"} <= codes


# --- Not taken ------------------------------------------------------------------------------


def test_a_mailbox_that_is_switched_off_takes_nothing(mailbox: Mailbox) -> None:
    mailbox.is_enabled = False
    with pytest.raises(NotTakenIn, match="switched off"):
        take(mailbox, mail())
    assert not Submission.objects.exists()


def test_a_mail_over_the_limit_is_refused(mailbox: Mailbox) -> None:
    mailbox.most_bytes = 100
    with pytest.raises(TooLarge, match="takes 100 at most"):
        take(mailbox, mail())


def test_a_sender_who_fails_the_checks_is_nobody_known_and_the_ticket_says_so(
    cast: Cast, mailbox: Mailbox
) -> None:
    Mailbox.objects.update(trusted_receiver="mx.harbour.test")
    cast.rosa.contacts.update(verified_at=START)
    failed = {"authentication_results": "mx.harbour.test; spf=fail; dkim=none; dmarc=fail"}
    case = take(mailbox, mail(**failed)).ticket

    assert case.customer_id != cast.rosa.pk
    note = case.messages.get(direction="note").text
    assert "could not confirm" in note
    assert "SPF, DMARC" in note


def test_checks_that_hold_change_nothing(cast: Cast, mailbox: Mailbox) -> None:
    Mailbox.objects.update(trusted_receiver="mx.harbour.test")
    cast.rosa.contacts.update(verified_at=START)
    passed = {"authentication_results": "mx.harbour.test; spf=pass; dkim=pass; dmarc=pass"}
    case = take(mailbox, mail(**passed)).ticket

    assert case.customer_id == cast.rosa.pk
    assert not case.messages.filter(direction="note").exists()
