"""What happened, in a sentence: events carry ids and codes, a reader wants words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.lookups import Exact, In
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, gettext_lazy, pgettext

from tickets import actors, display, slots
from tickets.configuration import Configuration
from tickets.kept_sql import Kept
from tickets.models import Metric, Resolution, Task, Ticket, TicketEvent, User
from tickets.queries.proposals import LABELS as PROPOSED

# code: (icon, sentence). Left out: codes that only machines care about.
SENTENCES: dict[str, tuple[str, Any]] = {
    "ticket.opened": ("inbox", gettext_lazy("Opened %(channel)s")),
    "ticket.confirmed": ("check", gettext_lazy("%(who)s confirmed the triage")),
    "triage.accepted": ("check", gettext_lazy("%(who)s accepted a proposal: %(what)s")),
    "ticket.reclassified": ("tag", gettext_lazy("%(who)s corrected %(fields)s")),
    "ticket.tagged": ("tag", gettext_lazy("%(who)s changed the tags")),
    "ticket.routed": ("users", gettext_lazy("Went to %(team)s")),
    "ticket.assigned": ("user", gettext_lazy("%(who)s gave it to %(person)s")),
    "ticket.held": ("pause", gettext_lazy("%(who)s put it on hold until %(moment)s")),
    "ticket.resolved": ("s-done", gettext_lazy("%(who)s resolved it: %(outcome)s")),
    "ticket.reminded": ("mail", gettext_lazy("The customer was reminded")),
    "ticket.closed": ("s-closed", gettext_lazy("Closed: %(verified)s")),
    "ticket.reopened": ("loop", gettext_lazy("Round %(round)s began: %(reason)s")),
    "ticket.reopen_undone": ("loop", gettext_lazy("%(who)s took the reopening back")),
    "ticket.cancelled": ("s-cancel", gettext_lazy("%(who)s cancelled it: %(reason)s")),
    "ticket.cancel_undone": ("s-open", gettext_lazy("%(who)s took the cancellation back")),
    "ticket.merged": ("merge", gettext_lazy("%(who)s merged it into another ticket")),
    "ticket.absorbed": ("merge", gettext_lazy("%(who)s merged another ticket into this one")),
    "ticket.unmerged": ("merge", gettext_lazy("%(who)s took the merge back")),
    "ticket.released": ("merge", gettext_lazy("%(who)s took a merged ticket out again")),
    "ticket.linked": ("merge", gettext_lazy("%(who)s linked it with another ticket")),
    "ticket.handed_up": ("flag", gettext_lazy("%(person)s was brought in")),
    "message.received": ("mail", gettext_lazy("%(customer)s wrote")),
    "message.replied": ("reply", gettext_lazy("%(who)s answered")),
    "message.noted": ("note", gettext_lazy("%(who)s wrote a note")),
    "message.sent": ("mail", gettext_lazy("The answer has left")),
    "message.failed": ("warn", gettext_lazy("An answer could not be delivered")),
    "message.unsent": ("warn", gettext_lazy("The answer was kept: nothing reaches the customer")),
    "message.undone": ("reply", gettext_lazy("%(who)s took an answer back")),
    "notice.sent": ("mail", gettext_lazy("A notice was sent to the customer")),
    "notice.fell_back": (
        "warn",
        gettext_lazy("%(way)s didn’t reach %(customer)s; the next way is tried"),
    ),
    "notice.failed": ("warn", gettext_lazy("A notice could not be delivered")),
    "sla.started": ("clock", gettext_lazy("%(metric)s: clock started, due %(due)s")),
    "sla.retargeted": ("clock", gettext_lazy("%(metric)s is now due %(due)s")),
    "sla.warned": ("c-risk", gettext_lazy("%(metric)s: %(level)s %% of the time used")),
    "sla.breached": ("c-over", gettext_lazy("%(metric)s was not kept, due %(due)s")),
    "sla.stopped": ("check", gettext_lazy("%(metric)s: clock stopped")),
    "sla.cancelled": ("x", gettext_lazy("%(metric)s: clock cancelled")),
    "sla.acknowledged": ("eye", gettext_lazy("%(who)s has seen the escalation")),
    "survey.scheduled": ("face3", gettext_lazy("The customer will be asked whether it is solved")),
    "survey.sent": ("face3", gettext_lazy("The customer was asked whether it is solved")),
    "survey.skipped": ("face3", gettext_lazy("No question was sent")),
    "survey.reminded": ("face3", gettext_lazy("The customer was reminded of our question")),
    "survey.answered": ("face4", gettext_lazy("%(customer)s answered our question")),
    "survey.revised": ("face4", gettext_lazy("%(customer)s corrected the answer")),
    "survey.expired": ("face3", gettext_lazy("Our question stayed without an answer")),
    "task.added": ("promise", gettext_lazy("To do: %(task)s")),
    "task.done": ("check", gettext_lazy("%(who)s did: %(task)s")),
    "redress.added": ("promise", gettext_lazy("%(who)s promised something")),
    "redress.done": ("check", gettext_lazy("%(who)s kept a promise")),
    "link.revoked": ("lock", gettext_lazy("%(who)s revoked the customer’s link")),
    "contact.verified": ("check", gettext_lazy("%(customer)s confirmed an address")),
    "contact.bounced": ("warn", gettext_lazy("Mail to %(customer)s came back")),
    "customer.merged": ("users", gettext_lazy("%(who)s merged the customer with another record")),
    "customer.unmerged": ("users", gettext_lazy("%(who)s took the customer’s records apart")),
    "customer.kept_apart": (
        "users",
        gettext_lazy("%(who)s found that a suggested record is another person"),
    ),
}
# What stands between the messages; the rest is in the history alone.
TOLD_IN_THREAD = frozenset(
    {
        "ticket.reclassified",
        "ticket.assigned",
        "ticket.status",
        "ticket.held",
        "ticket.resolved",
        "ticket.reminded",
        "ticket.closed",
        "ticket.reopened",
        "ticket.reopen_undone",
        "ticket.cancelled",
        "ticket.cancel_undone",
        "ticket.merged",
        "ticket.absorbed",
        "ticket.unmerged",
        "ticket.released",
        "ticket.linked",
        "ticket.handed_up",
        "sla.breached",
        "sla.acknowledged",
        "survey.sent",
        "survey.answered",
        "task.added",
        "task.done",
        "message.undone",
        "contact.bounced",
        "notice.fell_back",
        "notice.failed",
    }
)
REOPEN_REASONS = {
    "dissatisfied": gettext_lazy("the customer isn’t satisfied"),
    "not_solved": gettext_lazy("the customer says it isn’t solved"),
    "customer_message": gettext_lazy("the customer wrote again"),
    "by_hand": gettext_lazy("by a colleague"),
}
FIELDS = {
    "kind": gettext_lazy("the kind"),
    "category_id": gettext_lazy("the category"),
    "product_id": gettext_lazy("the product"),
    "tier_id": gettext_lazy("the tier"),
    "severity": gettext_lazy("the severity"),
    "urgency": gettext_lazy("the urgency"),
    "scope": gettext_lazy("the scope"),
    "risk_flags": gettext_lazy("the risks"),
    "sentiment": gettext_lazy("the mood"),
    "complained_about_id": gettext_lazy("who is complained about"),
    "language": gettext_lazy("the language"),
    "is_key_issue": gettext_lazy("whether it is a key issue"),
}


# Most of a trail is codes that only machines care about; of these no row need be read.
_PAUSED = (Ticket.Status.WAITING_CUSTOMER, Ticket.Status.ON_HOLD)
_WAITS = Exact(KT("data__to"), Ticket.Status.WAITING_CUSTOMER)
_GOES_ON = Q(Exact(KT("data__to"), Ticket.Status.OPEN), In(KT("data__from"), _PAUSED))
TOLD = Q(code__in=SENTENCES) | Q(Q(_WAITS) | _GOES_ON, code="ticket.status")


def people_in(
    events: Iterable[TicketEvent], known: Mapping[int, str] | None = None
) -> dict[int, str]:
    """Return {key: name} of those whom the events name by key, in one query at the most.

    Of those who are `known` nobody is asked for.
    """
    known = known or {}
    ids = {
        value
        for event in events
        if event.code in ("ticket.assigned", "ticket.handed_up")
        for value in (event.data.get("from"), event.data.get("to"), event.data.get("person"))
        if isinstance(value, int)
    }
    unknown = sorted(ids - known.keys())
    return {**known, **dict(_names.all(unknown))} if unknown else {**known}


@dataclass(frozen=True)
class Storyteller:
    """Words events of one ticket; `people` holds the users they name, read in one query."""

    ticket: Ticket
    settings: Configuration
    now: datetime
    people: dict[int, str]

    @classmethod
    def for_events(
        cls,
        ticket: Ticket,
        events: Iterable[TicketEvent],
        settings: Configuration,
        now: datetime,
        known: Mapping[int, str] | None = None,
    ) -> Storyteller:
        return cls(ticket, settings, now, people_in(events, known))

    def tell(self, event: TicketEvent) -> tuple[str, str] | None:
        """Return (icon, sentence); None for what isn't told."""
        if event.code == "ticket.status":
            return self._status(event)
        if event.code == "ticket.assigned":
            return self._assigned(event)
        if event.code == "ticket.reclassified" and _was_open(event.data.get("changed", {})):
            return "tag", gettext("%(who)s set %(fields)s") % Facts(self, event)
        if event.code == "notice.sent" and event.data.get("message") is None:
            return "mail", gettext("Counts as acknowledged without a letter")
        found = SENTENCES.get(event.code)
        return (found[0], str(found[1]) % Facts(self, event)) if found else None

    def who(self, event: TicketEvent) -> str:
        if event.actor_kind == actors.USER:
            return event.actor_name
        if event.actor_kind == actors.CUSTOMER:
            return self.customer
        return gettext("The desk")

    @property
    def customer(self) -> str:
        return self.ticket.customer.name or gettext("The customer")

    def _status(self, event: TicketEvent) -> tuple[str, str] | None:
        before, to = event.data.get("from"), event.data.get("to")
        if to == Ticket.Status.WAITING_CUSTOMER:
            return "pause", gettext("Clock paused: we wait for %(customer)s") % {
                "customer": self.customer
            }
        if before in _PAUSED and to == Ticket.Status.OPEN:
            return "clock", gettext("The clock goes on")
        return None

    def _assigned(self, event: TicketEvent) -> tuple[str, str]:
        person = event.data.get("to")
        words = {"who": self.who(event), "person": self.people.get(person or 0, "")}
        if person is None:
            return "none", gettext("%(who)s put it back into the team’s queue") % words
        if person == event.actor_id:
            return "user", gettext("%(who)s took it") % words
        return "user", gettext("%(who)s gave it to %(person)s") % words

    def moment(self, value: Any) -> str:
        at = parse_datetime(value) if isinstance(value, str) else None
        return display.moment(at, now=self.now) if at else pgettext("no moment", "later")


_names = Kept(lambda people: User.objects.filter(pk__in=people).values_list("pk", "display_name"))


class Facts(Mapping[str, str]):
    """The facts of one event by the names sentences use; each is worded when it is asked for."""

    def __init__(self, teller: Storyteller, event: TicketEvent) -> None:
        self.teller = teller
        self.event = event
        self.data = event.data

    def __getitem__(self, name: str) -> str:
        return WORDS[name](self)

    def __iter__(self) -> Iterator[str]:
        return iter(WORDS)

    def __len__(self) -> int:
        return len(WORDS)


def _team(facts: Facts) -> str:
    team = facts.teller.settings.teams.get(facts.data.get("team") or 0)
    return team.name if team else ""


def _person(facts: Facts) -> str:
    return facts.teller.people.get(facts.data.get("person") or 0, gettext("Somebody"))


WORDS: dict[str, Callable[[Facts], str]] = {
    "who": lambda facts: facts.teller.who(facts.event),
    "customer": lambda facts: facts.teller.customer,
    "person": _person,
    "team": _team,
    "channel": lambda facts: str(slots.channel(str(facts.data.get("channel", ""))).by),
    "way": lambda facts: str(slots.channel(str(facts.data.get("way", ""))).name),
    "moment": lambda facts: facts.teller.moment(facts.data.get("expected_by")),
    "due": lambda facts: facts.teller.moment(facts.data.get("due_at")),
    "metric": lambda facts: _label(Metric, facts.data.get("metric")),
    "level": lambda facts: str(facts.data.get("level", "")),
    "outcome": lambda facts: _label(Resolution.Outcome, facts.data.get("outcome")),
    "verified": lambda facts: _label(Ticket.Verified, facts.data.get("verified")),
    "reason": lambda facts: _reason(facts.event),
    "round": lambda facts: str(facts.data.get("round", "")),
    "task": lambda facts: _label(Task.Kind, facts.data.get("kind")),
    "what": lambda facts: str(PROPOSED.get(facts.data.get("what", ""), "")),
    "fields": lambda facts: _fields(facts.data.get("changed", {})),
}


def _was_open(changed: dict[str, Any]) -> bool:
    """Whether nothing stood there before: what was proposed and not set was no mistake."""
    return bool(changed) and all(each.get("from") is None for each in changed.values())


def _label(choices: type[Any], code: Any) -> str:
    return display.label(choices, code) if code in choices else ""


def _reason(event: TicketEvent) -> str:
    code = event.data.get("reason", "")
    if event.code == "ticket.cancelled":
        return _label(Ticket.CancelReason, code)
    return str(REOPEN_REASONS.get(code, code))


def _fields(changed: dict[str, Any]) -> str:
    names = [str(FIELDS.get(name, name)) for name in changed] or [gettext("the subject")]
    return display.listed(names)
