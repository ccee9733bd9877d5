"""Finding work: what breaks first, filters, pages, search, and what each costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import DANGER, Cast, by, customer, later, ticket
from tickets.actions.assigning import take
from tickets.actions.replying import reply
from tickets.models import Customer, SavedQueue, Ticket

pytestmark = pytest.mark.usefixtures("clock")

QUEUE_BUDGET = 7
TICKET_BUDGET = 5


def queue(browser: Client, **query: object):
    return browser.get(reverse("desk:queue"), query)


def numbers(page) -> list[str]:
    """The tickets of a page, from its HTML, in their order."""
    parts = page.text.split('data-ticket="')[1:]
    return [part.partition('"')[0] for part in parts]


def test_what_breaks_first_is_on_top_and_overdue_says_so(ana: Client, cast: Cast, clock) -> None:
    calm = ticket(cast.rosa)
    urgent = ticket(cast.rosa, DANGER, at=later(minutes=50), team_id=cast.team.pk)

    assert numbers(queue(ana)) == [urgent.number, calm.number]

    clock.move_to(later(hours=2))
    page = queue(ana)
    assert "Overdue" in page.text
    assert "was due" in page.text


def test_an_empty_desk_says_what_comes_in_here(ana: Client, cast: Cast) -> None:
    page = ana.get(reverse("desk:queue")).text
    assert "Nobody is waiting" in page
    assert "comes in here." in page
    assert "Take all filters off" not in page


def test_each_filter_shows_its_tickets_and_no_other(ana: Client, cast: Cast, clock) -> None:
    mine = ticket(cast.rosa)
    take(ticket_id=mine.pk, actor=by(cast.ana), at=later(minutes=5))
    danger = ticket(cast.rosa, DANGER, team_id=cast.team.pk)
    clock.move_to(later(hours=2))

    for query, expected in (
        ({"owner": "me"}, [mine]),
        ({"owner": "none"}, [danger]),
        ({"risk": "safety"}, [danger]),
        ({"tier": "1"}, [danger]),
        ({"overdue": "1"}, [danger]),
        ({"due_within": "999999"}, [mine]),
        ({"paused": "1"}, []),
        ({"round_min": "2"}, []),
        ({"kind": "praise"}, []),
        ({"team": cast.team.pk, "status": "open"}, []),
        ({"status": "new", "owner": "me"}, [mine]),
        ({"customer": cast.rosa.pk, "order": "newest"}, [danger, mine]),
        ({"received_to": later(hours=-1).isoformat()}, []),
        ({"received_from": later(hours=-1).isoformat(), "order": "oldest"}, [mine, danger]),
    ):
        shown = numbers(queue(ana, **query))
        assert sorted(shown) == sorted(row.number for row in expected), query


def test_a_category_takes_its_children_along(ana: Client, cast: Cast) -> None:
    from tickets.models import Category

    child = Category.objects.get(code="defect_leak")
    case = ticket(cast.rosa, category_id=child.pk, team_id=cast.team.pk)

    assert numbers(queue(ana, category=child.parent.parent_id)) == [case.number]
    other = Category.objects.get(code="staff_rude")
    assert numbers(queue(ana, category=other.pk)) == []


@pytest.mark.parametrize(
    "query",
    [
        {"tier": "x"},
        {"status": "lost"},
        {"received_from": "2026-02-31"},
        {"order": "sideways"},
        {"after": "nonsense"},
        {"overdue": "yes"},
    ],
)
def test_an_address_that_means_nothing_is_not_found(ana: Client, query: dict[str, str]) -> None:
    assert queue(ana, **query).status_code == 404


def test_the_filter_form_becomes_an_address(ana: Client) -> None:
    url = reverse("desk:filter")
    assert ana.get(url, {"risk": "safety"}).status_code == 200

    chosen = ana.get(url, {"apply": "1", "tier": ["1", "2"], "clock": "due_within"})

    assert chosen["Location"] == f"{reverse('desk:queue')}?tier=1&tier=2&due_within=3600"


def test_every_page_is_walked_forth_and_back_without_loss(ana: Client, cast: Cast) -> None:
    made = {_case(cast.rosa, cast).number for _ in range(120)}
    undated = Ticket.objects.order_by("-id").values("pk")[:45]  # as if their clocks stood still
    Ticket.objects.filter(pk__in=undated).update(next_due_at=None)

    for order in ("due", "newest", "oldest"):
        seen: list[str] = []
        page = queue(ana, order=order)
        pages = []
        while True:
            pages.append(numbers(page))
            seen += pages[-1]
            following = page.context["next_url"]
            if not following:
                break
            page = ana.get(following)
        assert [len(rows) for rows in pages] == [50, 50, 20]
        assert set(seen) == made
        assert len(seen) == len(made)
        assert numbers(ana.get(page.context["previous_url"])) == pages[1]

    # A count that stands in the navigation is counted there; any other by the page.
    assert queue(ana).context["queue"]["lead"].startswith("120 open")
    assert queue(ana, owner="none").context["queue"]["lead"].startswith("120 open")
    assert queue(ana, kind="complaint").context["queue"]["lead"].startswith("120 open")
    assert _cost(ana, reverse("desk:queue")) < _cost(ana, f"{reverse('desk:queue')}?kind=complaint")


def test_queue_and_ticket_cost_the_same_with_many_rows(ana: Client, cast: Cast) -> None:
    _case(cast.rosa, cast)
    one = _cost(ana, reverse("desk:queue"))
    for number in range(49):
        _case(customer(name=f"Customer {number}", email=f"c{number}@example.test"), cast)
    many = _cost(ana, reverse("desk:queue"))
    assert many <= one <= QUEUE_BUDGET


def test_a_ticket_with_a_long_story_costs_no_more(ana: Client, cast: Cast) -> None:
    short, long = _case(cast.rosa, cast), _case(cast.rosa, cast)
    _answer(short, cast, 1)
    for number in range(50):
        _answer(long, cast, number)

    first = _cost(ana, reverse("desk:ticket", args=[short.pk]))
    second = _cost(ana, reverse("desk:ticket", args=[long.pk]))

    assert second <= first <= TICKET_BUDGET


def test_search_leads_straight_to_a_number_and_finds_contacts_and_words(
    ana: Client, cast: Cast
) -> None:
    case = ticket(cast.rosa)
    url, there = reverse("desk:search"), reverse("desk:ticket", args=[case.pk])

    assert ana.get(url, {"q": case.number})["Location"] == there
    assert ana.get(url, {"q": case.number.removeprefix("C-")})["Location"] == there
    assert numbers(ana.get(url, {"q": "ROSA@example.test"})) == [case.number]
    assert numbers(ana.get(url, {"q": "kettle"})) == [case.number]
    assert numbers(ana.get(url, {"q": "Rosa Del"})) == [case.number]
    assert numbers(ana.get(url, {"q": "zeppelin"})) == []
    assert ana.get(reverse("desk:ticket-by-number", args=[case.number]))["Location"] == there


def test_a_saved_queue_stands_in_the_navigation_of_its_team(ana: Client, cast: Cast) -> None:
    queues = [
        SavedQueue(name_en="Leaks", name_zh="漏水", team=cast.team, filters={"kind": "complaint"}),
        SavedQueue(name_en="Vans", name_zh="货车", team=cast.other_team, filters={}),
        SavedQueue(name_en="Broken", name_zh="坏", filters={"tier": "x"}),
    ]
    SavedQueue.objects.bulk_create(queues)

    page = queue(ana)

    assert "?kind=complaint" in page.text
    assert "Leaks" in page.text
    assert "Vans" not in page.text
    assert "Broken" not in page.text


def test_the_queue_says_how_many_rows_changed(ana: Client, cast: Cast) -> None:
    case = ticket(cast.rosa)
    news = queue(ana).context["news_url"]
    first = ana.get(news)
    assert first.text.strip() == ""
    unchanged = ana.get(news, headers={"If-None-Match": first["ETag"]})
    assert unchanged.status_code == 304

    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=30))
    ticket(cast.rosa)
    changed = ana.get(news, headers={"If-None-Match": first["ETag"]})

    assert changed.status_code == 200
    assert "2 tickets changed." in changed.text


def test_picked_tickets_are_taken_and_a_refusal_holds_up_no_other(ana: Client, cast: Cast) -> None:
    first, second = ticket(cast.rosa), ticket(cast.rosa)
    Ticket.objects.filter(pk=second.pk).update(status="cancelled", cancel_reason="spam")

    page = ana.post(reverse("desk:bulk"), {"ticket": [first.pk, second.pk]}, follow=True)

    first.refresh_from_db()
    assert first.owner == cast.ana
    assert "One ticket is yours." in page.text
    assert "only tickets being worked on have an owner" in page.text


def _case(who: Customer, cast: Cast) -> Ticket:
    return ticket(who, team_id=cast.team.pk)


def _answer(case: Ticket, cast: Cast, minute: int) -> None:
    reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(minutes=minute),
        text=f"Answer {minute}",
        next_step="More",
        next_step_by=later(days=3),
    )


def _cost(browser: Client, url: str) -> int:
    """Count the statements of a page that was opened before, so that caches are warm."""
    assert browser.get(url).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as queries:
        browser.get(url)
    return len(queries)
