"""What is written inside `together` leaves as one message, and nobody notices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tickets.bulk import ask_and_draw, draw, draw_keys, insert_rows, make, sequence_of, update_rows
from tickets.models import ConfigurationEvent, ContactPoint, Customer
from tickets.together import send, together

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(params=[True, False], ids=["prepared", "behind a pooler"])
def either_way(request: pytest.FixtureRequest, settings) -> None:
    settings.DB_PREPARE = request.param


def customer(name: str) -> Customer:
    return Customer(name=name, created_at=AT)


def mail_of(customer: Customer, address: str) -> ContactPoint:
    return ContactPoint(
        customer=customer, kind="email", value=address, normalised=address, created_at=AT
    )


def write_rosa_and_otto() -> None:
    rosa, otto = customer("Rosa"), customer("Otto")
    draw_keys([rosa, otto])
    insert_rows([rosa, otto])
    insert_rows([mail_of(rosa, "rosa@example.test")], needs_keys=False)
    insert_rows([mail_of(otto, "otto@example.test")], needs_keys=False)
    otto.name = "Otto Outsider"
    update_rows([otto], ["name"])


@pytest.mark.usefixtures("either_way")
def test_what_is_written_leaves_as_one_message() -> None:
    with CaptureQueriesContext(connection) as sent, together():
        write_rosa_and_otto()
        assert len(sent) == 1  # the keys
    assert len(sent) == 2
    assert list(Customer.objects.order_by("name").values_list("name", "contacts__value")) == [
        ("Otto Outsider", "otto@example.test"),
        ("Rosa", "rosa@example.test"),
    ]


@pytest.mark.usefixtures("either_way")
def test_without_it_each_statement_leaves_by_itself() -> None:
    with CaptureQueriesContext(connection) as sent:
        write_rosa_and_otto()
    assert len(sent) == 5


@pytest.mark.usefixtures("either_way")
def test_whoever_reads_inside_finds_what_was_written() -> None:
    with together():
        rosa = customer("Rosa")
        draw_keys([rosa])
        insert_rows([rosa])
        assert Customer.objects.get(name="Rosa").pk == rosa.pk


def test_keys_that_an_insert_returns_come_after_what_waits() -> None:
    with CaptureQueriesContext(connection) as sent, together():
        insert_rows([customer("Rosa")], needs_keys=False)
        otto = customer("Otto")
        insert_rows([otto])
    assert len(sent) == 2
    assert Customer.objects.order_by("pk").last() == otto


def test_a_block_inside_another_joins_it() -> None:
    with CaptureQueriesContext(connection) as sent, together():
        with together():
            insert_rows([customer("Rosa")], needs_keys=False)
        assert len(sent) == 0
    assert len(sent) == 1


def write_and_fail(row: Customer) -> None:
    insert_rows([row], needs_keys=False)
    raise LookupError


def test_an_exception_forgets_what_waits() -> None:
    with pytest.raises(LookupError), together():
        write_and_fail(customer("Rosa"))
    insert_rows([customer("Otto")])
    assert list(Customer.objects.values_list("name", flat=True)) == ["Otto"]


def test_what_a_savepoint_takes_back_is_not_written() -> None:
    with together():
        insert_rows([customer("Rosa")], needs_keys=False)
        with pytest.raises(LookupError), transaction.atomic():
            write_and_fail(customer("Otto"))
    assert list(Customer.objects.values_list("name", flat=True)) == ["Rosa"]


def test_what_the_database_refuses_is_raised_when_it_leaves() -> None:
    rosa = customer("Rosa")
    insert_rows([rosa])
    with pytest.raises(IntegrityError), transaction.atomic(), together():
        insert_rows([Customer(pk=rosa.pk, name="Otto", created_at=AT)])


def draw_ahead(*sequences: str) -> tuple | None:
    return ask_and_draw("SELECT 7{numbers}", [], sequences=sequences)


def test_numbers_drawn_ahead_are_taken_first_and_once() -> None:
    sequence = sequence_of(Customer)
    with CaptureQueriesContext(connection) as sent, together():
        assert draw_ahead(sequence, sequence) == (7,)
        (first,) = draw(sequence)
        second, third = draw(sequence, sequence)
        assert len(sent) == 2  # the third wasn't foreseen
    assert first < second < third


def test_numbers_drawn_ahead_end_with_their_block() -> None:
    sequence = sequence_of(Customer)
    with together():
        draw_ahead(sequence)
    with CaptureQueriesContext(connection) as sent:
        draw_ahead(sequence)  # asks, and draws what nobody would take: nothing
        draw(sequence)
    assert len(sent) == 2


@pytest.mark.usefixtures("either_way")
def test_each_value_arrives_as_what_it_is() -> None:
    """Values that a dictionary takes for the same one, and a percent sign in the statement."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kinds (n int, yes bool, share numeric, said text[])")
    with together():
        for n, yes, said in ((1, True, ["1"]), (0, False, ["%s", "%"])):
            send(connection, "INSERT INTO kinds VALUES (%s, %s, %s, %s)", [n, yes, float(n), said])
        send(connection, "UPDATE kinds SET share = share / 2 WHERE said[2] LIKE '%%'", [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kinds ORDER BY n")
        assert cursor.fetchall() == [(0, False, 0, ["%s", "%"]), (1, True, 1, ["1"])]


def test_a_row_is_made_as_its_model_makes_it() -> None:
    rosa = make(Customer, id=7, name="Rosa", created_at=AT)
    mail = make(ContactPoint, customer=rosa, kind="email", value="r@x", normalised="r@x")
    assert (mail.customer_id, mail.customer, mail._state.adding) == (7, rosa, True)
    by_model = ContactPoint(customer=rosa, kind="email", value="r@x", normalised="r@x")
    assert all(
        getattr(mail, field.attname) == getattr(by_model, field.attname)
        for field in ContactPoint._meta.concrete_fields
    )


def test_rows_arrive_as_they_are_whatever_their_columns() -> None:
    event = ConfigurationEvent(
        code="c",
        model="tier",
        object_id="1",
        label='say "%s" \\ {\'}',
        actor_kind="automation",
        actor_name="退款",
        at=AT,
        data={"share": 0.5, "none": None, "list": [1, "a"], "words": '{"quoted": "twice"}'},
        previous_hash="",
        hash="x",
    )
    insert_rows([event])
    kept = ConfigurationEvent.objects.get(pk=event.pk)
    assert (kept.label, kept.actor_name, kept.at, kept.actor_id, kept.data) == (
        event.label,
        event.actor_name,
        AT,
        None,
        event.data,
    )


@pytest.mark.parametrize("changed", [1, 2], ids=["one", "several"])
def test_only_the_rows_that_are_named_change(changed: int) -> None:
    rows = [customer(name) for name in ("Rosa", "Otto", "Ana")]
    insert_rows(rows)
    for row in rows[:changed]:
        row.merged_into, row.language = rows[2], "zh-hans"
    update_rows(rows[:changed], ["merged_into", "language"])
    after = Customer.objects.in_bulk([row.pk for row in rows])
    assert [after[row.pk].merged_into_id for row in rows] == [
        rows[2].pk if n < changed else None for n in range(3)
    ]


def test_a_value_that_postgres_might_read_otherwise_is_refused() -> None:
    rosa = customer("Rosa")
    rosa.name = timedelta(days=1)  # type: ignore[assignment]
    with pytest.raises(TypeError, match="timedelta"):
        insert_rows([rosa])


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_prepares_anew() -> None:
    insert_rows([customer("Rosa")])
    connection.close()
    insert_rows([customer("Otto")])
    assert Customer.objects.count() == 2
