"""The ceiling of `intake`: the rows of one ticket written again by plain SQL, without any desk.

The rows of the newest ticket are read back and written `count` times under new keys, each time in
two transactions as the desk does it: what was sent first, then all that was made of it. For a desk
that is thrown away afterwards: the copies' hash chains name the ticket they were copied from.
"""

from __future__ import annotations

import statistics
import time
from typing import Any
from uuid import uuid4

from psycopg2.extras import Json, execute_values

FIRST = ("channels_submission",)
# table: which of its rows belong to a ticket
TREE = {
    "channels_submission": "ticket_id = %(ticket)s",
    "tickets_customer": "id = %(customer)s",
    "tickets_contactpoint": "customer_id = %(customer)s",
    "tickets_ticket": "id = %(ticket)s",
    "tickets_message": "ticket_id = %(ticket)s",
    "tickets_proposal": "ticket_id = %(ticket)s",
    "tickets_slaclock": "ticket_id = %(ticket)s",
    "tickets_slaclockevent": "clock_id IN (SELECT id FROM tickets_slaclock"
    " WHERE ticket_id = %(ticket)s)",
    "tickets_ticketevent": "ticket_id = %(ticket)s",
    "tickets_delivery": "ticket_id = %(ticket)s",
    "channels_customerlink": "ticket_id = %(ticket)s",
}
KEYS = {"id", "ticket_id", "customer_id", "clock_id", "event_id", "message_id", "sequence"}
UNIQUE_WORDS = {"provider_id", "number", "key", "token_hash"}
STEP = 1_000_000

type Row = dict[str, Any]


def rows_of_newest(cursor: Any) -> dict[str, list[Row]]:
    """Return {table: rows} of the ticket that was opened last through the form."""
    cursor.execute("SELECT max(id) FROM tickets_ticket")
    (ticket,) = cursor.fetchone()
    cursor.execute("SELECT customer_id FROM tickets_ticket WHERE id = %s", [ticket])
    (customer,) = cursor.fetchone()
    return {
        table: _rows(cursor, table, which, {"ticket": ticket, "customer": customer})
        for table, which in TREE.items()
    }


def _rows(cursor: Any, table: str, which: str, keys: dict[str, int]) -> list[Row]:
    cursor.execute(f"SELECT * FROM {table} WHERE {which} ORDER BY id", keys)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def write_again(connection: Any, rows: dict[str, list[Row]], *, count: int) -> list[float]:
    """Write the rows `count` times; return the seconds each time took."""
    seconds = []
    for copy in range(1, count + 1):
        fresh = {table: [_renamed(row, copy) for row in each] for table, each in rows.items()}
        began = time.perf_counter()
        _insert(connection, {table: fresh[table] for table in FIRST})
        _insert(connection, {table: fresh[table] for table in fresh if table not in FIRST})
        seconds.append(time.perf_counter() - began)
    return seconds


def _renamed(row: Row, copy: int) -> Row:
    """The row under keys of its own. What was sent has no ticket yet when it is stored."""
    fresh = {name: _value(name, value, copy) for name, value in row.items()}
    return fresh | ({"ticket_id": None} if "raw_digest" in row else {})


def _value(name: str, value: Any, copy: int) -> Any:
    if isinstance(value, dict | list) and name in ("raw", "data", "reasons", "payload"):
        return Json(value)
    if value is None or value == "":
        return value
    if name == "id" and isinstance(value, str):
        return str(uuid4())
    if name in KEYS and isinstance(value, int):
        return value + copy * STEP
    if name in UNIQUE_WORDS:
        return f"{copy}-{value}"[:24]
    return value


def _insert(connection: Any, tables: dict[str, list[Row]]) -> None:
    with connection, connection.cursor() as cursor:
        for table, rows in tables.items():
            if rows:
                values = [tuple(row.values()) for row in rows]
                execute_values(cursor, f"INSERT INTO {table} VALUES %s", values)


def summary(seconds: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(statistics.median(seconds) * 1000, 2),
        "a_second": round(len(seconds) / sum(seconds), 1),
    }
