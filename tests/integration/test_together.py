"""What is written inside `together` leaves as one message, and nobody notices."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tickets.bulk import draw_keys, insert_rows, update_rows
from tickets.models import ContactPoint, Customer
from tickets.together import together

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


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_prepares_anew() -> None:
    insert_rows([customer("Rosa")])
    connection.close()
    insert_rows([customer("Otto")])
    assert Customer.objects.count() == 2
