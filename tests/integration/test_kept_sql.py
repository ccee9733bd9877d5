"""SQL that is worked out once reads what the querysets themselves read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Value
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.cast import DANGER, START, ticket
from tickets import access, configuration
from tickets.kept_sql import Kept, NotKept
from tickets.models import Message, Right, SlaClock, Ticket, TicketEvent
from tickets.queries import (
    contacts,
    customer_panel,
    duplicates,
    kept_queue,
    likeness,
    preview,
    thread,
)
from tickets.queries import proposals as proposed
from tickets.queries import queue as rows
from tickets.queries import ticket_page as page
from tickets.queries.facets import Reader
from tickets.queries.filters import QueueFilter
from tickets.queries.lines import rows_of
from tickets.queries.paging import take_page

pytestmark = pytest.mark.django_db
ALL, SOME = Right.SEE_ALL_TICKETS.value, Right.SEE_TICKETS.value


@pytest.fixture
def two(cast):
    return ticket(cast.rosa), ticket(cast.rosa, DANGER, team_id=cast.team.pk)


def facts(row):
    """All that was read of a row, and of the rows that came with it."""
    if not hasattr(row, "_meta"):
        return row
    beside = {name: facts(other) for name, other in row._state.fields_cache.items() if other}
    return {name: value for name, value in vars(row).items() if name != "_state"} | beside


def same(kept: Kept, *values, **shape):
    """Read twice, as it is worked out and as it is kept, and compare with the queryset."""
    expected = [facts(row) for row in kept.queryset(*values, **shape)]
    assert [facts(row) for row in kept.all(*values, **shape)] == expected
    with CaptureQueriesContext(connection) as captured:
        assert [facts(row) for row in kept.all(*values, **shape)] == expected
    assert len(captured) == 1
    return expected


def test_rows_are_whole_and_know_what_was_read_with_them(two):
    kept = Kept(
        lambda pk: (
            Ticket.objects.filter(pk=pk)
            .select_related("customer", "owner", "product")
            .annotate(half=Value(0.5))
        )
    )

    for one in two:
        assert same(kept, one.pk)
        row = kept.first(one.pk)
        with CaptureQueriesContext(connection) as captured:
            assert (row.customer, row.owner, row.product) == (one.customer, None, one.product)
            assert (row, row.half, row.risk_flags) == (one, 0.5, one.risk_flags)
        assert not captured.captured_queries
    assert kept.first(0) is None


def test_what_was_left_out_is_read_when_it_is_asked_for(two):
    row = Kept(lambda pk: Ticket.objects.filter(pk=pk).only("subject")).first(two[0].pk)

    assert row.get_deferred_fields() == {
        field.attname for field in Ticket._meta.concrete_fields
    } - {"id", "subject"}
    assert (row.subject, row.number) == (two[0].subject, two[0].number)


def test_values_come_as_tuples_or_flat(two):
    several = Kept(lambda keys: Ticket.objects.filter(pk__in=keys).order_by("pk").values_list("pk"))
    flat = Kept(
        lambda at: Ticket.objects.filter(received_at__lte=at).values_list("number", flat=True)
    )
    counted = Kept(
        lambda code: (
            TicketEvent.objects.filter(code=code)
            .values_list("ticket", Count("pk"))
            .order_by("ticket")
        )
    )

    assert same(several, [one.pk for one in two]) == [(one.pk,) for one in two]
    assert same(several, [two[1].pk]) == [(two[1].pk,)]
    assert several.all([]) == []
    assert same(flat, START + timedelta(days=400))
    assert flat.all(START - timedelta(days=400)) == []
    assert len(same(counted, "ticket.opened")) == 2


def test_what_is_named_makes_a_statement_of_its_own(two):
    kept = Kept(lambda pk, *, way: Ticket.objects.filter(**{f"pk__{way}": pk}).order_by("pk"))

    assert [row.pk for row in kept.all(two[1].pk, way="lt")] == [two[0].pk]
    assert [row.pk for row in kept.all(two[1].pk, way="lte")] == [one.pk for one in two]


def test_what_is_worked_out_from_a_value_is_refused(cast):
    soon = Kept(
        lambda at: Ticket.objects.filter(
            next_due_at__gte=at, next_due_at__lt=at + timedelta(hours=1)
        )
    )
    unused = Kept(lambda at: Ticket.objects.all())
    shaping = Kept(lambda count: Ticket.objects.all()[:count])

    with pytest.raises(NotKept, match="worked out"):
        soon.all(START)
    with pytest.raises(NotKept, match="isn't among"):
        unused.all(1)
    with pytest.raises(NotKept, match="the statement itself"):
        shaping.all(1)
    with pytest.raises(NotKept, match="name it"):
        Kept(lambda pk: Ticket.objects.filter(pk=pk)).all(None)


def test_the_statements_of_a_ticket_page_read_what_their_querysets_do(two, cast):
    keys = [customer.pk for customer in (cast.rosa,)]
    one, other = two

    for pk in (one.pk, other.pk):
        assert same(page._told_in_thread, pk) == []
        assert same(page._latest, pk)
        assert same(page._clocks, pk)
        assert same(page._hanging, pk)
        assert same(proposed._proposals, pk)
        assert same(preview._last_in, pk)
        assert same(thread._of_tickets, [pk])
        assert same(thread._of_a_round, pk, 1, [])
        same(thread._of_a_round, pk, 1, [other.pk])
        same(thread._files_of, [pk])
        same(page._pauses, pk)
        same(page._tasks, pk)
    assert same(rows._live_clocks, [one.pk, other.pk])
    assert same(contacts._of_records, keys)
    same(likeness._sharing, keys)
    for person in (cast.ana, cast.mei, cast.otto):
        for sight in (ALL, SOME):
            same(access._one, person.pk, other.pk, sight=sight)
            same(customer_panel._others, person.pk, keys, one.pk, sight=sight)
            same(customer_panel._how_many, person.pk, keys, one.pk, sight=sight)
    near = (START - timedelta(days=30), START + timedelta(days=30))
    found = same(duplicates._duplicates, cast.mei.pk, keys, *near, START, one.pk, 1, 2, sight=ALL)
    assert isinstance(found, list)


@pytest.mark.parametrize(
    "address",
    ["", "owner=me", "owner=none&order=oldest", "risk=safety", "status=all", "paused=1&tier=1"],
)
def test_the_statements_of_a_queue_read_what_their_querysets_do(two, cast, address):
    wanted = QueueFilter.from_query(QueryDict(address))
    reader = Reader(cast.teo, START + timedelta(hours=1), configuration.current())
    tickets = wanted.narrow(access.tickets_for(reader.user), reader)
    page = take_page(rows_of(tickets), order=wanted.sorted_by)

    for _time in ("worked out", "kept"):
        assert kept_queue.page_of(wanted, reader) == page
        assert kept_queue.count_of(wanted, reader) == len(page.rows)
        for place, row in enumerate(page.rows):
            around = [None, *(other.pk for other in page.rows), None]
            expected = around[place], around[place + 2]
            assert kept_queue.beside_in(wanted, row, reader) == expected


def test_an_earlier_round_is_one_fold_with_all_that_was_said(two, cast):
    first, second = two[0].messages.get(), two[1].messages.get()
    last = first.at + timedelta(days=3)
    Message.objects.filter(pk=second.pk).update(ticket=two[0], at=last)

    assert same(thread._rounds, two[0].pk, 2) == [(1, 2, first.at, last)]
    assert same(thread._rounds, two[0].pk, 1) == []


def test_nobody_without_the_right_reads_a_ticket(two, cast):
    with CaptureQueriesContext(connection) as captured:
        assert access._one.first(cast.ana.pk, two[0].pk, sight="") is None
    assert not captured.captured_queries


def test_exists_answers_yes_and_no(two):
    clocks = SlaClock.objects.filter(ticket=OuterRef("pk"))
    kept = Kept(
        lambda pk: Ticket.objects.filter(pk=pk).values_list(
            Exists(clocks), Exists(clocks.filter(metric="none of them"))
        )
    )

    assert kept.first(two[0].pk) == (True, False)


def test_text_keeps_its_signs(two):
    kept = Kept(lambda text: Message.objects.filter(text=text).values_list("pk", flat=True))

    assert kept.all("100 % 'sure' \\ %s") == []
    assert kept.all(two[0].messages.get().text) == [two[0].messages.get().pk]


@pytest.mark.parametrize("is_prepared", [True, False])
def test_a_percent_sign_of_the_statement_stays_one(two, settings, is_prepared):
    settings.DB_PREPARE = is_prepared
    kept = Kept(
        lambda pk: (
            Ticket.objects.filter(pk__lte=pk)
            .annotate(rest=F("pk") % 2)
            .order_by("pk")
            .values_list("pk", "rest")
        )
    )

    assert same(kept, two[1].pk) == [(one.pk, one.pk % 2) for one in two]
