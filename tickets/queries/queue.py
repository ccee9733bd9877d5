"""The rows of a queue, in groups that explain the order before any row does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from tickets import configuration, display, slots, states
from tickets.addressing import address
from tickets.configuration import Configuration
from tickets.kept_sql import Kept
from tickets.models import SlaClock, SlaPause, Ticket
from tickets.queries.badges import Badge, badges_of
from tickets.queries.facets import Reader
from tickets.queries.filters import DUE
from tickets.queries.lines import Line
from tickets.queries.neighbours import carried
from tickets.queries.standing_words import Standing, standing_of

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class ShownClock:
    """A standing in words: what the clock tag shows doesn't change before a minute is over."""

    state: str
    left: str
    why: str

    @classmethod
    def of(cls, standing: Standing | None) -> ShownClock | None:
        if standing is None:
            return None
        left = display.time_left(standing.left, is_paused=standing.state == "paused")
        return cls(standing.state, left, standing.why)


@dataclass(frozen=True, eq=False)
class Row:
    """One line of a queue; the names are those of templates/tickets/queue.html.

    Made once as long as nothing of it changes, so that it is rendered once too.
    """

    id: int
    number: str
    version: int
    url: str
    preview_url: str
    subject: str
    is_unread: bool
    is_current: bool
    tier_rank: int
    tier_name: str
    status: str
    owner_name: str
    is_mine: bool
    clock: ShownClock | None
    badges: tuple[Badge, ...]
    channel_icon: str
    channel_name: str
    customer_name: str


@dataclass(frozen=True)
class Group:
    code: str
    name: str
    rows: list[Row]
    note: str = ""


@dataclass(frozen=True)
class Clocks:
    """The live clocks and open pauses of the tickets on a page: two queries for any number."""

    clocks: dict[int, list[SlaClock]] = field(default_factory=dict)
    pauses: dict[int, SlaPause] = field(default_factory=dict)

    @classmethod
    def of(cls, tickets: Sequence[Line | Ticket]) -> Clocks:
        ids = [ticket.pk for ticket in tickets if ticket.status in states.LIVE]
        clocks: dict[int, list[SlaClock]] = defaultdict(list)
        for clock in _live_clocks.all(ids) if ids else ():
            clocks[clock.ticket_id].append(clock)
        waiting = [t.pk for t in tickets if t.status in states.PAUSED]
        pauses = _open_pauses.all(waiting) if waiting else ()
        return cls(clocks, {pause.ticket_id: pause for pause in pauses})

    def standing(
        self, ticket: Line | Ticket, now: datetime, settings: Configuration
    ) -> Standing | None:
        """Return how the ticket stands; all pauses count where one of the past was read too."""
        pause = self.pauses.get(ticket.pk)
        return standing_of(self.clocks.get(ticket.pk, ()), pause, now=now, settings=settings)


_live_clocks = Kept(
    lambda tickets: SlaClock.objects.filter(ticket__in=tickets, state__in=SlaClock.LIVE)
)
_open_pauses = Kept(lambda tickets: SlaPause.objects.filter(ticket__in=tickets, to_at__isnull=True))


def groups_of(
    tickets: Sequence[Line],
    *,
    order: str,
    reader: Reader,
    clocks: Clocks | None = None,
    current: str = "",
    is_cut: tuple[bool, bool] = (False, False),
    within: str = "",
) -> list[Group]:
    """Return the tickets as rows: by when they break for the due order, else in one group.

    `is_cut` says whether the list goes on before and after this page: a group at a cut isn't
    counted, because only a part of it is here. `within` is the query of the queue, which the
    links of its rows carry along. `clocks` are theirs, where they were read already.
    """
    clocks = clocks or Clocks.of(tickets)
    told_to = (carried(within), reader.settings.revision, get_language())
    rows = [
        (
            ticket,
            _row(
                ticket,
                ShownClock.of(clocks.standing(ticket, reader.now, reader.settings)),
                told_to,
                is_current=ticket.number == current,
                is_mine=ticket.owner_id == reader.user.pk,
            ),
        )
        for ticket in tickets
    ]
    if order != DUE:
        return [Group("", gettext("Tickets"), [row for _ticket, row in rows])] if rows else []
    by_code = groupby(rows, key=lambda pair: _group_code(pair[0], reader.now))
    members = [(code, [row for _ticket, row in pairs]) for code, pairs in by_code]
    cut = {0} if is_cut[0] else set()
    cut |= {len(members) - 1} if is_cut[1] else set()
    return [
        Group(code, _group_name(code), shown, _note(code, len(shown), is_whole=place not in cut))
        for place, (code, shown) in enumerate(members)
    ]


# Nearly every row reads as it did when somebody last looked; the key is all it is made of.
@lru_cache(maxsize=4096)
def _row(
    ticket: Line,
    clock: ShownClock | None,
    told_to: tuple[str, int, str | None],
    *,
    is_current: bool,
    is_mine: bool,
) -> Row:
    """`told_to`: what addresses end in, the configuration's revision, the reader's language."""
    ending = told_to[0]
    channel = slots.channel(ticket.channel)
    asked, said = ticket.last_customer_message_at, ticket.last_agent_message_at
    return Row(
        id=ticket.pk,
        number=ticket.number,
        version=ticket.version,
        url=_url("desk:ticket", ticket.pk) + ending,
        preview_url=_url("desk:preview", ticket.pk) + ending,
        subject=ticket.subject,
        is_unread=ticket.is_live and asked is not None and (said is None or said < asked),
        is_current=is_current,
        tier_rank=ticket.tier_id,
        tier_name=configuration.current().tiers[ticket.tier_id].name,
        status=ticket.status,
        owner_name=ticket.owner__display_name or "",
        is_mine=is_mine,
        clock=clock,
        badges=badges_of(ticket),
        channel_icon=channel.icon,
        channel_name=str(channel.name),
        customer_name=ticket.customer__name or gettext("Unknown"),
    )


@lru_cache(maxsize=4096)
def _url(name: str, pk: int) -> str:
    return address(name, pk)


def _group_code(ticket: Line, now: datetime) -> str:
    due = ticket.next_due_at
    if due is None:
        return "paused" if ticket.status in states.PAUSED else "quiet"
    if due < now:
        return "breached"
    if due < now + HOUR:
        return "at-risk"
    same_day = timezone.localtime(due).date() == timezone.localtime(now).date()
    return "today" if same_day else "later"


def _group_name(code: str) -> str:
    return {
        "breached": pgettext("group of tickets", "Overdue"),
        "at-risk": pgettext("group of tickets", "Within the hour"),
        "today": pgettext("group of tickets", "Today"),
        "later": pgettext("group of tickets", "Later"),
        "paused": pgettext("group of tickets", "Clock paused"),
        "quiet": pgettext("group of tickets", "No promise runs"),
    }[code]


def _note(code: str, count: int, *, is_whole: bool) -> str:
    counted = pgettext("tickets in a group", "%(count)d") % {"count": count}
    parts = [counted] if is_whole else []
    if code == "paused":
        parts.append(gettext("they go on when somebody answers"))
    return pgettext("between a number and its reason", ", ").join(parts)


def fingerprint(rows: Iterable[tuple[int, int]]) -> str:
    """Name the rows a page showed: ids and versions, so that what changed can be counted."""
    return ".".join(f"{pk:x}-{version:x}" for pk, version in rows)


def changed_since(seen: str, rows: Iterable[tuple[int, int]]) -> int:
    """Count the rows that came, went or changed since `seen` was written by `fingerprint`."""
    before = dict(part.split("-", 1) for part in seen.split(".") if part.count("-") == 1)
    after = {f"{pk:x}": f"{version:x}" for pk, version in rows}
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
