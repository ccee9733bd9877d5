"""Statements that are read as one have the answers that each has by itself."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from tests.cast import DANGER, START, by, customer, ticket
from tests.integration.test_kept_sql import facts
from tickets import access, configuration
from tickets.actions.uniting import merge_customers
from tickets.kept_ahead import read_ahead
from tickets.kept_sql import Kept
from tickets.models import Message, Proposal, Ticket, TicketEvent
from tickets.person import person_keys
from tickets.queries.facets import Reader
from tickets.queries.ticket_page import questions_of, ticket_context

pytestmark = pytest.mark.django_db

_events = Kept(lambda key: TicketEvent.objects.filter(ticket=key).order_by("-seq"))
_numbers = Kept(lambda keys: Ticket.objects.filter(pk__in=keys).values_list("number", flat=True))
_sure = Kept(lambda key: Proposal.objects.filter(ticket=key).values_list("what", "confidence"))
_counted = Kept(
    lambda key: TicketEvent.objects.filter(ticket=key).values_list("code", Count("pk")).order_by()
)
_tickets = Kept(lambda key: Ticket.objects.filter(pk=key).select_related("customer", "owner"))


@pytest.fixture
def two(cast):
    return ticket(cast.rosa), ticket(cast.rosa, DANGER, team_id=cast.team.pk)


def asked(one, other):
    """Columns of every type, instances with others beside them, rows in an order, and none."""
    return [
        _events.asking(one.pk),
        _numbers.asking([one.pk]),
        _numbers.asking([one.pk, other.pk]),
        _tickets.asking(one.pk),
        _sure.asking(one.pk),
        _counted.asking(other.pk),
        _events.asking(0),
        _numbers.asking([]),
    ]


def answers(questions):
    return [[facts(row) for row in question.answer()] for question in questions]


def statements_of(run):
    with CaptureQueriesContext(connection) as captured:
        found = run()
    return found, len(captured)


def ahead(questions):
    with read_ahead(questions):
        return statements_of(lambda: answers(questions))


def test_each_has_the_answer_it_has_by_itself(two):
    alone = answers(asked(*two))

    assert ahead(asked(*two)) == (alone, 0)
    assert ahead(asked(*reversed(two))) == (answers(asked(*reversed(two))), 0)
    assert [len(rows) > 0 for rows in alone] == [True] * 6 + [False] * 2
    assert {type(confidence) for _what, confidence in alone[4]} == {Decimal}


def test_all_leaves_in_one_message(two):
    questions = asked(*two)
    ahead(questions)

    def read():
        with read_ahead(questions):
            pass

    assert statements_of(read) == (None, 1)


def test_what_was_not_asked_ahead_is_asked_as_ever(two):
    one, other = two
    with read_ahead([_numbers.asking([one.pk]), _counted.asking(one.pk)]):
        assert statements_of(lambda: _numbers.all([other.pk])) == ([other.number], 1)
        with read_ahead([_numbers.asking([other.pk]), _counted.asking(other.pk)]):
            both = (_numbers.all([one.pk]), _numbers.all([other.pk]))
            assert statements_of(lambda: both) == (([one.number], [other.number]), 0)
        assert statements_of(lambda: _numbers.all([other.pk]))[1] == 1
    assert statements_of(lambda: _numbers.all([one.pk]))[1] == 1


def test_the_block_sees_what_was_there_when_it_began(two):
    one, _other = two
    with read_ahead([_numbers.asking([one.pk]), _counted.asking(one.pk)]):
        Ticket.objects.filter(pk=one.pk).update(number="C-20260310-000099-9")
        assert _numbers.all([one.pk]) == [one.number]
    assert _numbers.all([one.pk]) == ["C-20260310-000099-9"]


def test_where_nothing_is_prepared_each_is_asked_by_itself(two, settings):
    settings.DB_PREPARE = False
    questions = asked(*two)

    found, count = ahead(questions)

    assert found == answers(questions)
    assert count == len(questions) - 1  # of no ticket nothing is asked


@pytest.fixture
def second_round(two):
    one, other = two
    Ticket.objects.filter(pk=one.pk).update(round=2)
    Message.objects.filter(ticket=other).update(ticket=one, round=2, at=START + timedelta(days=1))
    one.refresh_from_db()
    return one


def test_the_page_of_a_ticket_reads_ahead_what_its_querysets_read(two, second_round, cast):
    for person in (cast.ana, cast.teo, cast.mei):
        reader = Reader(person, START + timedelta(days=2), configuration.current())
        for case in (second_round, two[1]):
            found = access.ticket_for(cast.mei, case.pk)
            questions = list(questions_of(found, reader))
            expected = [
                [facts(row) for row in each.kept.queryset(*each.values, **dict(each.shape))]
                for each in questions
            ]
            assert ahead(questions) == (expected, 0)


def test_a_page_that_was_read_ahead_is_the_page(two, second_round, cast):
    reader = Reader(cast.mei, START + timedelta(days=2), configuration.current())
    for case, rest in ((two[1], 0), (second_round, 1)):  # one more for the rounds of its clocks
        found = access.ticket_for(cast.mei, case.pk)
        plain, by_itself = statements_of(partial(ticket_context, found, reader))

        with read_ahead(questions_of(found, reader)):
            assert statements_of(partial(ticket_context, found, reader)) == (plain, rest)
        assert by_itself >= rest + 12


def test_of_a_person_in_two_records_more_is_asked_than_was_foreseen(second_round, cast):
    other = customer(name="Ms Delgado", email="delgado@example.test", at=START)
    theirs = ticket(other)
    merge_customers(customer_id=other.pk, into_id=cast.rosa.pk, actor=by(cast.mei), at=START)
    reader = Reader(cast.mei, START + timedelta(days=2), configuration.current())
    found = access.ticket_for(cast.mei, second_round.pk)

    with read_ahead(questions_of(found, reader)):
        page = ticket_context(found, reader)

    assert page == ticket_context(found, reader)
    assert theirs.subject in [line["subject"] for line in page["others"]]
    assert person_keys(found.customer_id) == [cast.rosa.pk, other.pk] == person_keys(other.pk)
