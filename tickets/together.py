"""Statements that leave for the database together, and are prepared once a connection.

    with together():
        insert_rows(events)         # waits
        insert_rows([ticket])       # waits
        Ticket.objects.get(pk=key)  # both leave first, so it finds them

A complaint writes thirty rows in eleven tables. Sent one by one, each statement costs a message on
both sides, and parsing and planning it costs the database more than the rows do. So what is written
through `tickets.bulk` waits until something else is asked or the block ends, and leaves as one
message of EXECUTEs. Nobody inside has to know: whatever is executed comes after what waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

# Where a connection, of which each thread has its own, keeps what waits.
ATTRIBUTE = "desk_waiting"


@contextmanager
def together(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let what is written inside wait and leave as one message; a block inside another joins it.

    What fails shows when it leaves, at the latest at the end. An exception inside forgets what
    waits. Use it inside a transaction.
    """
    connection = connections[alias]
    if _waiting(connection) is not None:
        yield
        return
    waiting = _Waiting(connection)
    setattr(connection, ATTRIBUTE, waiting)
    try:
        with connection.execute_wrapper(waiting.before):
            yield
            waiting.send()
    finally:
        setattr(connection, ATTRIBUTE, None)


def send(connection: Any, sql: str, params: Sequence[Any], *, is_kept: bool = True) -> None:
    """Execute a statement whose result nobody needs: at once, or with what waits.

    `is_kept` says that it is to be planned once and not each time.
    """
    statement = prepared(connection, sql) if is_kept else sql
    waiting = _waiting(connection)
    if waiting is not None:
        waiting.statements.append((statement, params))
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@contextmanager
def apart(connection: Any) -> Iterator[None]:
    """Let statements inside pass what waits: they neither read nor write rows."""
    waiting = _waiting(connection)
    if waiting is None:
        yield
        return
    held, waiting.statements = waiting.statements, []
    yield
    waiting.statements = held


def is_together(connection: Any) -> bool:
    return _waiting(connection) is not None


def stock_of(connection: Any) -> dict[str, list[int]]:
    """Return the numbers that were drawn ahead, by sequence; they last as long as the block."""
    waiting = _waiting(connection)
    return {} if waiting is None else waiting.stock


class _Waiting:
    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.statements: list[tuple[str, Sequence[Any]]] = []
        self.stock: dict[str, list[int]] = {}

    def before(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        """Send what waits before anything else. What is rolled back need not leave at all."""
        if str(sql).startswith("ROLLBACK TO SAVEPOINT"):
            self.statements = []
        self.send()
        return execute(sql, *rest)

    def send(self) -> None:
        statements, self.statements = self.statements, []
        if statements:
            with self.connection.cursor() as cursor:
                cursor.execute(
                    ";\n".join(sql for sql, _params in statements),
                    [param for _sql, params in statements for param in params],
                )


def _waiting(connection: Any) -> _Waiting | None:
    return getattr(connection, ATTRIBUTE, None)


# --- Preparing ------------------------------------------------------------------------------

# What each connection has prepared: its names, until it is closed.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
_numbers = count(1)


def prepared(connection: Any, sql: str) -> str:
    """Return the EXECUTE for a statement with `%s` for its values, prepared when first asked for.

    Behind a pooler that gives each transaction another connection nothing can be prepared:
    FEEDBACK_DESK_DB_PREPARE=0 leaves the statement as it is.
    """
    if not settings.DB_PREPARE:
        return sql
    name, prepare, execute = _texts(sql)
    connection.ensure_connection()
    known = _known.setdefault(connection.connection, set())
    if name not in known:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(prepare)
        known.add(name)
    return execute


@cache
def _texts(sql: str) -> tuple[str, str, str]:
    """Return the name of a statement in this process, its PREPARE and its EXECUTE.

    A PREPARE is sent without values, so that a percent sign stands in it as itself.
    """
    first, *others = sql.split("%s")
    numbered = first + "".join(f"${n}{part}" for n, part in enumerate(others, start=1))
    name = f"desk_{next(_numbers)}"
    values = f" ({', '.join(['%s'] * len(others))})" if others else ""
    return name, f"PREPARE {name} AS {numbered.replace('%%', '%')}", f"EXECUTE {name}{values}"
