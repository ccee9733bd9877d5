"""What triage proposed for a ticket, with its reasons in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from tickets import display
from tickets.addressing import address
from tickets.configuration import Configuration
from tickets.kept_sql import Kept, Question
from tickets.models import Proposal, Ticket
from tickets.queries.lines import Line
from tickets.read_beside import read_beside
from tickets.triage import Reason, explain

LABELS = {
    "category": gettext_lazy("Category"),
    "kind": gettext_lazy("Kind"),
    "risk": gettext_lazy("Risk"),
    "severity": gettext_lazy("Severity"),
    "urgency": gettext_lazy("Urgency"),
    "scope": pgettext_lazy("of a problem", "Scope"),
    "sentiment": gettext_lazy("Mood"),
    "language": gettext_lazy("Language"),
}
ORDER = list(LABELS)
# Shown only when a rule or a person spoke for it; "4 of 4, nothing found" tells nobody anything.
QUIET = ("severity", "urgency", "scope", "language")


def proposals_of(
    ticket: Line | Ticket, settings: Configuration, now: datetime, *, may_decide: bool = False
) -> list[dict[str, Any]]:
    """Return the proposals worth a look, in the shape of components/proposal.html."""
    rows = [row for row in _proposals.all(ticket.pk) if row.what in LABELS]
    rows.sort(key=lambda row: (ORDER.index(row.what), row.pk))
    shown = [row for row in rows if row.what not in QUIET or _has_reason(row)]
    is_open = may_decide and ticket.is_live
    return [_item(row, settings, now, is_open=is_open) for row in shown]


def questions_of(ticket: Line | Ticket) -> Iterator[Question]:
    yield _proposals.asking(ticket.pk)


_proposals = Kept(
    lambda ticket: read_beside(
        Proposal.objects.filter(ticket=ticket).order_by("pk"), decided_by="display_name"
    ).defer("model_version", "at", "is_applied")
)


def _has_reason(row: Proposal) -> bool:
    return any(
        reason.get("code") not in ("nothing_found", "kind", "script") for reason in row.reasons
    )


def _item(
    row: Proposal, settings: Configuration, now: datetime, *, is_open: bool
) -> dict[str, Any]:
    return {
        "label": str(LABELS[row.what]),
        "value": value_words(row.what, row.value, settings),
        "reasons": reasons_words(row, settings),
        "is_decided": bool(row.decision),
        "decided_by": _decided(row, settings, now),
        "accept_url": address("desk:proposal-acceptance", row.ticket_id, row.pk) if is_open else "",
        "correct_url": address("desk:triage", row.ticket_id) if is_open else "",
    }


def value_words(what: str, value: str, settings: Configuration) -> str:
    """Word a proposed value: a category by its path, a score by its scale."""
    if what == "category":
        chain = reversed(settings.ancestry(settings.category_ids.get(value)))
        return " › ".join(settings.categories[pk].name for pk in chain) or value
    choices: dict[str, Any] = {
        "kind": Ticket.Kind,
        "risk": Ticket.RiskFlag,
        "sentiment": Ticket.Sentiment,
    }
    if what in choices and value in choices[what].values:
        return str(choices[what](value).label)
    if what == "language":
        return "中文" if value.startswith("zh") else "English"
    return gettext("%(score)s of 4 (1 is worst)") % {"score": value}


def reasons_words(row: Proposal, settings: Configuration) -> str:
    found = [explain(Reason.from_data(reason), settings.rules) for reason in row.reasons]
    reasons = " · ".join(found)
    sure = gettext("%(percent)d %% sure") % {"percent": round(100 * row.confidence)}
    return f"{reasons} · {sure}" if reasons else sure


def _decided(row: Proposal, settings: Configuration, now: datetime) -> str:
    if not row.decision or row.decided_at is None:
        return ""
    words = {
        "person": row.decided_by.display_name if row.decided_by else gettext("The desk"),
        "moment": display.moment(row.decided_at, now=now),
        "value": value_words(row.what, row.decided_value, settings) if row.decided_value else "",
    }
    if row.decision == Proposal.Decision.CORRECTED:
        return gettext("%(person)s chose %(value)s") % words
    return gettext("%(person)s, %(moment)s") % words
