"""What agents write down for others: calls with a wish to be called back, talks with customers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from channels.models import Channel, ChannelHealth
from tests.cast import COMPLAINT, Cast, later, person
from tests.support.picker import local
from tickets.models import Interview, Store, Task, Ticket

pytestmark = pytest.mark.usefixtures("clock")

NEW = "desk:new-ticket"


def call(**changes: object) -> dict[str, object]:
    return {
        "name": "Rosa Delgado",
        "phone": "+86 138 0013 8000",
        "language": "en",
        "channel": "hotline",
        "text": "The kettle I bought leaks after two days.",
    } | changes


@pytest.fixture
def store(starter: None) -> Store:
    return Store.objects.create(code="harbour", name_en="Harbour Mall", name_zh="海港商场")


# --- Calls -----------------------------------------------------------------------------------


def test_a_call_logged_at_1105_for_1040_began_at_1040(ana: Client, cast: Cast, clock) -> None:
    clock.move_to(later(hours=1, minutes=5))
    late = {"received_at": local(later(minutes=40)), "late_reason": "Wrote it down afterwards"}
    ana.post(reverse(NEW), call(**late))
    case = Ticket.objects.get()
    assert case.received_at == later(minutes=40)
    assert case.recorded_at == later(hours=1, minutes=5)
    assert {c.metric: c.started_at for c in case.clocks.all()}["resolution"] == later(minutes=40)


def test_the_words_of_a_call_are_the_callers_and_name_who_wrote_them_down(
    ana: Client, cast: Cast
) -> None:
    ana.post(reverse(NEW), call(text=COMPLAINT))
    case = Ticket.objects.get()
    page = ana.get(reverse("desk:ticket", args=[case.pk])).text
    assert "by phone, entered by Ana" in page
    said = page.split(f'id="message-{case.messages.get(direction="in").pk}"')[1]
    assert "<strong>Rosa Delgado</strong>" in said.split("</article>")[0]
    assert "Rosa Delgado" in ana.get(reverse("desk:preview", args=[case.pk])).text


def test_a_wish_to_be_called_back_becomes_a_call_to_make(ana: Client, cast: Cast) -> None:
    refused = ana.post(reverse(NEW), call(call_back_at=local(later(minutes=30))))
    assert refused.status_code == 422
    assert "with a moment still to come" in refused.text
    refused = ana.post(reverse(NEW), call(call_back_at=local(later(hours=5)), phone=""))
    assert 'href="#id_phone"' in refused.text

    ana.post(reverse(NEW), call(call_back_at=local(later(hours=5))))
    task = Task.objects.get()
    assert (task.kind, task.due_at) == ("call_back", later(hours=5))


def test_a_page_that_is_sent_twice_is_one_ticket(ana: Client, cast: Cast) -> None:
    page = ana.get(reverse(NEW))
    nonce = page.context["act"]["form"]["nonce"].value()
    for _each in range(2):
        answer = ana.post(reverse(NEW), call(nonce=nonce), follow=True)
        assert Ticket.objects.get().number in answer.text
    ana.post(reverse(NEW), call(nonce="another-page-1"))
    assert Ticket.objects.count() == 2


def test_the_store_is_on_the_ticket_and_in_the_queue(ana: Client, cast: Cast, store: Store) -> None:
    ana.post(reverse(NEW), call(store_id=store.pk, channel="counter"))
    Ticket.objects.update(team=cast.team)
    case = Ticket.objects.get()
    assert case.store == store
    assert case.events.first().data["store"] == store.pk
    assert "Harbour Mall" in ana.get(reverse("desk:ticket", args=[case.pk])).text
    inside = ana.get(reverse("desk:queue"), {"store": store.pk}).text
    assert "The kettle I bought" in inside
    elsewhere = ana.get(reverse("desk:queue"), {"store": store.pk + 1}).text
    assert "The kettle I bought" not in elsewhere


def test_a_closed_store_is_not_offered(ana: Client, cast: Cast, store: Store) -> None:
    Store.objects.update(is_active=False)
    refused = ana.post(reverse(NEW), call(store_id=store.pk))
    assert 'href="#id_store_id"' in refused.text


def test_a_channel_that_is_switched_off_is_not_offered(ana: Client, cast: Cast) -> None:
    Channel.objects.filter(code="hotline").update(is_active=False)
    refused = ana.post(reverse(NEW), call())
    assert refused.status_code == 422
    assert "This way in is switched off." in refused.text
    assert ana.post(reverse(NEW), call(channel="counter")).status_code == 302


def test_what_was_entered_by_hand_shows_how_its_channel_does(ana: Client, cast: Cast) -> None:
    ana.post(reverse(NEW), call())
    assert ChannelHealth.objects.get(channel="hotline").last_success_at == later(hours=1)


# --- Talks -----------------------------------------------------------------------------------


def talk_of(ana: Client, **changes: object) -> Interview:
    sent = {
        "kind": "panel",
        "title": "Kettles of this year",
        "people": "Five buyers from the harbour",
        "held_at": local(later(hours=-3)),
        "place": "Room 2",
    }
    answer = ana.post(reverse("desk:new-interview"), sent | changes)
    assert answer.status_code == 302
    return Interview.objects.get()


def test_one_talk_yields_several_tickets_that_lead_back_to_it(ana: Client, cast: Cast) -> None:
    talk = talk_of(ana)
    page = reverse("desk:interview", args=[talk.pk])
    form = f"{reverse(NEW)}?interview={talk.pk}"
    assert form in ana.get(page).text
    begun = ana.get(form)
    assert "One thing that was said in “Kettles of this year”." in begun.text
    fields = begun.context["act"]["form"]
    assert fields["channel"].value() == "customer_panel"

    for number, words in enumerate(("The lid burns.", "The cord is short.")):
        sent = call(text=words, channel="customer_panel", nonce=f"talk-page-{number}")
        sent["received_at"] = local(talk.held_at)
        assert ana.post(form, sent).status_code == 302

    cases = list(Ticket.objects.order_by("pk"))
    assert {case.interview_id for case in cases} == {talk.pk}
    assert {case.received_at for case in cases} == {later(hours=-3)}
    seen = ana.get(page).text
    assert "The lid burns." in seen
    assert "The cord is short." in seen
    case = ana.get(reverse("desk:ticket", args=[cases[0].pk])).text
    assert "Said in the interview “Kettles of this year”" in case
    assert page in case
    assert "Kettles of this year" in ana.get(reverse("desk:interviews")).text


def test_a_talk_still_to_come_or_without_people_is_refused(ana: Client, cast: Cast) -> None:
    sent = {"title": "T", "people": "", "held_at": local(later(hours=9)), "kind": "interview"}
    refused = ana.post(reverse("desk:new-interview"), sent)
    assert refused.status_code == 422
    assert 'href="#id_people"' in refused.text
    refused = ana.post(reverse("desk:new-interview"), sent | {"people": "Rosa"})
    assert 'href="#id_held_at"' in refused.text
    assert not Interview.objects.exists()


def test_of_a_talk_one_sees_the_tickets_one_may_see(ana: Client, cast: Cast, signed_in) -> None:
    talk = talk_of(ana)
    ana.post(f"{reverse(NEW)}?interview={talk.pk}", call(text="The lid burns."))
    Ticket.objects.update(team=cast.team)
    otto = signed_in(cast.otto).get(reverse("desk:interview", args=[talk.pk])).text
    assert "Kettles of this year" in otto
    assert "The lid burns." not in otto
    assert signed_in(person("sto", "store_staff")).get(
        reverse("desk:interview", args=[talk.pk])
    ).status_code == 403  # fmt: skip
    assert ana.get(reverse(NEW), {"interview": talk.pk + 1}).status_code == 404
