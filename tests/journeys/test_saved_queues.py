"""An agent keeps a filter as a queue, alone or for the team."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, ticket
from tickets.models import SavedQueue, User

pytestmark = pytest.mark.django_db

SAFETY_OF_MINE = "owner=me&risk=safety"


def save(browser: Client, name: str, **more: object) -> int:
    url = f"{reverse('desk:save-queue')}?{SAFETY_OF_MINE}"
    return browser.post(url, {"name": name, **more}).status_code


def sidebar(browser: Client) -> str:
    return browser.get(reverse("desk:queue")).content.decode()


def test_a_saved_queue_stands_in_the_sidebar_and_has_its_name(ana: Client, cast: Cast) -> None:
    ticket(cast.rosa)
    page = ana.get(f"{reverse('desk:queue')}?{SAFETY_OF_MINE}").content.decode()
    assert reverse("desk:save-queue") in page

    assert save(ana, "Hot and mine") == 302
    assert "Hot and mine" in sidebar(ana)
    page = ana.get(f"{reverse('desk:queue')}?{SAFETY_OF_MINE}").content.decode()
    assert '<h1 class="bar-title">Hot and mine</h1>' in page
    assert reverse("desk:save-queue") not in page


def test_a_shared_queue_is_seen_by_the_team_and_by_nobody_else(
    ana: Client, teo: Client, signed_in: Callable[[User], Client], cast: Cast
) -> None:
    assert save(ana, "Mine") == 302
    assert save(ana, "Shared", team=cast.team.pk) == 302

    assert "Shared" in sidebar(teo)
    assert "Mine</span>" not in sidebar(teo).replace(">Mine</span>", "", 1)
    assert "Shared" not in sidebar(signed_in(cast.otto))


def test_a_queue_is_not_shared_with_a_foreign_team_nor_kept_twice(ana: Client, cast: Cast) -> None:
    assert save(ana, "Elsewhere", team=cast.other_team.pk) == 422
    assert save(ana, "Once") == 302
    assert save(ana, "Once") == 409
    assert save(ana, "") == 422


def test_its_maker_or_a_lead_renames_and_deletes_it(
    ana: Client, teo: Client, signed_in: Callable[[User], Client], cast: Cast
) -> None:
    save(ana, "Shared", team=cast.team.pk)
    queue = SavedQueue.objects.get()
    url, removal = (
        reverse(name, args=[queue.pk]) for name in ("desk:saved-queue", "desk:saved-queue-removal")
    )
    assert signed_in(cast.otto).post(removal).status_code == 404

    teo.post(url, {"name": "Ours"})
    queue.refresh_from_db()
    assert (queue.name_en, queue.name_zh) == ("Ours", "Ours")
    assert "Delete" in ana.get(url).content.decode()
    ana.post(removal)
    assert not SavedQueue.objects.exists()


def test_the_default_queue_needs_no_saving(ana: Client, cast: Cast) -> None:
    assert ana.get(reverse("desk:save-queue")).status_code == 404
