"""Everything the ticket page shows, read in a number of queries that doesn't grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tickets import access, display, slots
from tickets.configuration import Configuration
from tickets.kept_sql import Kept
from tickets.models import (
    Attachment,
    Message,
    Metric,
    Right,
    SlaClock,
    SlaFiring,
    SlaPause,
    SurveyAnswer,
    Task,
    Ticket,
    TicketEvent,
)
from tickets.person import person_keys
from tickets.queries.badges import badges_of
from tickets.queries.clock_panel import clock_panel
from tickets.queries.customer_panel import customer_panel
from tickets.queries.duplicates import suggested_merges, taken_in
from tickets.queries.facets import Reader
from tickets.queries.linked import linked_with
from tickets.queries.proposals import proposals_of
from tickets.queries.tags import names_on
from tickets.queries.thread import Thread, earlier_rounds, files_of, messages_of
from tickets.queries.wording import Storyteller

MOST_EVENTS = 300
HISTORY_SHOWN = 8


def ticket_context(ticket: Ticket, reader: Reader, *, all_rounds: bool = False) -> dict[str, Any]:
    """Return the context of templates/tickets/ticket.html but for actions and composer.

    `ticket` comes from `access.ticket_for`, so the reader may see it.
    """
    now, settings = reader.now, reader.settings
    events = _events.all(ticket.pk)
    teller = Storyteller.for_events(ticket, events, settings, now)
    there_are = hanging_on(ticket)
    absorbed = access.absorbed_by(reader.user, ticket) if there_are.absorbed else []
    messages = messages_of(ticket, all_rounds=all_rounds, absorbed=absorbed)
    numbers = {row.pk: row.number for row in absorbed}
    undo_seconds = settings.settings.undo_send_seconds
    files = files_of([ticket.pk, *numbers]) if there_are.files or absorbed else {}
    thread = Thread(ticket, reader.user, teller, undo_seconds, now, numbers, files)
    clocks = _clocks.all(ticket.pk)
    pauses = _pauses.all(ticket.pk) if there_are.pauses else []
    pinned = voice(ticket, messages, now)
    said = [m for m in messages if not (pinned and m.pk == pinned["id"])]
    items = thread.items(said, events)
    folds = [] if all_rounds else earlier_rounds(ticket, now)
    keys = person_keys(ticket.customer_id)
    return {
        "ticket": header(ticket, settings, now),
        "banners": banners(ticket, clocks if there_are.unseen_firings else (), now),
        "voice": pinned,
        "thread": [*folds, *items],
        **clock_panel(ticket, clocks, pauses, now=now, settings=settings),
        "clocks_now": gettext("Now %(moment)s") % {"moment": display.moment(now, now=now)},
        "proposals": proposals_of(
            ticket,
            settings,
            now,
            may_decide=access.has_right(reader.user, Right.WORK_TICKETS),
        ),
        "tasks": tasks(ticket, now) if there_are.tasks else [],
        "facts": facts(ticket, settings, now, names_on(ticket.pk) if there_are.tags else ()),
        "panels": slots.ticket_panels(ticket),
        **customer_panel(ticket, keys, reader),
        "duplicates": suggested_merges(ticket, keys, reader),
        "absorbed": taken_in(absorbed, ticket),
        "linked": linked_with(ticket, events, reader),
        "clocks_url": reverse("desk:clocks", args=[ticket.pk]),
        "history": history(events, teller),
        "history_all": history_link(ticket),
        "now": now,
    }


def read_clocks(ticket: Ticket) -> tuple[list[SlaClock], list[SlaPause]]:
    return _clocks.all(ticket.pk), _pauses.all(ticket.pk)


_events = Kept(
    lambda ticket: TicketEvent.objects.filter(ticket=ticket).order_by("-seq")[:MOST_EVENTS]
)
_clocks = Kept(
    lambda ticket: (
        SlaClock.objects.filter(ticket=ticket)
        .select_related("policy_version__policy")
        .order_by("id")
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


# --- The head --------------------------------------------------------------------------------


def header(ticket: Ticket, settings: Configuration, now: datetime) -> dict[str, Any]:
    return {
        "id": ticket.pk,
        "number": ticket.number,
        "subject": ticket.subject,
        "tier_rank": ticket.tier_id,
        "tier_name": settings.tiers[ticket.tier_id].name,
        "status": ticket.status,
        "badges": badges_of(ticket),
        "about": about(ticket, settings, now),
        "owner_name": ticket.owner.display_name if ticket.owner else "",
        "version": ticket.version,
    }


def about(ticket: Ticket, settings: Configuration, now: datetime) -> str:
    """One line: product, team, owner, since when and by which channel."""
    owner = (
        gettext("%(name)s owns it") % {"name": ticket.owner.display_name}
        if ticket.owner
        else gettext("nobody owns it yet")
    )
    opened = gettext("opened %(moment)s %(channel)s") % {
        "moment": display.moment(ticket.received_at, now=now),
        "channel": slots.channel(ticket.channel).by,
    }
    product = ticket.product.name if ticket.product else ""
    parts = (product, settings.teams[ticket.team_id].name, owner, opened.strip())
    return " · ".join(part for part in parts if part)


def banners(ticket: Ticket, unseen: Sequence[SlaClock], now: datetime) -> list[dict[str, Any]]:
    """The facts the whole page stands under; other apps add theirs by their slot.

    `unseen` are the clocks when nobody has seen the escalation of one of them.
    """
    found = [
        *_escalation_banner(ticket, unseen),
        *_state_banners(ticket, now),
        *_interview_banner(ticket, now),
    ]
    return found + slots.ticket_banners(ticket)


def _interview_banner(ticket: Ticket, now: datetime) -> list[dict[str, Any]]:
    talk = ticket.interview
    if talk is None:
        return []
    words = {"title": talk.title, "day": display.day(talk.held_at, now=now)}
    return [
        {
            "text": gettext("Said in the interview “%(title)s”, %(day)s.") % words,
            "icon": "users",
            "url": reverse("desk:interview", args=[talk.pk]),
            "action": gettext("Open the interview"),
        }
    ]


def _escalation_banner(ticket: Ticket, clocks: Sequence[SlaClock]) -> list[dict[str, Any]]:
    broken = [clock for clock in clocks if clock.state == SlaClock.State.BREACHED_RUNNING]
    if not broken or not ticket.is_live:
        return []
    names = display.listed(str(Metric(clock.metric).label) for clock in broken)
    return [
        {
            "kind": "danger",
            "text": gettext("Not kept: %(promises)s. Nobody has said yet that they saw it.")
            % {"promises": names},
            "url": reverse("desk:acknowledgement", args=[ticket.pk]),
            "action": gettext("I have seen it"),
        }
    ]


def _state_banners(ticket: Ticket, now: datetime) -> list[dict[str, Any]]:
    if ticket.status == Ticket.Status.ON_HOLD:
        hold = ticket.holds.filter(to_at__isnull=True).first()
        return [_hold_banner(ticket, hold, now)] if hold else []
    if ticket.status == Ticket.Status.CANCELLED:
        reason = Ticket.CancelReason(ticket.cancel_reason).label
        return [
            {"text": gettext("Cancelled: %(reason)s.") % {"reason": reason}, "icon": "s-cancel"}
        ]
    return []


def _hold_banner(ticket: Ticket, hold: Any, now: datetime) -> dict[str, Any]:
    words = {
        "who": hold.who,
        "what": hold.what,
        "moment": display.moment(hold.expected_by, now=now),
    }
    return {
        "text": gettext("On hold for %(who)s: %(what)s. It opens by itself %(moment)s.") % words,
        "icon": "pause",
        "url": reverse("desk:resumption", args=[ticket.pk]),
        "action": gettext("Go on now"),
    }


def voice(ticket: Ticket, messages: Sequence[Message], now: datetime) -> dict[str, Any] | None:
    """The dissatisfied customer's own words, on top of the round they started."""
    pinned = next((m for m in reversed(messages) if m.is_pinned), None)
    if ticket.round == 1 or pinned is None or not pinned.text.strip():
        return None
    answer: SurveyAnswer | None = _answer.first(ticket.pk, ticket.round - 1)
    lines = [
        gettext("%(customer)s’s answer, %(moment)s")
        % {
            "customer": ticket.customer.name or gettext("The customer"),
            "moment": display.moment(pinned.at, now=now),
        }
    ]
    if answer is not None and answer.solved:
        lines.append(gettext("Their answer: %(answer)s") % {"answer": answer.get_solved_display()})
    if answer is not None:
        lines.append(gettext("Satisfaction: %(score)d of 5") % {"score": answer.score})
    return {"id": pinned.pk, "text": pinned.text, "facts": lines}


_answer = Kept(
    lambda ticket, round_: SurveyAnswer.objects.filter(survey__ticket=ticket, survey__round=round_)
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
            "name": task.title or task.get_kind_display(),
            "due": _task_words(task, now),
            "url": reverse("desk:task-done", args=[ticket.pk, task.pk]),
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
        (gettext("Kind"), str(ticket.get_kind_display())),
        (gettext("Category"), category_path(settings, category.pk) if category else "–"),
        (gettext("Product"), ticket.product.name if ticket.product else ""),
        (gettext("Tags"), display.listed(tags)),
        (gettext("Severity, urgency, scope"), _scores(ticket)),
        (gettext("Mood"), str(ticket.get_sentiment_display())),
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


def history(events: Sequence[TicketEvent], teller: Storyteller) -> list[dict[str, Any]]:
    """The latest of what happened, newest first."""
    return list(islice(history_lines(events, teller), HISTORY_SHOWN))


def history_lines(events: Iterable[TicketEvent], teller: Storyteller) -> Iterator[dict[str, Any]]:
    told = ((event, teller.tell(event)) for event in events)
    return ({"at": event.at, "text": words[1]} for event, words in told if words)


def history_link(ticket: Ticket) -> dict[str, str]:
    return {
        "url": reverse("desk:history", args=[ticket.pk]),
        "words": gettext("All %(count)d") % {"count": ticket.version},
    }
