"""Mentions wait in a queue; one press makes a ticket, another dismisses with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from channels.models import Post, Webhook
from channels.social import deciding
from tests.cast import Cast, person
from tests.support.signed import SECRET, SECRET_NAME, make_webhook, post, review
from tickets.errors import Conflict
from tickets.models import Ticket

WHERE = "/desk/mentions/"


@pytest.fixture
def mention(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setenv(SECRET_NAME, SECRET)
    cache.clear()
    post(make_webhook("mention"), {"data": [review("m1", None, "Never again this shop.")]})
    return Post.objects.get()


@pytest.fixture
def ana(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ana)
    return client


def test_a_mention_waits_and_is_no_ticket(mention: Post, ana: Client) -> None:
    page = ana.get(WHERE).content.decode()
    assert not Ticket.objects.exists()
    for words in ("Never again this shop.", "Li Wei", "12,400", "https://reviews.test/m1"):
        assert words in page
    assert "overdue" not in page


def test_one_press_makes_a_ticket_once(mention: Post, ana: Client, cast: Cast) -> None:
    first = ana.post(f"{WHERE}{mention.pk}/ticket/")
    again = ana.post(f"{WHERE}{mention.pk}/ticket/")
    case = Ticket.objects.get()
    assert first["Location"] == again["Location"] == f"/desk/tickets/{case.pk}/"
    assert case.events.get(code="ticket.opened").actor_id == cast.ana.pk
    mention.refresh_from_db()
    assert (mention.state, mention.decided_by) == ("ticket", cast.ana)
    assert mention.submission.ticket == case
    assert "https://reviews.test/m1" in ana.get(first["Location"]).content.decode()
    assert "on social media, entered by Ana" in ana.get(first["Location"]).content.decode()
    assert "Never again" not in ana.get(WHERE).content.decode()


def test_a_dismissal_needs_a_reason_and_can_be_undone(mention: Post, ana: Client) -> None:
    refused = ana.post(f"{WHERE}{mention.pk}/dismissal/", {"reason": " "})
    assert refused.status_code == 422
    assert "Say in a few words" in refused.content.decode()
    ana.post(f"{WHERE}{mention.pk}/dismissal/", {"reason": "Another shop of that name"})
    mention.refresh_from_db()
    assert (mention.state, mention.reason) == ("dismissed", "Another shop of that name")
    past = ana.get(f"{WHERE}?show=decided").content.decode()
    assert "Another shop of that name" in past
    assert ana.post(f"{WHERE}{mention.pk}/dismissal/", {"reason": "x"}).status_code == 409
    assert ana.post(f"{WHERE}{mention.pk}/ticket/").status_code == 302
    assert Ticket.objects.count() == 1


def test_a_decision_on_what_a_colleague_decided_is_refused(mention: Post, cast: Cast) -> None:
    deciding.open_ticket_for(post_id=mention.pk, user=cast.ana, at=timezone.now())
    with pytest.raises(Conflict):
        deciding.dismiss(post_id=mention.pk, user=cast.teo, at=timezone.now(), reason="x")


def test_a_late_one_says_so_and_stands_on_top(mention: Post, ana: Client) -> None:
    post(Webhook.objects.get(), {"data": [review("m2", None, "Second words.")]})
    Post.objects.filter(external_id="m2").update(late_at=timezone.now() - timedelta(hours=1))
    page = ana.get(WHERE).content.decode()
    assert page.count("overdue") == 1
    assert page.index("Second words.") < page.index("Never again")


def test_who_sees_no_tickets_sees_no_mentions_and_who_only_looks_decides_nothing(
    mention: Post, cast: Cast
) -> None:
    client = Client()
    client.force_login(person("emp", "employee"))
    assert client.get(WHERE).status_code == 403
    assert client.post(f"{WHERE}{mention.pk}/ticket/").status_code == 404
    client.force_login(person("aud", "auditor"))
    assert client.get(WHERE).status_code == 200
    assert client.post(f"{WHERE}{mention.pk}/ticket/").status_code == 403
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_as_much_for_one_as_for_thirty(
    mention: Post, ana: Client, number: int, django_assert_max_num_queries
) -> None:
    hook = Webhook.objects.get()
    post(hook, {"data": [review(f"n{n}", None) for n in range(number)]})
    ana.get(WHERE)
    with django_assert_max_num_queries(24):
        ana.get(WHERE)
