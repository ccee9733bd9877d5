"""Ten thousand tickets out of a few real ones: rows copied inside the database, keys shifted.

Every copy keeps its customer, messages, clocks, events and proposals, with all its moments moved by
the same amount, so that pages show what they would of real ones. For a desk that is thrown away
afterwards: copied hash chains name the ticket that they were copied from.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

# table: column that leads to the ticket, or to a copied row of another table
TREE = (
    ("tickets_customer", "id"),
    ("tickets_contactpoint", "customer_id"),
    ("tickets_ticket", "id"),
    ("tickets_message", "ticket_id"),
    ("tickets_proposal", "ticket_id"),
    ("tickets_slaclock", "ticket_id"),
    ("tickets_slapause", "ticket_id"),
    ("tickets_slabreach", "ticket_id"),
    ("tickets_ticketevent", "ticket_id"),
    ("tickets_resolution", "ticket_id"),
    ("tickets_slaclockevent", "clock_id"),
)
# What time is told by: enough for a simulation.
CLOCKWORK = ("ticket", "slaclock", "slapause", "slabreach", "ticketevent", "slaclockevent")
STEP = 1_000_000
"""Copy number k has the keys of its original plus k times this; real keys stay below it."""
SHIFTED = {
    "tickets_customer": ("id",),
    "tickets_contactpoint": ("id", "customer_id"),
    "tickets_ticket": ("id", "customer_id"),
    "tickets_message": ("id", "ticket_id"),
    "tickets_proposal": ("id", "ticket_id"),
    "tickets_slaclock": ("id", "ticket_id"),
    "tickets_slapause": ("id", "ticket_id"),
    "tickets_slabreach": ("id", "ticket_id", "clock_id"),
    "tickets_ticketevent": ("id", "ticket_id"),
    "tickets_slaclockevent": ("id", "clock_id"),
    "tickets_resolution": ("id", "ticket_id", "message_id"),
}
TOLD_APART = {
    "tickets_contactpoint": {"normalised": "t.normalised || '.' || k"},
    "tickets_ticket": {
        "number": "'C-20261101-' || lpad((k * 1000 + mod(t.id, 1000))::text, 7, '0') || '-X'",
        "sequence": "t.sequence + k * 1000000",
    },
    "tickets_message": {"provider_id": "''", "message_id": "''"},
}
MINUTES_APART = 7


def copy_tickets(cursor: Any, *, wanted: int, only: Collection[str] = ()) -> int:
    """Copy the tickets there are until there are about `wanted`; return how many there are then.

    `only` names the tables to copy, without their prefix; all of them otherwise.
    """
    tables = [name for name, _way in TREE if not only or name.removeprefix("tickets_") in only]
    cursor.execute("SELECT count(*) FROM tickets_ticket")
    present = cursor.fetchone()[0]
    copies = max(0, wanted // present - 1)
    for table in tables:
        cursor.execute(_statement(cursor, table, tables), {"copies": copies})
    for table in tables:
        cursor.execute(f"ANALYZE {table}")
    cursor.execute("SELECT count(*) FROM tickets_ticket")
    return int(cursor.fetchone()[0])


def _statement(cursor: Any, table: str, tables: Collection[str]) -> str:
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    columns = cursor.fetchall()
    names = ", ".join(name for name, _type in columns)
    whole = "tickets_customer" in tables
    values = ", ".join(
        f"t.{name}" if name == "customer_id" and not whole else _value(table, name, kind)
        for name, kind in columns
    )
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t,"
        " generate_series(1, %(copies)s) k"
    )


def _value(table: str, name: str, kind: str) -> str:
    if name in TOLD_APART.get(table, {}):
        return TOLD_APART[table][name]
    if name in SHIFTED[table]:
        return f"t.{name} + k * {STEP}"
    if kind == "timestamp with time zone":
        return f"t.{name} - make_interval(mins => ({MINUTES_APART} * k)::int)"
    return f"t.{name}"
