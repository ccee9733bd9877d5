"""Open a ticket: number, customer, triage with its reasons, tier, team, clocks; one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets import configuration, numbers
from tickets.actions import change as door
from tickets.actors import Actor
from tickets.bulk import insert_rows, make
from tickets.configuration import Configuration, NotConfigured
from tickets.errors import Incomplete
from tickets.models import (
    Attachment,
    Customer,
    Message,
    Metric,
    Proposal,
    StoredFile,
    Ticket,
    User,
)
from tickets.routing import Route, route
from tickets.together import together
from tickets.triage import TriageResult, triage

SUBJECT_LENGTH = 80
MAX_TEXT = 100_000
# A rule may set kind and category by itself from this confidence on; below it only proposes.
APPLY_FROM = Decimal("0.5")


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is known of a new matter, from whatever channel. Empty means not said."""

    text: str
    channel: str
    received_at: datetime
    subject: str = ""
    html: str = ""
    kind: str = ""
    category_id: int | None = None
    product_id: int | None = None
    occurred_at: datetime | None = None
    desired_outcome: str = ""
    hurt_or_danger: bool | None = None
    property_loss: bool | None = None
    rating: int | None = None
    complained_about: User | None = None
    affected_party: Customer | None = None
    affected_relation: str = ""
    team_id: int | None = None
    language: str = ""
    follows: Ticket | None = None
    store_id: int | None = None
    interview_id: int | None = None
    # The colleague who handed it in, for a customer or for themselves.
    reported_by_id: int | None = None
    provider_id: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    is_cut: bool = False
    files: Sequence[tuple[StoredFile, str]] = field(default_factory=tuple)


def open_ticket(*, matter: Matter, customer: Customer, actor: Actor, at: datetime) -> Ticket:
    """Open a ticket in one transaction and return it.

    Records `ticket.opened`, `message.received`, `ticket.triaged`, `ticket.routed` and the clocks'
    events. Raises Incomplete for an empty or overlong text or a date in the future.
    """
    at = at.replace(microsecond=0)
    _check(matter, at)
    settings = configuration.current()
    result = triage(
        matter.text,
        subject=matter.subject,
        rules=settings.rules,
        hurt_or_danger=matter.hurt_or_danger,
        property_loss=matter.property_loss,
        rating=matter.rating,
        default_language=matter.language or customer.language,
    )
    # Nothing of it may stay if a part fails.
    with transaction.atomic(savepoint=False), together():
        keys = numbers.next_keys()
        ticket = _new_ticket(matter, customer, result, settings, at, keys)
        chosen, team_id = None, matter.team_id
        if team_id is None:
            chosen = route(ticket, settings)
            team_id = chosen.team_id
        ticket.team_id = team_id
        with door.opening(ticket, actor=actor, at=at, settings=settings) as change:
            _record_opening(change, matter, result, chosen, keys.message)
            _start_clocks(change)
    return ticket


def _check(matter: Matter, at: datetime) -> None:
    if not matter.text.strip() and not matter.files:
        raise Incomplete("text", _("Nothing was written yet. Describe what happened."))
    if len(matter.text) > MAX_TEXT:
        raise Incomplete(
            "text",
            _("This is longer than %(limit)s characters. Shorten it or attach it as a file.")
            % {"limit": MAX_TEXT},
        )
    if matter.occurred_at is not None and matter.occurred_at > at:
        raise Incomplete("occurred_at", _("This day is still to come. Enter when it happened."))


def _new_ticket(
    matter: Matter,
    customer: Customer,
    result: TriageResult,
    settings: Configuration,
    at: datetime,
    keys: numbers.Keys,
) -> Ticket:
    category_id = matter.category_id or _proposed_category(result, settings, at)
    return make(
        Ticket,
        id=keys.ticket,
        sequence=keys.sequence,
        number=numbers.format_number(_site_day(at), keys.sequence),
        subject=(matter.subject.strip() or _first_words(matter.text))[:200],
        kind=matter.kind or result.kind,
        category_id=category_id,
        product_id=matter.product_id,
        channel=matter.channel,
        customer=customer,
        affected_party=matter.affected_party,
        affected_relation=matter.affected_relation,
        tier_id=_tier(result, settings),
        severity=result.severity,
        urgency=result.urgency,
        scope=result.scope,
        complained_about=matter.complained_about,
        sentiment=result.proposals["sentiment"].value,
        language=result.proposals["language"].value,
        risk_flags=list(result.risk_flags),
        status=Ticket.Status.NEW,
        desired_outcome=matter.desired_outcome[:500],
        occurred_at=matter.occurred_at,
        received_at=min(matter.received_at.replace(microsecond=0), at),
        recorded_at=at,
        last_event_at=at,
        last_customer_message_at=at,
        follows=matter.follows,
        store_id=matter.store_id,
        interview_id=matter.interview_id,
        reported_by_id=matter.reported_by_id,
    )


def _site_day(at: datetime) -> date:
    return timezone.localtime(at, ZoneInfo(django_settings.TIME_ZONE)).date()


def _first_words(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"


def _proposed_category(result: TriageResult, settings: Configuration, at: datetime) -> int | None:
    """A category is set by machine only when sure enough, and only one still in use."""
    proposal = result.proposals.get("category")
    if proposal is None or Decimal(str(proposal.confidence)) < APPLY_FROM:
        return None
    category = settings.categories.get(settings.category_ids.get(proposal.value, 0))
    return category.pk if category and category.is_usable_on(_site_day(at)) else None


def _tier(result: TriageResult, settings: Configuration) -> int:
    """The matrix decides; a risk may raise the tier above it, never lower it."""
    cell = settings.matrix.get((result.severity, result.urgency, result.scope))
    if cell is None:
        raise NotConfigured(
            "The priority matrix has no cell for severity "
            f"{result.severity}, urgency {result.urgency}, scope {result.scope}. "
            "Run `manage.py load_starter` or add the cell in the admin."
        )
    return min(cell, result.tier)


def _record_opening(
    change: door.Change,
    matter: Matter,
    result: TriageResult,
    chosen: Route | None,
    message_key: int,
) -> None:
    ticket = change.ticket
    change.record(
        "ticket.opened",
        channel=ticket.channel,
        kind=ticket.kind,
        tier=ticket.tier_id,
        customer=ticket.customer_id,
        received_at=ticket.received_at.isoformat(),
        **_origin(ticket),
    )
    author = {} if change.actor.is_person_at_desk else {"author_name": ticket.customer.name}
    message = change.say(
        Message.Direction.IN,
        matter.text,
        id=message_key,
        html=matter.html,
        channel=matter.channel,
        language=ticket.language,
        provider_id=matter.provider_id,
        message_id=matter.message_id,
        in_reply_to=matter.in_reply_to,
        is_cut=matter.is_cut,
        **author,
    )
    attach(message, matter.files)
    change.record("message.received", message=message.pk, channel=matter.channel)
    _keep_proposals(change, matter, result)
    change.record(
        "ticket.triaged",
        severity=ticket.severity,
        urgency=ticket.urgency,
        scope=ticket.scope,
        risks=ticket.risk_flags,
        category=ticket.category_id,
    )
    change.record("ticket.routed", team=ticket.team_id, rule=chosen.rule_id if chosen else None)


def _origin(ticket: Ticket) -> dict[str, int]:
    """Where and by whom it was handed in, for the few tickets that have it."""
    known = {
        "store": ticket.store_id,
        "interview": ticket.interview_id,
        "reported_by": ticket.reported_by_id,
    }
    return {name: key for name, key in known.items() if key is not None}


def attach(message: Message, files: Sequence[tuple[StoredFile, str]]) -> None:
    """Hang stored files on a message under their senders' names."""
    if files:
        Attachment.objects.bulk_create(
            Attachment(message=message, file=file, filename=name[:200]) for file, name in files
        )


def _keep_proposals(change: door.Change, matter: Matter, result: TriageResult) -> None:
    ticket = change.ticket
    said_by_customer = {
        name for name in ("kind", "category") if getattr(matter, _FIELD[name]) not in ("", None)
    }
    proposals = [
        make(
            Proposal,
            ticket_id=ticket.pk,
            what=proposal.what,
            value=proposal.value,
            confidence=Decimal(str(round(proposal.confidence, 3))),
            reasons=[reason.as_data() for reason in proposal.reasons],
            model_version=proposal.model_version[:40],
            at=change.at,
            is_applied=proposal.what not in said_by_customer
            and (proposal.what != "category" or ticket.category_id is not None),
        )
        for proposal in result.proposals.values()
    ]
    insert_rows(proposals, needs_keys=False)


_FIELD = {"kind": "kind", "category": "category_id"}


def _start_clocks(change: door.Change) -> None:
    ticket, clocks = change.ticket, change.clocks
    clocks.start(Metric.ACKNOWLEDGEMENT, started_at=ticket.recorded_at, at=change.at)
    for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION, Metric.STATUTORY):
        clocks.start(metric, started_at=ticket.received_at, at=change.at)
    if ticket.owner_id is None:
        clocks.start(Metric.ASSIGNMENT, started_at=change.at, at=change.at)
