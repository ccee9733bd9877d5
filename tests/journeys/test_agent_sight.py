"""Who sees what, and who may do what: the gate, from outside."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, by, later, person, ticket
from tickets.actions.classifying import reclassify
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("clock")

PAGES = ("ticket", "preview", "history", "ticket-news")
FORMS = (
    "assignment",
    "triage",
    "hold",
    "wait",
    "resumption",
    "resolution",
    "reopening",
    "undo-reopening",
    "cancellation",
    "undo-cancellation",
    "tasks",
    "acknowledgement",
    "macros",
)
POSTS = ("reply", "note", "draft", "taking", "triage-confirmation")


@pytest.fixture
def case(cast: Cast) -> Ticket:
    return ticket(cast.rosa)


def address(noun: str, case: Ticket) -> str:
    return reverse(f"desk:{noun}", args=[case.pk])


def test_nobody_gets_in_without_signing_in(client: Client, case: Ticket) -> None:
    for noun in (*PAGES, *FORMS):
        answer = client.get(address(noun, case))
        assert answer.status_code == 302, noun
        assert answer["Location"].startswith(reverse("account_login"))
    for noun in POSTS:
        assert client.post(address(noun, case)).status_code == 302, noun


def test_otto_of_another_team_finds_nothing_anywhere(cast: Cast, case: Ticket, signed_in) -> None:
    otto = signed_in(cast.otto)
    for noun in (*PAGES, *FORMS):
        assert otto.get(address(noun, case)).status_code == 404, noun
    for noun in (*FORMS[:-1], *POSTS):
        assert otto.post(address(noun, case), {"body": "x"}).status_code == 404, noun
    assert otto.get(reverse("desk:ticket-by-number", args=[case.number])).status_code == 404
    found = otto.get(reverse("desk:search"), {"q": case.number})
    assert (found.status_code, found.context["groups"]) == (200, [])
    assert case.subject not in otto.get(reverse("desk:queue"), {"status": "all"}).text


def test_whoever_reads_only_is_told_which_right_is_missing(
    cast: Cast, case: Ticket, signed_in
) -> None:
    auditor = signed_in(person("kofi", "auditor"))
    for noun in PAGES:
        assert auditor.get(address(noun, case)).status_code == 200, noun
    for noun in (*FORMS[:-1], *POSTS):
        refused = auditor.post(address(noun, case), {"body": "x"})
        assert refused.status_code == 403, noun
        assert "“" in refused.text
    assert "Reply to" not in auditor.get(address("ticket", case)).text


def test_store_staff_have_no_queue(cast: Cast, signed_in) -> None:
    refused = signed_in(person("ting", "store_staff")).get(reverse("desk:queue"))

    assert refused.status_code == 403
    assert "see the tickets of their teams" in refused.text


def test_the_person_complained_about_never_sees_the_ticket(
    ana: Client, cast: Cast, case: Ticket, teo: Client
) -> None:
    page = teo.post(
        address("triage", case),
        {
            "subject": case.subject,
            "kind": "complaint",
            "category_id": case.category_id or "",
            "tier_id": case.tier_id,
            "sentiment": case.sentiment,
            "complained_about_id": cast.ana.pk,
            "version": case.version,
        },
    )
    assert page.status_code == 302

    assert ana.get(address("ticket", case)).status_code == 404
    assert case.number not in ana.get(reverse("desk:queue")).text
    for noun in POSTS:
        assert ana.post(address(noun, case), {"body": "x"}).status_code == 404, noun
    offered = teo.get(address("assignment", case)).context["act"]["form"]
    assert cast.ana.pk not in [pk for pk, _name in offered.fields["owner"].choices]


def test_a_tier_is_lowered_after_its_warning_by_a_lead_with_a_reason(
    ana: Client, teo: Client, cast: Cast, case: Ticket
) -> None:
    reclassify(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=10), tier_id=1)
    case.refresh_from_db()
    lowered = {
        "subject": case.subject,
        "kind": case.kind,
        "category_id": case.category_id or "",
        "tier_id": 4,
        "sentiment": case.sentiment,
        "complained_about_id": "",
        "version": case.version,
    }

    refused = ana.post(address("triage", case), lowered | {"reason": "Not that bad"})
    assert refused.status_code == 422
    assert "Ask your lead" in refused.text
    assert "Not that bad" in refused.text
    assert teo.post(address("triage", case), lowered).status_code == 422
    assert teo.post(address("triage", case), lowered | {"reason": "It cooled"}).status_code == 302
    case.refresh_from_db()
    assert case.tier_id == 4


def test_get_changes_nothing(ana: Client, case: Ticket) -> None:
    before = (case.version, case.events.count())
    for noun in (*PAGES, *FORMS):
        if noun != "undo-cancellation":
            assert ana.get(address(noun, case)).status_code in (200, 403), noun
    for noun in POSTS:
        assert ana.get(address(noun, case)).status_code == 405, noun
    case.refresh_from_db()
    assert (case.version, case.events.count()) == before


def test_the_rail_names_only_tickets_of_the_customer_that_the_reader_may_see(
    cast: Cast, case: Ticket, signed_in
) -> None:
    same_team = ticket(cast.rosa, subject="Two cups were missing", team_id=cast.team.pk)
    elsewhere = ticket(cast.rosa, subject="Left at the wrong door", team_id=cast.other_team.pk)
    about_ana = ticket(cast.rosa, subject="Ana hung up on me", complained_about=cast.ana)
    page = signed_in(cast.ana).get(address("ticket", case))
    assert [row["subject"] for row in page.context["others"]] == [same_team.subject]
    assert page.context["customer"]["count"] == "2 tickets"
    assert elsewhere.subject not in page.text
    assert about_ana.subject not in page.text
    whole = signed_in(cast.mei).get(address("ticket", case))
    assert len(whole.context["others"]) == 3
