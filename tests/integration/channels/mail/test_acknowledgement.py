"""The first letter: we have it, what happens next, by when."""

import pytest

from channels.models import NoticeTemplate
from tests.cast import START, Cast, customer, later, ticket
from tickets import outbox
from tickets.models import Delivery, Metric, SlaClock, Ticket

pytestmark = pytest.mark.django_db
SOON = later(seconds=20)


def test_a_complaint_is_acknowledged_with_number_next_step_and_link(
    cast: Cast, sink, relay_at
) -> None:
    case = ticket(cast.rosa)
    relay_at(SOON)

    (mail,) = sink.to("rosa@example.test")
    assert mail.subject == f"We have your complaint [{case.number}]"
    for part in (mail.text, mail.html):
        assert case.number in part
        assert "Wed 11 Mar 2026, 10:00 (China time)" in part
        assert "Front desk answers you by" in part
        assert "http://127.0.0.1:8000/s/" in part
    assert mail.message["Auto-Submitted"] == "auto-replied"
    assert mail.message["From"] == "Front desk <care@harbour.test>"
    assert Delivery.objects.get(subscriber="mail.acknowledgement").state == "done"


def test_it_stops_the_acknowledgement_clock_and_stands_in_the_conversation(
    cast: Cast, sink, relay_at
) -> None:
    case = ticket(cast.rosa)
    relay_at(SOON)

    clock = case.clocks.get(metric=Metric.ACKNOWLEDGEMENT)
    assert (clock.state, clock.stopped_at) == (SlaClock.State.MET, SOON)
    kept = case.messages.get(direction="system")
    assert kept.message_id == sink.mails[0].message_id
    assert "http" not in kept.text


def test_it_takes_few_statements_once_the_configuration_is_in_memory(
    cast: Cast, sink, relay_at, django_assert_max_num_queries
) -> None:
    ticket(cast.rosa)
    relay_at(SOON)
    ticket(cast.rosa, "The lid broke.")
    (due,) = Delivery.objects.filter(state="pending", subscriber="mail.acknowledgement")

    claimed = outbox.claim(due.lane, at=SOON)
    with django_assert_max_num_queries(24):
        outbox.carry_out(claimed[0])
    assert len(sink.mails) == 2


def test_changed_words_count_for_the_next_letter(cast: Cast, sink, relay_at) -> None:
    ticket(cast.rosa)
    relay_at(SOON)
    NoticeTemplate.objects.filter(code="acknowledgement").update(subject="Arrived")
    ticket(cast.rosa, "The lid broke.")
    relay_at(SOON)

    assert [mail.subject.split(" [")[0] for mail in sink.mails][1] == "Arrived"


def test_praise_is_thanked_and_promised_nothing(cast: Cast, sink, relay_at) -> None:
    ticket(cast.rosa, "Your driver carried the sofa up five floors.", kind="praise")
    relay_at(SOON)

    (mail,) = sink.mails
    assert mail.subject.startswith("We have your kind words")
    assert "What happens next" not in mail.text


def test_a_customer_reads_their_own_language_and_zone(cast: Cast, sink, relay_at) -> None:
    chen = customer(name="陈静", email="chen@example.test", language="zh-hans")
    chen.time_zone = "Asia/Singapore"
    chen.save()
    case = ticket(chen, "等了三天没有人联系我，请尽快退款。")
    relay_at(SOON)

    (mail,) = sink.to("chen@example.test")
    assert mail.subject.endswith(f"我们收到了 [{case.number}]")
    assert "您写的每句话，我们都原样记了下来。" in mail.text
    assert 'lang="zh-Hans"' in mail.html
    assert str(mail.message["From"]).startswith("前台客服 <")
    assert "2026" in mail.text
    assert "11:00" in mail.text or "10:00" in mail.text


def test_without_an_address_the_clock_stops_and_the_delivery_is_dropped(
    cast: Cast, sink, relay_at
) -> None:
    caller = customer(name="Lin", email="", at=START)
    case = ticket(caller, channel="hotline")
    relay_at(SOON)

    delivery = Delivery.objects.get(subscriber="mail.acknowledgement")
    assert (delivery.state, delivery.last_error) == (
        "dropped",
        "The customer left nothing that we can write to.",
    )
    assert case.clocks.get(metric=Metric.ACKNOWLEDGEMENT).stopped_at is not None
    assert sink.mails == []


def test_a_mail_that_was_noted_before_a_crash_is_not_sent_again(cast: Cast, sink, relay_at) -> None:
    ticket(cast.rosa)
    relay_at(SOON)
    Delivery.objects.filter(subscriber="mail.acknowledgement").update(state="pending", lease=None)
    relay_at(SOON)

    assert len(sink.mails) == 1
    assert Delivery.objects.get(subscriber="mail.acknowledgement").state == "done"


def test_a_refused_recipient_parks_the_delivery_and_the_ticket_says_so(
    cast: Cast, sink, relay_at
) -> None:
    sink.refuse["rosa@example.test"] = "550 No such mailbox here"
    case = ticket(cast.rosa)
    relay_at(SOON)

    delivery = Delivery.objects.get(subscriber="mail.acknowledgement")
    assert delivery.state == "parked"
    assert "550 No such mailbox here" in delivery.last_error
    assert case.events.get(code="notice.failed").data == {"notice": "acknowledgement"}


def test_a_server_that_says_later_is_asked_later(cast: Cast, sink, relay_at) -> None:
    sink.refuse["rosa@example.test"] = "450 Try again later"
    ticket(cast.rosa)
    relay_at(SOON)

    delivery = Delivery.objects.get(subscriber="mail.acknowledgement")
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert "450" in delivery.last_error

    sink.refuse.clear()
    relay_at(later(minutes=1))
    assert len(sink.to("rosa@example.test")) == 1


def test_a_cancelled_ticket_is_not_acknowledged(cast: Cast, sink, relay_at) -> None:
    case = ticket(cast.rosa)
    Ticket.objects.filter(pk=case.pk).update(status="cancelled", cancel_reason="spam")
    relay_at(SOON)

    assert sink.mails == []
    assert Delivery.objects.get(subscriber="mail.acknowledgement").state == "dropped"
