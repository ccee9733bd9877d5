"""The public form: what it takes, what it refuses, and what it does with that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from channels.models import Submission
from channels.web.forms import MAX_TEXT, MatterForm, ReachForm
from tests.customer import (
    browser,
    complain,
    fresh_nonce,
    hidden,
    number_on,
    send_form,
    words,
)
from tests.windows import inside_one_window
from tickets.models import Attachment, ContactPoint, Ticket

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)

pytestmark = pytest.mark.usefixtures("starter")


def test_a_filled_form_becomes_a_ticket_with_its_number_on_the_page() -> None:
    page = complain(browser(), occurred_on="2026-03-01", desired_outcome="A new kettle")
    case = Ticket.objects.get()
    assert number_on(page) == case.number
    assert (case.channel, case.status, case.desired_outcome) == ("web_form", "new", "A new kettle")
    assert case.occurred_at is not None
    assert case.customer.name == "Rosa Delgado"
    assert case.messages.get().text == "The kettle leaks and nobody answers the phone."
    assert "(China time)" in words(page)


def test_what_was_sent_is_kept_verbatim_beside_the_ticket() -> None:
    complain(browser("zh-CN"), text="水壶漏水。", category="product_defect")
    stored = Submission.objects.get()
    assert stored.raw["fields"]["text"] == "水壶漏水。"
    assert stored.raw["language"] == "zh-hans"
    assert (stored.state, stored.ticket) == (Submission.State.OPENED, Ticket.objects.get())
    assert Ticket.objects.get().customer.language == "zh-hans"


def test_the_first_screen_leads_to_the_second_and_carries_what_was_typed() -> None:
    client = browser()
    nonce = fresh_nonce(client)
    second = client.post(
        "/complain/", {"step": "1", "nonce": nonce, "hurt": "no", "text": "It leaks."}
    )
    assert second.status_code == 200
    assert hidden(second, "text") == "It leaks."
    assert hidden(second, "nonce") == nonce
    assert not Submission.objects.exists()


def test_going_back_keeps_what_both_screens_hold() -> None:
    client = browser()
    first = client.post(
        "/complain/",
        {
            "step": "2",
            "back": "1",
            "nonce": fresh_nonce(client),
            "hurt": "yes",
            "text": "It leaks.",
            "name": "Rosa",
        },
    )
    page = first.content.decode()
    assert "It leaks.</textarea>" in page
    assert hidden(first, "name") == "Rosa"
    assert 'value="yes" id="id_hurt_0" checked' in page.replace(' class="input"', "")


def test_the_form_asks_for_at_most_six_things(starter: None) -> None:
    mandatory = [
        name
        for form in (MatterForm(), ReachForm())
        for name, field in form.fields.items()
        if field.required
    ]
    assert len(mandatory) <= 6


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Describe what happened"),
        ({"text": "   "}, "Describe what happened"),
        ({"text": "x" * 100_000}, f"there is room for {MAX_TEXT}"),
        ({"hurt": ""}, "Choose yes or no"),
        ({"category": "no-such-thing"}, "no longer offered"),
        ({"product": "no-such-thing"}, "no longer offered"),
        ({"occurred_on": "2999-01-01"}, "still to come"),
        ({"occurred_on": "2026-02-30"}, "no such day"),
        ({"email": "rosa@"}, "no complete e-mail address"),
        ({"email": "", "phone": ""}, "e-mail address or a phone number"),
        ({"email": "", "phone": "12"}, "no complete phone number"),
        ({"name": ""}, "Enter your name"),
        ({"nonce": "forged"}, "press Send once more"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    changes: dict[str, Any], sentence: str
) -> None:
    answer = send_form(browser(), **({"desired_outcome": "A new kettle"} | changes))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "A new kettle" in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_form_too_long_to_take_is_shown_again_with_its_words() -> None:
    answer = send_form(browser(), text="水" * 30_000)
    assert answer.content.decode().count("水" * 30_000) == 1


def test_a_name_is_not_needed_to_be_heard() -> None:
    page = complain(browser(), name="", email="", anonymous="on")
    case = Ticket.objects.get(number=number_on(page))
    assert case.customer.name == ""
    assert not case.customer.contacts.exists()


def test_a_phone_number_alone_is_enough() -> None:
    complain(browser(), email="", phone="138 0013 8000")
    contact = ContactPoint.objects.get()
    assert (contact.kind, contact.normalised) == ("phone", "13800138000")


def test_danger_brings_the_most_urgent_tier_in_the_same_request() -> None:
    page = complain(browser(), hurt="yes", text="The heater gave me a shock.")
    case = Ticket.objects.get()
    assert (case.tier_id, "safety" in case.risk_flags) == (1, True)
    assert "colleague on call was alerted" in words(page)


def test_damaged_property_is_a_risk_of_its_own() -> None:
    complain(browser(), property_loss="on", text="Nobody came.")
    case = Ticket.objects.get()
    assert case.risk_flags == ["property"]
    assert case.tier_id == 1
    reasons = case.proposals.get(what="risk", value="property").reasons
    assert reasons[0]["code"] == "answered_property"


def test_someone_may_write_for_someone_else() -> None:
    complain(browser(), affected_name="Old Mr. Delgado", affected_relation="my father")
    case = Ticket.objects.get()
    assert case.affected_party is not None
    assert (case.affected_party.name, case.affected_relation) == ("Old Mr. Delgado", "my father")
    assert case.customer.name == "Rosa Delgado"


def test_a_typed_address_shows_nothing_of_earlier_contacts() -> None:
    first = complain(browser(), text="The first matter, which is private.")
    second = complain(browser(), text="Something else.")
    one, two = Ticket.objects.order_by("id")
    assert one.customer_id != two.customer_id
    assert "private" not in words(second)
    assert number_on(first) not in words(second)


# --- The same form again --------------------------------------------------------------------


def test_a_double_click_is_one_ticket() -> None:
    client = browser()
    nonce = fresh_nonce(client)
    first, second = (complain(client, nonce=nonce) for _ in range(2))
    assert number_on(first) == number_on(second)
    assert Ticket.objects.count() == Submission.objects.count() == 1


def test_what_was_added_after_going_back_is_added_to_the_same_ticket() -> None:
    client = browser()
    nonce = fresh_nonce(client)
    first = complain(client, nonce=nonce)
    second = complain(client, nonce=nonce, text="And now the handle broke.")
    again = complain(client, nonce=nonce, text="And now the handle broke.")
    case = Ticket.objects.get()
    assert number_on(first) == number_on(second) == number_on(again) == case.number
    assert [m.text for m in case.messages.order_by("id")] == [
        "The kettle leaks and nobody answers the phone.",
        "And now the handle broke.",
    ]


# --- Programs and crowds --------------------------------------------------------------------


def test_a_filled_in_hidden_field_is_set_aside_and_can_be_replayed() -> None:
    page = complain(browser(), website="https://spam.test")
    assert not Ticket.objects.exists()
    assert "reference" in words(page)
    assert Submission.objects.get().state == Submission.State.PARKED


def test_a_form_sent_faster_than_anybody_types_is_asked_for_again(settings: Any) -> None:
    settings.PUBLIC_FORM_MIN_SECONDS = 30
    client = browser()
    nonce = fresh_nonce(client)
    refused = send_form(client, nonce=nonce)
    assert refused.status_code == 422
    assert "quicker than anybody types" in words(refused)
    settings.PUBLIC_FORM_MIN_SECONDS = 0
    assert send_form(client, nonce=hidden(refused, "nonce")).status_code == 302


def test_too_many_forms_from_one_place_are_told_when_to_come_back(settings: Any) -> None:
    settings.PUBLIC_FORM_RATE = "1/h"
    here, there = browser(REMOTE_ADDR="192.0.2.1"), browser(REMOTE_ADDR="192.0.2.2")
    from django.core.cache import cache

    cache.clear()
    with inside_one_window():
        assert send_form(here).status_code == 302
        refused = send_form(here)
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 3601
        assert "send it again" in words(refused)
        assert send_form(there).status_code == 302


# --- Files ----------------------------------------------------------------------------------


def picture(name: str = "kettle.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def test_a_picture_arrives_with_the_message(settings: Any, tmp_path: Any) -> None:
    complain(browser(), files=[picture()])
    attached = Attachment.objects.get()
    assert (attached.filename, attached.file.content_type) == ("kettle.png", "image/png")
    assert attached.message == Ticket.objects.get().messages.get()


def test_a_forbidden_file_behind_a_good_name_is_refused_by_its_content() -> None:
    answer = send_form(browser(), files=[picture(content=b"<svg onload='alert(1)'/>" * 50)])
    assert answer.status_code == 422
    assert "of a kind that we don't take" in words(answer)
    assert not Submission.objects.exists()


def test_an_empty_and_an_oversized_file_are_refused(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    assert "is larger than" in words(send_form(browser(), files=[picture(content=PNG * 30)]))
    assert "is empty" in words(send_form(browser(), files=[picture(content=b"")]))


def test_files_survive_a_refused_form_and_can_be_taken_away_again() -> None:
    client = browser()
    refused = send_form(client, text="", files=[picture()])
    token = hidden(refused, "kept")
    complain(client, nonce=hidden(refused, "nonce"), kept=[token])
    assert Attachment.objects.get().filename == "kettle.png"
    complain(client, kept=[token], drop=[token])
    assert Attachment.objects.count() == 1


def test_a_file_nobody_uploaded_here_cannot_be_attached() -> None:
    complain(browser(), kept=["ab" * 32, "forged:token"])
    assert not Attachment.objects.exists()


def test_a_day_that_is_today_is_no_future() -> None:
    from channels.web.widgets import site_today

    complain(browser(), occurred_on=site_today().isoformat())
    case = Ticket.objects.get()
    assert case.occurred_at is not None
    assert timezone.now() - timedelta(days=2) < case.occurred_at <= case.received_at


def test_a_text_as_long_as_a_browser_lets_it_be_is_taken_whatever_its_line_ends() -> None:
    longest = "It leaks.\r\n" * (MAX_TEXT // 10)
    complain(browser(), text=longest)
    assert Ticket.objects.get().messages.get().text == longest.replace("\r\n", "\n").strip()
