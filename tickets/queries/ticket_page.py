"""Everything the ticket page shows, read in a number of queries that doesn't grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from tickets import access, display, slots
from tickets.addressing import address
from tickets.configuration import Configuration
from tickets.kept_sql import Kept, Question
from tickets.models import (
    Attachment,
    Right,
    SlaClock,
    SlaFiring,
    SlaPause,
    Task,
    Ticket,
    TicketEvent,
)
from tickets.person import person_keys
from tickets.queries import customer_panel, duplicates, proposals, thread, ticket_head
from tickets.queries.clock_panel import clock_panel
from tickets.queries.facets import Reader
from tickets.queries.linked import linked_with
from tickets.queries.tags import names_on
from tickets.queries.wording import TOLD, TOLD_IN_THREAD, Storyteller
from tickets.read_beside import read_beside

MOST_EVENTS = 300
HISTORY_SHOWN = 8


def ticket_context(ticket: Ticket, reader: Reader, *, all_rounds: bool = False) -> dict[str, Any]:
    """Return the context of templates/tickets/ticket.html but for actions and composer.

    `ticket` comes from `access.ticket_for`, so the reader may see it.
    """
    now, settings = reader.now, reader.settings
    events, latest = _told_in_thread.all(ticket.pk), _latest.all(ticket.pk)
    known = {person.pk: person.display_name for person in (ticket.owner, reader.user) if person}
    teller = Storyteller.for_events(ticket, [*events, *latest], settings, now, known)
    there_are = hanging_on(ticket)
    absorbed = access.absorbed_by(reader.user, ticket) if there_are.absorbed else []
    messages = thread.messages_of(ticket, all_rounds=all_rounds, absorbed=absorbed)
    numbers = {row.pk: row.number for row in absorbed}
    undo_seconds = settings.settings.undo_send_seconds
    files = thread.files_of([ticket.pk, *numbers]) if there_are.files or absorbed else {}
    conversation = thread.Thread(ticket, reader.user, teller, undo_seconds, now, numbers, files)
    clocks = _clocks.all(ticket.pk)
    pauses = _pauses.all(ticket.pk) if there_are.pauses else []
    pinned = ticket_head.voice(ticket, messages, now)
    said = [m for m in messages if not (pinned and m.pk == pinned["id"])]
    items = conversation.items(said, events)
    folds = [] if all_rounds else thread.earlier_rounds(ticket, now)
    keys = person_keys(ticket.customer_id)
    return {
        "ticket": ticket_head.header(ticket, settings, now),
        "banners": ticket_head.banners(ticket, clocks if there_are.unseen_firings else (), now),
        "voice": pinned,
        "thread": [*folds, *items],
        **clock_panel(ticket, clocks, pauses, now=now, settings=settings),
        "clocks_now": gettext("Now %(moment)s") % {"moment": display.moment(now, now=now)},
        "proposals": proposals.proposals_of(
            ticket,
            settings,
            now,
            may_decide=access.has_right(reader.user, Right.WORK_TICKETS),
        ),
        "tasks": tasks(ticket, now) if there_are.tasks else [],
        "facts": facts(ticket, settings, now, names_on(ticket.pk) if there_are.tags else ()),
        "panels": slots.ticket_panels(ticket),
        **customer_panel.customer_panel(ticket, keys, reader),
        "duplicates": duplicates.suggested_merges(ticket, keys, reader),
        "absorbed": duplicates.taken_in(absorbed, ticket),
        "linked": linked_with(ticket, events, reader),
        "clocks_url": address("desk:clocks", ticket.pk),
        "history": list(history_lines(latest, teller)),
        "history_all": history_link(ticket),
        "now": now,
    }


def questions_of(ticket: Ticket, reader: Reader) -> Iterator[Question]:
    """Yield what the page asks, to be read ahead: nearly all of it, of most tickets."""
    yield _told_in_thread.asking(ticket.pk)
    yield _latest.asking(ticket.pk)
    yield _hanging.asking(ticket.pk)
    yield _clocks.asking(ticket.pk)
    yield from thread.questions_of(ticket)
    yield from ticket_head.questions_of(ticket)
    yield from proposals.questions_of(ticket)
    yield from customer_panel.questions_of(ticket, reader)
    yield from duplicates.questions_of(ticket, reader)
    yield from slots.ticket_questions(ticket)


def read_clocks(ticket: Ticket) -> tuple[list[SlaClock], list[SlaPause]]:
    return _clocks.all(ticket.pk), _pauses.all(ticket.pk)


def _newest(events: QuerySet[TicketEvent], count: int) -> QuerySet[TicketEvent]:
    worded_by = ("ticket", "seq", "code", "at", "actor_kind", "actor_id", "actor_name", "data")
    return events.only(*worded_by).order_by("-seq")[:count]


_told_in_thread = Kept(
    lambda ticket: _newest(
        TicketEvent.objects.filter(TOLD, ticket=ticket, code__in=TOLD_IN_THREAD), MOST_EVENTS
    )
)
_latest = Kept(
    lambda ticket: _newest(TicketEvent.objects.filter(TOLD, ticket=ticket), HISTORY_SHOWN)
)
_clocks = Kept(
    lambda ticket: read_beside(
        SlaClock.objects.filter(ticket=ticket).order_by("id"),
        target="amount",
        policy_version="policy number",
        policy_version__policy="name_en name_zh",
    )
)
_pauses = Kept(lambda ticket: SlaPause.objects.filter(ticket=ticket).order_by("id"))
_tasks = Kept(lambda ticket: Task.objects.filter(ticket=ticket).select_related("owner"))


class Hanging(NamedTuple):
    """Whether there is any of what most tickets have none of: asked for all at once."""

    absorbed: bool
    pauses: bool
    files: bool
    tasks: bool
    unseen_firings: bool
    tags: bool


def hanging_on(ticket: Ticket) -> Hanging:
    return Hanging(*_hanging.first(ticket.pk))


def _any(rows: QuerySet[Any], way: str = "ticket") -> Exists:
    return Exists(rows.filter(**{way: OuterRef("pk")}))


_hanging = Kept(
    lambda ticket: Ticket.objects.filter(pk=ticket).values_list(
        _any(Ticket.objects.all(), "merged_into"),
        _any(SlaPause.objects.all()),
        _any(Attachment.objects.all(), "message__ticket"),
        _any(Task.objects.all()),
        _any(
            SlaFiring.objects.filter(
                clock__state=SlaClock.State.BREACHED_RUNNING,
                is_superseded=False,
                acknowledged_at__isnull=True,
            ),
            "clock__ticket",
        ),
        _any(Ticket.tags.through.objects.all()),
    )
)


# --- The rail --------------------------------------------------------------------------------


def tasks(ticket: Ticket, now: datetime) -> list[dict[str, Any]]:
    """Open tasks first, by when they are due; then what was done."""
    rows = sorted(
        _tasks.all(ticket.pk),
        key=lambda task: (task.done_at is not None, task.due_at or now, task.pk),
    )
    return [
        {
            "name": task.name,
            "due": _task_words(task, now),
            "url": address("desk:task-done", ticket.pk, task.pk),
            "is_done": task.done_at is not None,
        }
        for task in rows
    ]


def _task_words(task: Task, now: datetime) -> str:
    if task.done_at is not None:
        return f"{display.moment(task.done_at, now=now)} · {task.outcome}"
    due = display.moment(task.due_at, now=now) if task.due_at else gettext("no date")
    owner = task.owner.display_name if task.owner else gettext("nobody yet")
    words = f"{due} · {owner}"
    return gettext("%(words)s · blocks resolving") % {"words": words} if task.is_blocking else words


def facts(
    ticket: Ticket, settings: Configuration, now: datetime, tags: Iterable[str] = ()
) -> list[tuple[str, str]]:
    category = settings.categories.get(ticket.category_id or 0)
    pairs = [
        (gettext("Kind"), display.label(Ticket.Kind, ticket.kind)),
        (gettext("Category"), category_path(settings, category.pk) if category else "–"),
        (gettext("Product"), ticket.product.name if ticket.product else ""),
        (gettext("Tags"), display.listed(tags)),
        (gettext("Severity, urgency, scope"), _scores(ticket)),
        (gettext("Mood"), display.label(Ticket.Sentiment, ticket.sentiment)),
        (gettext("Wants"), ticket.desired_outcome),
        (
            gettext("Happened"),
            display.moment(ticket.occurred_at, now=now) if ticket.occurred_at else "",
        ),
        (gettext("Received"), display.moment(ticket.received_at, now=now)),
        (gettext("Store"), ticket.store.name if ticket.store else ""),
        (
            gettext("Reported by"),
            ticket.reported_by.display_name if ticket.reported_by else "",
        ),
        (
            gettext("About"),
            ticket.complained_about.display_name if ticket.complained_about else "",
        ),
    ]
    return [(name, value) for name, value in pairs if value]


def _scores(ticket: Ticket) -> str:
    return f"{ticket.severity} · {ticket.urgency} · {ticket.scope}"


def category_path(settings: Configuration, category_id: int) -> str:
    chain = reversed(settings.ancestry(category_id))
    return " › ".join(settings.categories[pk].name for pk in chain)


# --- History ---------------------------------------------------------------------------------


def history_lines(events: Iterable[TicketEvent], teller: Storyteller) -> Iterator[dict[str, Any]]:
    told = ((event, teller.tell(event)) for event in events)
    return ({"at": event.at, "text": words[1]} for event, words in told if words)


def history_link(ticket: Ticket) -> dict[str, str]:
    return {
        "url": address("desk:history", ticket.pk),
        "words": gettext("All %(count)d") % {"count": ticket.version},
    }
