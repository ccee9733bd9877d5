"""What is proof can't be changed: not by the application, not by hand, only with triggers off."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests.cast import Cast, by, later, ticket
from tickets.actions.escalating import escalate
from tickets.events import record_configuration

pytestmark = pytest.mark.django_db
TABLES = (
    "tickets_ticketevent",
    "tickets_configurationevent",
    "tickets_slabreach",
    "tickets_slaclockevent",
)


@pytest.fixture
def written(cast: Cast) -> None:
    """A breached ticket and a changed team: at least one row in each of the tables."""
    case = ticket(cast.rosa)
    escalate(ticket_id=case.pk, at=later(hours=25))
    record_configuration(
        code="team.changed",
        model="team",
        object_id=1,
        label="Front desk",
        actor=by(cast.adam),
        at=later(hours=1),
        data={},
    )


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_a_written_row_stays_as_it_was_written(written: None, table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (rows,) = cursor.fetchone()
        assert rows > 0
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table))
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (rows,)
