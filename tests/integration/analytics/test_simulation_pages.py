"""The pages of simulations: asked for, refused, watched, cancelled, drilled down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analytics.models import SimulationRun
from analytics.simulation.running import work_one_part
from tests.cast import Cast, ticket
from tickets.models import SlaPolicy, SlaTarget, Ticket
from tickets.sla import publishing
from tickets.sla.sweep import sweep

NOW = timezone.now().replace(microsecond=0)
TODAY = timezone.localdate()


@pytest.fixture
def mei(cast: Cast, client: Client) -> Client:
    client.force_login(cast.mei)
    return client


@pytest.fixture
def proposed(cast: Cast) -> str:
    """A draft that promises first replies within a minute, or not for a month."""
    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    first = SlaTarget.objects.filter(version=draft, metric="first_response")
    first.filter(tier__in=[3, 4]).update(kind="duration", amount=60)
    return f"policy-{draft.pk}"


def asked(client: Client, proposed: str, **more: str) -> SimulationRun:
    first, last = TODAY - timedelta(days=9), TODAY
    given = {"proposed": proposed, "first": first.isoformat(), "last": last.isoformat()} | more
    response = client.post(reverse("simulations"), given)
    assert response.status_code == 302
    return SimulationRun.objects.latest("pk")


def numbers_on(client: Client, url: str) -> list[str]:
    """The tickets that a page of flips lists."""
    return [row["number"] for row in client.get(url).context["rows"]]


def test_a_manager_asks_watches_and_follows_a_figure_to_its_tickets(
    cast: Cast, mei: Client, proposed: str
) -> None:
    case = ticket(cast.rosa, at=NOW - timedelta(hours=3))
    run = asked(mei, proposed)
    page = reverse("simulation", args=[run.pk])
    waiting = mei.get(page).content.decode()
    assert "0 of 1 ticket looked at" in waiting
    assert f'hx-get="{page}"' in waiting

    assert work_one_part(at=timezone.now())
    done = mei.get(page)

    assert "hx-get" not in done.content.decode().partition('id="simulation"')[2].partition(">")[0]
    assert [tile["value"] for tile in done.context["tiles"]][2:] == [1, 0]
    by_promise = {row["label"]: row["values"] for row in done.context["tables"][0]["rows"]}
    count, url = by_promise["First reply"][3]
    assert count == 1
    assert numbers_on(mei, url) == [case.number]
    elsewhere = reverse("simulation-flips", args=[run.pk]) + "?to=broken&metric=resolution"
    assert numbers_on(mei, elsewhere) == []


def test_flips_are_shown_through_the_gate(cast: Cast, mei: Client, proposed: str) -> None:
    case = ticket(cast.rosa, at=NOW - timedelta(hours=3))
    run = asked(mei, proposed)
    work_one_part(at=timezone.now())
    url = reverse("simulation-flips", args=[run.pk]) + "?to=broken"
    assert numbers_on(mei, url) == [case.number]

    Ticket.objects.filter(pk=case.pk).update(complained_about=cast.mei)
    assert numbers_on(mei, url) == []


def test_flips_are_paged_by_key(
    cast: Cast, mei: Client, proposed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.simulation.views.PAGE_SIZE", 2)
    numbers = [ticket(cast.rosa, at=NOW - timedelta(hours=3)).number for _ in range(3)]
    run = asked(mei, proposed)
    work_one_part(at=timezone.now())
    url = reverse("simulation-flips", args=[run.pk])

    first = mei.get(url + "?to=broken&metric=first_response")
    second = mei.get(url + first.context["next_url"])

    pages = [[row["number"] for row in page.context["rows"]] for page in (first, second)]
    assert pages == [numbers[:2], numbers[2:]]
    assert second.context["next_url"] == ""


def test_the_policy_in_force_changes_nothing(cast: Cast, mei: Client) -> None:
    for hours in (3, 30):
        ticket(cast.rosa, at=NOW - timedelta(hours=hours))
    sweep(at=timezone.now())
    version = SlaPolicy.objects.get(code="standard").versions.get()
    run = asked(mei, f"policy-{version.pk}")
    work_one_part(at=timezone.now())

    shown = mei.get(reverse("simulation", args=[run.pk])).context
    assert shown["clocks"] > 0
    assert [tile["value"] for tile in shown["tiles"]][2:] == [0, 0]


def test_cancelling_stops_it(cast: Cast, mei: Client, proposed: str) -> None:
    ticket(cast.rosa, at=NOW - timedelta(hours=3))
    run = asked(mei, proposed)
    mei.post(reverse("simulation-cancellation", args=[run.pk]))

    assert work_one_part(at=timezone.now()) is False
    said = mei.get(reverse("simulation", args=[run.pk])).content.decode()
    assert "Cancelled before there was a result." in said
    assert "No ticket of this period" not in said


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"proposed": "policy-999999"}, "proposed", "Choose another one"),
        ({"first": "soon"}, "first", "date"),
        ({"last": "2020-01-01"}, "last", "before it begins"),
        ({"first": "2999-01-01", "last": "2999-01-02"}, "first", "still to come"),
        ({"first": "2001-01-01"}, "first", "three years"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(
    mei: Client, proposed: str, given: dict[str, str], field: str, says: str
) -> None:
    good = {"proposed": proposed, "first": "2026-01-01", "last": TODAY.isoformat()}
    response = mei.post(reverse("simulations"), good | given)
    assert response.status_code == 422
    assert says in str(response.context["form"].errors[field])
    assert not SimulationRun.objects.exists()


def test_a_second_one_waits_for_the_first(cast: Cast, mei: Client, proposed: str) -> None:
    ticket(cast.rosa, at=NOW - timedelta(hours=3))
    asked(mei, proposed)
    given = {"proposed": proposed, "first": TODAY.isoformat(), "last": TODAY.isoformat()}
    response = mei.post(reverse("simulations"), given)
    assert response.status_code == 422
    assert "still at work" in response.content.decode()


def test_an_address_names_what_is_proposed(mei: Client, proposed: str) -> None:
    form = mei.get(reverse("simulations"), {"proposed": proposed}).context["form"]
    assert form.initial["proposed"] == proposed


@pytest.mark.parametrize("query", ["to=sideways", "team=x", "metric=joy", "after=x"])
def test_an_address_that_means_nothing_is_not_found(mei: Client, proposed: str, query: str) -> None:
    run = asked(mei, proposed)
    assert mei.get(reverse("simulation-flips", args=[run.pk]) + f"?{query}").status_code == 404
