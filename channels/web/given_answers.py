"""The answers to own fields of a form, as the ticket page shows them: with the labels of then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from channels import raw_input
from channels.models import Submission
from channels.web import form_book
from tickets.kept_sql import Kept, Question
from tickets.models import Ticket
from tickets.slots import Panel


def panels(ticket: Ticket) -> Iterator[Panel]:
    """Yield a panel for each form the ticket was sent or added to with."""
    for raw, digest in _sent.all(ticket.pk):
        sent = raw_input.fetch(raw, digest)
        if sent.get("answers"):
            yield _panel(sent)


def questions_of(ticket: Ticket) -> Iterator[Question]:
    yield _sent.asking(ticket.pk)


_sent = Kept(
    lambda ticket: (
        Submission.objects.filter(ticket=ticket, channel__kind="web")
        .order_by("recorded_at")
        .values_list("raw", "raw_digest")
    )
)


def _panel(sent: dict[str, Any]) -> Panel:
    language = get_language() or "en"
    form = form_book.version(sent.get("form"))
    answers = sent["answers"]
    known = [field for field in form.own if field.code in answers]
    words = {"form": form.name(language), "number": form.number}
    return Panel(
        title=_("Answers"),
        note=_("%(form)s, version %(number)d") % words,
        pairs=[
            (field.label(language), field.shown(answers[field.code], language)) for field in known
        ],
    )
