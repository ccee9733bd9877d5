"""A broken promise is excused by two people on the ticket's pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, by, later, ticket
from tickets.actions.assigning import take
from tickets.models import SlaBreach, SlaExemption
from tickets.sla.sweep import sweep


@pytest.fixture
def breach(cast: Cast) -> SlaBreach:
    case = ticket(cast.rosa)
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    sweep(at=later(hours=25))
    return SlaBreach.objects.get(ticket=case, clock__metric="first_response")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(noun: str, breach: SlaBreach) -> str:
    return reverse(f"desk:{noun}", args=[breach.ticket_id, breach.pk])


def links(client: Client, breach: SlaBreach) -> list[str]:
    page = client.get(reverse("desk:clocks", args=[breach.ticket_id]))
    rows = [row for row in page.context["broken"] if row["name"] == "First reply"]
    return [link["name"] for row in rows for link in row["links"]]


GIVEN = {"reason_code": "outage", "text": "The phone line was down all day."}


def test_one_asks_and_another_approves(cast: Cast, breach: SlaBreach) -> None:
    ana, teo, mei = signed_in(cast.ana), signed_in(cast.teo), signed_in(cast.mei)
    assert links(ana, breach) == ["Ask to excuse it…"]
    assert ana.post(address("exemption", breach), GIVEN).status_code == 302
    assert links(ana, breach) == []

    assert "Approve…" in links(mei, breach)
    assert (
        "The phone line was down all day."
        in mei.get(address("exemption-approval", breach)).content.decode()
    )
    assert mei.post(address("exemption-approval", breach)).status_code == 302

    exemption = SlaExemption.objects.get()
    assert (exemption.requested_by, exemption.approved_by) == (cast.ana, cast.mei)
    page = teo.get(reverse("desk:clocks", args=[breach.ticket_id])).content.decode()
    assert "Asked for by Ana, approved by Mei." in page
    assert SlaBreach.objects.get(pk=breach.pk).breached_at == breach.breached_at


def test_nobody_approves_their_own(cast: Cast, breach: SlaBreach) -> None:
    mei = signed_in(cast.mei)
    mei.post(address("exemption", breach), GIVEN)
    assert links(mei, breach) == []
    refused = mei.post(address("exemption-approval", breach))
    assert refused.status_code == 422
    assert "Someone else has to approve it" in refused.content.decode()
    assert SlaExemption.objects.get().approved_by is None


def test_a_no_lets_one_ask_again(cast: Cast, breach: SlaBreach) -> None:
    ana, mei = signed_in(cast.ana), signed_in(cast.mei)
    ana.post(address("exemption", breach), GIVEN)
    mei.post(address("exemption-refusal", breach))
    assert not SlaExemption.objects.exists()
    assert links(ana, breach) == ["Ask to excuse it…"]


@pytest.mark.parametrize(
    ("given", "field"), [({"reason_code": ""}, "reason_code"), ({"text": " "}, "text")]
)
def test_a_request_says_why(cast: Cast, breach: SlaBreach, given: dict, field: str) -> None:
    page = signed_in(cast.ana).post(address("exemption", breach), GIVEN | given)
    assert page.status_code == 422
    assert page.context["act"]["form"].errors[field]
    assert not SlaExemption.objects.exists()


def test_only_who_may_approves(cast: Cast, breach: SlaBreach) -> None:
    ana = signed_in(cast.ana)
    ana.post(address("exemption", breach), GIVEN)
    assert ana.post(address("exemption-approval", breach)).status_code == 403
