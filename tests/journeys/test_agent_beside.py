"""From ticket to ticket in the order of the queue; one proposal at a time; several at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from channels.links import status_url
from channels.models import CustomerLink
from tests.cast import Cast, ticket
from tickets.models import Category, Proposal, Ticket, User

pytestmark = pytest.mark.django_db


def beside(browser: Client, url: str) -> list[str]:
    there = browser.get(url).context["beside"]
    return [there.previous_url, there.next_url]


def page(case: Ticket, query: str = "") -> str:
    return reverse("desk:ticket", args=[case.pk]) + query


@pytest.fixture
def three(cast: Cast) -> list[Ticket]:
    """Three tickets in the order of the queue: the urgent one breaks first."""
    made = [ticket(cast.rosa, hurt_or_danger=danger) for danger in (True, None, None)]
    Ticket.objects.update(team=cast.team)
    return list(Ticket.objects.filter(pk__in=[t.pk for t in made]).order_by("next_due_at", "id"))


def test_before_and_after_follow_the_queue(ana: Client, three: list[Ticket]) -> None:
    first, second, third = three

    assert beside(ana, page(first)) == ["", page(second)]
    assert beside(ana, page(second)) == [page(first), page(third)]
    assert beside(ana, page(third)) == [page(second), ""]


def test_the_queue_it_was_opened_from_is_walked(ana: Client, three: list[Ticket]) -> None:
    urgent, *others = three
    listed = ana.get(f"{reverse('desk:queue')}?order=oldest").content.decode()
    assert f"{page(urgent)}?within=order%3Doldest" in listed

    within = "?within=risk%3Dsafety"
    assert beside(ana, page(urgent, within)) == ["", ""]
    newest = "?within=order%3Dnewest"
    assert beside(ana, page(others[1], newest)) == ["", page(others[0], newest)]
    assert beside(ana, page(urgent, "?within=tier%3Dnonsense")) == beside(ana, page(urgent))


def test_the_preview_goes_on_to_the_next(ana: Client, three: list[Ticket]) -> None:
    shown = ana.get(reverse("desk:preview", args=[three[0].pk])).content.decode()

    assert reverse("desk:preview", args=[three[1].pk]) in shown


# --- One proposal ----------------------------------------------------------------------------


def accept(browser: Client, proposal: Proposal) -> int:
    url = reverse("desk:proposal-acceptance", args=[proposal.ticket_id, proposal.pk])
    return browser.post(url).status_code


def test_one_proposal_is_accepted_and_the_others_stay_open(ana: Client, cast: Cast) -> None:
    case = ticket(cast.rosa)
    kind = case.proposals.get(what="kind")
    assert reverse("desk:proposal-acceptance", args=[case.pk, kind.pk]) in ana.get(page(case)).text

    assert accept(ana, kind) == 302
    kind.refresh_from_db()
    assert (kind.decision, kind.decided_by) == ("accepted", cast.ana)
    assert not case.proposals.exclude(pk=kind.pk).exclude(decision="").exists()
    assert case.events.filter(code="triage.accepted").count() == 1
    assert "Ana accepted a proposal: Kind" in ana.get(page(case)).text

    accept(ana, kind)
    assert case.events.filter(code="triage.accepted").count() == 1


def test_what_is_accepted_comes_to_stand_on_the_ticket(ana: Client, cast: Cast) -> None:
    case = ticket(cast.rosa)
    category = Category.objects.get(code="delivery_late")
    proposal = Proposal.objects.create(
        ticket=case, what="category", value=category.code, confidence=0.4, reasons=[],
        at=case.recorded_at,
    )  # fmt: skip

    accept(ana, proposal)
    case.refresh_from_db()
    assert case.category == category


def test_a_proposal_of_another_ticket_is_not_found(ana: Client, cast: Cast) -> None:
    case, other = ticket(cast.rosa), ticket(cast.rosa)
    url = reverse("desk:proposal-acceptance", args=[case.pk, other.proposals.first().pk])

    assert ana.post(url).status_code == 404


# --- Several at once -------------------------------------------------------------------------


def bulk(browser: Client, do: str, cases: list[Ticket], **given: object) -> str:
    sent = {"do": do, "ticket": [case.pk for case in cases], **given}
    return browser.post(reverse("desk:bulk"), sent, follow=True).text


def test_several_are_assigned_after_asking_to_whom(teo: Client, cast: Cast) -> None:
    cases = [ticket(cast.rosa), ticket(cast.rosa)]
    asked = bulk(teo, "assign", cases)
    assert all(case.number in asked for case in cases)
    assert not Ticket.objects.filter(owner__isnull=False).exists()

    done = bulk(teo, "assign", cases, given="1", owner=cast.ana.pk)
    assert "2 tickets were assigned." in done
    assert Ticket.objects.filter(owner=cast.ana).count() == 2


def test_a_refusal_names_the_ticket_and_the_reason(ana: Client, cast: Cast) -> None:
    fine, ended = ticket(cast.rosa), ticket(cast.rosa)
    Ticket.objects.filter(pk=ended.pk).update(status="cancelled", cancel_reason="spam")
    category = Category.objects.get(code="delivery_late")

    done = bulk(
        ana, "classify", [fine, ended], given="1", category_id=category.pk, within="order=newest"
    )
    fine.refresh_from_db()
    assert fine.category == category
    assert "One ticket was changed." in done
    assert f"{ended.number}: " in done


def test_several_are_cancelled_with_a_reason(ana: Client, cast: Cast) -> None:
    cases = [ticket(cast.rosa), ticket(cast.rosa)]
    bulk(ana, "cancel", cases, given="1")
    assert not Ticket.objects.filter(status="cancelled").exists()

    bulk(ana, "cancel", cases, given="1", reason="duplicate")
    assert Ticket.objects.filter(status="cancelled", cancel_reason="duplicate").count() == 2


def test_a_bulk_without_a_choice_is_asked_again(ana: Client, cast: Cast) -> None:
    assert "Choose a category or a tier." in bulk(ana, "classify", [ticket(cast.rosa)], given="1")


# --- Links -----------------------------------------------------------------------------------


def test_status_links_are_revoked_from_the_ticket_page(
    ana: Client, signed_in: Callable[[User], Client], cast: Cast
) -> None:
    case = ticket(cast.rosa)
    url = reverse("channels:link_revocation", args=[case.pk])
    link = status_url(case)
    assert url in ana.get(page(case)).text
    assert signed_in(cast.otto).post(url).status_code == 404

    ana.post(url)
    assert not CustomerLink.objects.filter(revoked_at=None).exists()
    assert Client().get(link).status_code == 410
    assert case.events.filter(code="link.revoked").count() == 1
