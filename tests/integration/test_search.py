"""Words of both languages are found by index, a phrase as it stands, and nothing foreign."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.cast import Cast, ticket
from tickets.models import Message, Ticket
from tickets.search import look_up, parse

TEXTS = (
    "The refund for my kettle never arrived; delivery was fine.",
    "沙发退款没到账，客服说再等两天。",
    "ＦＩＲＥ in the KITCHEN, don't wait",
)


@pytest.fixture
def three(cast: Cast) -> list[Ticket]:
    return [ticket(cast.rosa, text=text) for text in TEXTS]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("refund", {0}),
        ("KETTLE refund", {0}),
        ("deliver", {0}),
        ("退款", {1}),
        ("退款没到账", {1}),
        ("沙发 两天", {1}),
        ("天", {1}),
        ("到账退款", set()),
        ("fire", {2}),
        ("don't", {2}),
        ("refund kitchen", set()),
        ("efund", set()),
        ("Rosa", {0, 1, 2}),
        ("!?'", set()),
    ],
)
def test_words_are_found_where_they_stand(three: list[Ticket], words: str, found: set) -> None:
    hits = set(look_up(Ticket.objects.all(), words))

    assert hits == {three[place] for place in found}


@pytest.mark.django_db
def test_pairs_that_happen_to_stand_in_a_text_are_no_phrase(cast: Cast) -> None:
    ticket(cast.rosa, text="退款没有。没到账的是货款。")

    assert not look_up(Ticket.objects.all(), "退款没到账").exists()


@pytest.mark.django_db
def test_an_index_answers(three: list[Ticket]) -> None:
    hits = look_up(Ticket.objects.all(), "refund")
    with connection.cursor() as cursor:
        # Only bitmaps are left, which an index makes for a condition that it can answer.
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = hits.explain()

    assert all(name in plan for name in ("message_words", "ticket_words", "customer_words"))


@pytest.mark.django_db
def test_query_and_document_are_cut_alike(three: list[Ticket]) -> None:
    for message in Message.objects.all():
        query, _phrases = parse(message.text)
        with connection.cursor() as cursor:
            cursor.execute("SELECT desk_search_document(%s) @@ %s::tsquery", [message.text, query])
            assert cursor.fetchone() == (True,)
