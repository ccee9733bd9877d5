"""Pages by key show every ticket once, with a due moment or without one, forwards and backwards."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.cast import START, ticket
from tickets.models import Ticket
from tickets.queries import paging
from tickets.queries.filters import DUE, NEWEST, OLDEST

pytestmark = pytest.mark.django_db

# Tier and minutes until something breaks; None where no clock runs. As the queue orders them.
DUE_ORDER = [(2, 5), (4, 5), (4, 5), (1, 60), (1, None), (3, None), (3, None), (3, None), (4, None)]


@pytest.fixture
def rows(cast, monkeypatch):
    """Nine tickets of Rosa in the order in which they break, three to a page."""
    monkeypatch.setattr(paging, "PAGE_SIZE", 3)
    found = []
    for place, (tier, minutes) in enumerate(DUE_ORDER):
        one = ticket(cast.rosa)
        due = START + timedelta(minutes=minutes) if minutes is not None else None
        received = START - timedelta(hours=place % 2, minutes=place)
        Ticket.objects.filter(pk=one.pk).update(
            tier=tier, next_due_at=due, received_at=received, status="open"
        )
        found.append(one.pk)
    return found


def expected(rows, order):
    if order == DUE:
        return rows
    by_time = Ticket.objects.order_by("received_at", "id").values_list("pk", flat=True)
    return list(by_time if order == OLDEST else by_time.reverse())


@pytest.mark.parametrize("order", [DUE, NEWEST, OLDEST])
def test_pages_follow_each_other_both_ways(rows, order):
    pages = [paging.take_page(Ticket.objects.all(), order=order)]
    while pages[-1].after:
        pages.append(paging.take_page(Ticket.objects.all(), order=order, after=pages[-1].after))

    assert [row.pk for page in pages for row in page.rows] == expected(rows, order)
    for page, following in pairwise(pages):
        back = paging.take_page(Ticket.objects.all(), order=order, before=following.before)
        assert [row.pk for row in back.rows] == [row.pk for row in page.rows]


@pytest.mark.parametrize("order", [DUE, NEWEST, OLDEST])
def test_every_ticket_knows_what_stands_beside_it(rows, order):
    around = [None, *expected(rows, order), None]
    for place, pk in enumerate(expected(rows, order)):
        key = paging.key_of(Ticket.objects.get(pk=pk), order)
        found = paging.nearest(paging.looks_beside(Ticket.objects.all(), key, order=order))
        assert found == (around[place], around[place + 2])
