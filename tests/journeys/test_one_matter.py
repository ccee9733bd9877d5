"""Two tickets about one matter, and one message about two: merge, take out, split off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, by, customer, later, person, ticket
from tickets.actions.merging import merge
from tickets.actions.noting import note
from tickets.actions.uniting import merge_customers
from tickets.models import Category, DeskSettings, Product, Survey, Ticket

pytestmark = pytest.mark.usefixtures("clock")


def address(noun: str, case: Ticket, *more: int) -> str:
    return reverse(f"desk:{noun}", args=[case.pk, *more])


def page(browser: Client, case: Ticket) -> str:
    return browser.get(address("ticket", case), follow=True).text


@pytest.fixture
def delivery(starter: None) -> Category:
    return Category.objects.filter(parent=None).earliest("pk")


@pytest.fixture
def first(cast: Cast, delivery: Category) -> Ticket:
    return filed(cast, "My kettle has not come.", at=later(days=-3), category_id=delivery.pk)


@pytest.fixture
def second(cast: Cast, delivery: Category, first: Ticket) -> Ticket:
    return filed(cast, "Still no kettle!", category_id=delivery.pk)


def filed(cast: Cast, text: str, **matter: Any) -> Ticket:
    """Rosa's, with Ana's team, whatever its words would be routed by."""
    return ticket(cast.rosa, text, team_id=cast.team.pk, **matter)


# --- The suggestion --------------------------------------------------------------------------


def test_a_likely_duplicate_is_suggested_with_its_reason_and_nothing_is_merged(
    ana: Client, first: Ticket, second: Ticket, delivery: Category
) -> None:
    seen = page(ana, second)
    assert "Perhaps the same matter" in seen
    assert f"same person, same category “{delivery.name_en}”, 3 days before" in seen
    assert "3 days after" in page(ana, first)
    second.refresh_from_db()
    assert second.merged_into is None


def test_the_same_product_is_a_reason_too(ana: Client, cast: Cast, first: Ticket) -> None:
    product = Product.objects.create(code="kettle", name_en="Kettle", name_zh="水壶")
    one = filed(cast, "It leaks.", product_id=product.pk)
    filed(cast, "It drips.", product_id=product.pk, at=later(hours=-2))
    Ticket.objects.update(category=None)
    assert "same person, same product “Kettle”, within a day" in page(ana, one)


@pytest.mark.parametrize("reason", ["too_old", "other_person", "other_category", "off", "ended"])
def test_what_is_not_suggested(
    ana: Client, cast: Cast, first: Ticket, second: Ticket, reason: str
) -> None:
    assert "Perhaps the same matter" in page(ana, second)
    if reason == "too_old":
        DeskSettings.objects.update(duplicate_window_days=2)
    elif reason == "off":
        DeskSettings.objects.update(duplicate_window_days=0)
    elif reason == "other_person":
        Ticket.objects.filter(pk=first.pk).update(customer=customer(name="Rosa Delgado"))
    elif reason == "other_category":
        Ticket.objects.filter(pk=first.pk).update(category=None)
    else:
        Ticket.objects.filter(pk=first.pk).update(status="closed")
    assert "Perhaps the same matter" not in page(ana, second)


def test_a_ticket_of_another_team_is_not_told_of(
    ana: Client, cast: Cast, first: Ticket, second: Ticket
) -> None:
    Ticket.objects.filter(pk=first.pk).update(team=cast.other_team)
    assert "Perhaps the same matter" not in page(ana, second)


def test_records_that_were_merged_are_one_person(
    ana: Client, cast: Cast, first: Ticket, second: Ticket
) -> None:
    other = customer(name="R. Delgado")
    Ticket.objects.filter(pk=first.pk).update(customer=other)
    assert "Perhaps the same matter" not in page(ana, second)
    merge_customers(customer_id=other.pk, into_id=cast.rosa.pk, actor=by(cast.ana), at=later())
    assert "Perhaps the same matter" in page(ana, second)


# --- Merging ---------------------------------------------------------------------------------


def test_one_click_merges_the_newer_into_the_older_and_unites_the_page(
    ana: Client, first: Ticket, second: Ticket
) -> None:
    sent = {"other": second.number, "version": first.version, "other_version": second.version}
    merged = ana.post(address("merge", first), sent, follow=True)

    assert merged.redirect_chain[-1][0] == address("ticket", first)
    assert f"Merged: {second.number} is part of this ticket now." in merged.text
    assert "My kettle has not come." in merged.text
    assert "Still no kettle!" in merged.text
    assert "Merged into this one" in merged.text
    second.refresh_from_db()
    assert (second.status, second.merged_into_id) == ("merged", first.pk)
    assert ana.get(address("ticket", second)).headers["Location"] == address("ticket", first)


def test_what_was_merged_is_taken_out_again(ana: Client, first: Ticket, second: Ticket) -> None:
    ana.post(address("merge", second), {"other": first.number})
    assert address("undo-merge", second) in page(ana, first)
    assert "becomes a ticket of its own" in ana.get(address("undo-merge", second)).text

    out = ana.post(address("undo-merge", second), follow=True)

    assert out.redirect_chain[-1][0] == address("ticket", second)
    assert "Still no kettle!" not in page(ana, first).split("Perhaps the same matter")[0]
    again = ana.post(address("undo-merge", second))
    assert again.status_code == 409


def test_what_was_resolved_merged_and_taken_out_is_resolved_anew(
    ana: Client, first: Ticket, second: Ticket
) -> None:
    ended = {"outcome": "upheld", "finding": "It was lost."}
    told = {"public_message": "It is on its way."}
    assert ana.post(address("resolution", second), ended | told).status_code == 302
    assert ana.post(address("merge", second), {"other": first.number}).status_code == 302
    assert ana.post(address("undo-merge", second)).status_code == 302

    told = {"public_message": "It came back to us; we send it again."}
    answer = ana.post(address("resolution", second), ended | told)

    assert answer.status_code == 302
    result = second.resolutions.get()
    assert result.message.text == told["public_message"]
    second.refresh_from_db()
    assert (second.status, second.round) == (Ticket.Status.RESOLVED, 1)
    assert second.surveys.get().state == Survey.State.SCHEDULED


def test_a_colleague_who_wrote_meanwhile_stops_the_click(
    ana: Client, cast: Cast, first: Ticket, second: Ticket
) -> None:
    """Either ticket may have changed: the refusal says what, and the next click is a decision."""
    for case in (first, second):
        first.refresh_from_db()
        second.refresh_from_db()
        sent = {"other": first.number, "version": second.version, "other_version": first.version}
        note(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=1), text="Different order!")
        refused = ana.post(address("merge", second), sent)
        assert refused.status_code == 409
        assert "Teo wrote a note" in refused.text
        second.refresh_from_db()
        assert second.merged_into is None
    fresh = {name: refused.context["act"]["form"][name].value() for name in sent}
    assert ana.post(address("merge", second), fresh).status_code == 302


def test_the_second_of_two_who_merge_is_told(
    ana: Client, cast: Cast, first: Ticket, second: Ticket
) -> None:
    merge(ticket_id=second.pk, into_id=first.pk, actor=by(cast.teo), at=later(hours=1))
    refused = ana.post(address("merge", first), {"other": second.number})
    assert refused.status_code == 409


def test_two_customers_are_a_leads_word(
    ana: Client, teo: Client, cast: Cast, second: Ticket
) -> None:
    stranger = customer(name="A neighbour")
    neighbour = ticket(stranger, at=later(minutes=5), team_id=cast.team.pk)
    refused = ana.post(address("merge", second), {"other": neighbour.number, "is_override": "on"})
    assert refused.status_code == 422
    assert "Ask a team lead" in refused.text
    assert teo.post(address("merge", second), {"other": neighbour.number}).status_code == 422
    done = teo.post(address("merge", second), {"other": neighbour.number, "is_override": "on"})
    assert done.status_code == 302


@pytest.mark.parametrize("other", ["", "C-20260101-000001-1", "nonsense", "999999999"])
def test_a_number_that_is_none_is_said_beside_its_field(
    ana: Client, second: Ticket, other: str
) -> None:
    refused = ana.post(address("merge", second), {"other": other})
    assert refused.status_code == 422
    assert 'href="#id_other"' in refused.text


def test_a_ticket_out_of_sight_is_no_number_either(
    ana: Client, cast: Cast, first: Ticket, second: Ticket
) -> None:
    Ticket.objects.filter(pk=first.pk).update(team=cast.other_team)
    assert ana.post(address("merge", second), {"other": first.number}).status_code == 422
    assert ana.post(address("merge", second), {"other": second.number}).status_code == 409


def test_whoever_sees_the_one_reads_what_was_said_on_the_other_but_not_about_themselves(
    ana: Client, cast: Cast, first: Ticket, second: Ticket, signed_in
) -> None:
    ana.post(address("merge", first), {"other": second.number})
    Ticket.objects.filter(pk=first.pk).update(team=cast.other_team)
    otto = signed_in(cast.otto)
    assert "Still no kettle!" in page(otto, first)

    Ticket.objects.filter(pk=second.pk).update(complained_about=cast.otto)
    assert "Still no kettle!" not in page(otto, first)


def test_who_only_looks_gets_no_button(
    cast: Cast, first: Ticket, second: Ticket, signed_in
) -> None:
    seen = page(signed_in(person("lin", "analyst")), second)
    assert "Perhaps the same matter" in seen
    assert address("merge", second) not in seen
    assert "Split off" not in seen


# --- Splitting -------------------------------------------------------------------------------


def test_a_part_of_a_message_becomes_a_ticket_of_its_own(ana: Client, first: Ticket) -> None:
    message = first.messages.get()
    url = address("split", first, message.pk)
    assert url in page(ana, first)
    assert "My kettle has not come." in ana.get(url).text

    part = {"text": "And the courier was rude.", "subject": "Rude courier", "kind": "complaint"}
    opened = ana.post(url, part | {"version": first.version}, follow=True)

    new = Ticket.objects.latest("pk")
    assert f"{new.number} is open." in opened.text
    assert (new.subject, new.customer_id, new.received_at) == (
        "Rude courier", first.customer_id, message.at,
    )  # fmt: skip
    assert "this one was split off it" in page(ana, new)
    assert "split off this one" in page(ana, first)
    assert "My kettle has not come." in page(ana, first)


def test_splitting_without_words_or_after_a_colleague_is_refused(
    ana: Client, cast: Cast, first: Ticket
) -> None:
    url = address("split", first, first.messages.get().pk)
    assert ana.post(url, {"text": " "}).status_code == 422
    version = Ticket.objects.get(pk=first.pk).version
    note(ticket_id=first.pk, actor=by(cast.teo), at=later(hours=1), text="I split it already")
    refused = ana.post(url, {"text": "The courier", "version": version})
    assert refused.status_code == 409
    assert Ticket.objects.count() == 1


def test_a_note_or_another_tickets_message_is_not_split(
    ana: Client, cast: Cast, first: Ticket, second: Ticket
) -> None:
    wrote = note(ticket_id=first.pk, actor=by(cast.ana), at=later(), text="Ours")
    for message in (wrote, second.messages.get()):
        assert ana.get(address("split", first, message.pk)).status_code == 404
