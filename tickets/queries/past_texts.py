"""What customers wrote when they opened their tickets, for a rule to be tried on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from psycopg2.errors import QueryCanceled

from tickets.access import tickets_for
from tickets.errors import DeskError
from tickets.models import Message, Ticket, User
from tickets.triage.text import READ_AT_MOST

MOST_SECONDS = 3
"""Two thousand texts take a tenth of one; a page doesn't wait for a database in trouble."""


class TookTooLong(DeskError):
    """The database didn't hand the texts out in time."""


@dataclass(frozen=True, slots=True)
class PastText:
    ticket_id: int
    number: str
    subject: str
    text: str

    @property
    def heading(self) -> str:
        """The subject a customer wrote; empty where the desk took the first words of the text."""
        is_taken = self.text.lstrip().startswith(self.subject.removesuffix("…").rstrip())
        return "" if is_taken else self.subject


def past_texts(reader: User, *, most: int, seconds: float = MOST_SECONDS) -> list[PastText]:
    """Return the newest texts of tickets that `reader` may see, in one statement.

    Raises TookTooLong when the database needs more than `seconds` for it.
    """
    with _given_up_after(seconds):
        return [PastText(*row) for row in _rows(reader)[:most]]


def _rows(reader: User) -> QuerySet[Ticket, tuple[int, str, str, str]]:
    said = Message.objects.filter(ticket=OuterRef("pk"), direction=Message.Direction.IN)
    first = said.order_by("at", "pk").values(read=Left("text", READ_AT_MOST))[:1]
    tickets = tickets_for(reader).annotate(text=Subquery(first)).filter(text__isnull=False)
    return tickets.order_by("-pk").values_list("pk", "number", "subject", "text")


@contextmanager
def _given_up_after(seconds: float) -> Iterator[None]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            allowed = str(round(seconds * 1000))
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [allowed])
            yield
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError as refused:
        if not isinstance(refused.__cause__, QueryCanceled):
            raise
        raise TookTooLong(
            _("Reading the past tickets took too long. Try again when the desk is less busy.")
        ) from refused
