"""Which tickets a figure of the board counts, as facets of the desk's queues.

A figure is counted by the very facet that its link opens, so the two can't differ. Values read
`what.how.from.to` with dates of the site, half-open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractHour
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from analytics.models import ClockFact, RoundFact, TicketFact
from tickets.display import listed
from tickets.models import Metric, SurveyAnswer, Ticket
from tickets.queries.facets import FACETS, BadValue, Facet, Reader, number, one_of

ANY, EXCUSED = "any", "excused"
LEFT_OUT = ("spam", "test", "duplicate", "merged")
"""No matter of its own: counted nowhere. A withdrawn one was one, and keeps what it broke."""
COHORT_MATURES = timedelta(days=14)
"""Resolution budget and survey window of an ordinary complaint: younger ones may still close."""


@dataclass(frozen=True)
class Period:
    """Whole days of the site, `[first, after)`."""

    first: date
    after: date

    @classmethod
    def of_last(cls, days: int, now: datetime) -> Period:
        today = now.astimezone(site_zone()).date()
        return cls(today - timedelta(days=days - 1), today + timedelta(days=1))

    @classmethod
    def read(cls, first: str, after: str) -> Period:
        try:
            return cls(date.fromisoformat(first), date.fromisoformat(after))
        except ValueError as error:
            raise BadValue(f"{first}.{after}") from error

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=site_zone())

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.after, time(), tzinfo=site_zone())

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.after - self.first).days)]

    def steps(self, days: int) -> list[Period]:
        """Cut it into stretches of so many days, counted from its end; the first may be shorter."""
        begins = self.after
        found: list[Period] = []
        while begins > self.first:
            ends, begins = begins, max(begins - timedelta(days=days), self.first)
            found.append(Period(begins, ends))
        return found[::-1]

    def __str__(self) -> str:
        return f"{self.first.isoformat()}.{self.after.isoformat()}"

    @property
    def words(self) -> str:
        last = self.after - timedelta(days=1)
        shown = [date_format(day, "SHORT_DATE_FORMAT") for day in (self.first, last)]
        return shown[0] if self.first == last else " – ".join(shown)


def site_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _parts(value: str, count: int) -> list[str]:
    parts = value.split(".")
    if len(parts) != count:
        raise BadValue(value)
    return parts


def _having(tickets: QuerySet[Ticket], rows: QuerySet) -> QuerySet[Ticket]:
    return tickets.filter(Exists(rows.filter(ticket=OuterRef("pk"))))


def _counted[Row: (ClockFact, RoundFact)](facts: QuerySet[Row]) -> QuerySet[Row]:
    """Leave out the facts of tickets that were none (METRICS.md, general rules)."""
    none = TicketFact.objects.filter(left_out__in=LEFT_OUT, ticket=OuterRef("ticket"))
    return facts.filter(~Exists(none))


# --- Promises kept or broken in a period -----------------------------------------------------


def clock_facts(metric: str, outcome: str, period: Period) -> QuerySet[ClockFact]:
    """First cycles of a metric that were decided in a period; `any` means every one.

    `excused` are those broken ones that a second person excused.
    """
    facts = _counted(
        ClockFact.objects.filter(decided_at__gte=period.begins_at, decided_at__lt=period.ends_at)
    )
    if metric != ANY:
        facts = facts.filter(metric=one_of(metric, Metric.values), cycle=1)
    if outcome == EXCUSED:
        return facts.filter(is_excused=True)
    if outcome != ANY:
        facts = facts.filter(outcome=one_of(outcome, ClockFact.Outcome.values))
    return facts


def _narrow_promise(
    tickets: QuerySet[Ticket], values: list[str], reader: Reader
) -> QuerySet[Ticket]:
    metric, outcome, team, first, after = _parts(values[0], 5)
    facts = clock_facts(metric, outcome, Period.read(first, after))
    if team != ANY:
        facts = facts.filter(team=number(team))
    return _having(tickets, facts)


OUTCOMES = {ANY: gettext_lazy("kept or broken"), EXCUSED: gettext_lazy("broken and excused")}


def _promise_words(value: str, reader: Reader) -> str:
    metric, outcome, _team, first, after = _parts(value, 5)
    what = Metric(metric).label if metric in Metric.values else gettext("any promise")
    how = OUTCOMES.get(outcome) or ClockFact.Outcome(outcome).label
    return listed([what, how, Period.read(first, after).words])


# --- When promises broke ---------------------------------------------------------------------


def _narrow_broke(tickets: QuerySet[Ticket], values: list[str], reader: Reader) -> QuerySet[Ticket]:
    team, hour, first, after = _parts(values[0], 4)
    facts = clock_facts(ANY, ClockFact.Outcome.BREACHED, Period.read(first, after))
    by_hour = facts.annotate(hour=ExtractHour("decided_at", tzinfo=site_zone()))
    return _having(tickets, by_hour.filter(team=number(team), hour=number(hour)))


def _broke_words(value: str, reader: Reader) -> str:
    _team, hour, first, after = _parts(value, 4)
    begin = int(hour)
    return gettext("%(from)d to %(to)d o’clock, %(days)s") % {
        "from": begin,
        "to": begin + 1,
        "days": Period.read(first, after).words,
    }


# --- The loop: resolved, asked, answered, confirmed, reopened, solved again --------------------

LOOP_STEPS: dict[str, tuple[object, Q]] = {
    "resolved": (gettext_lazy("Solved by us"), Q()),
    "asked": (gettext_lazy("Asked"), Q(asked_at__isnull=False)),
    "answered": (gettext_lazy("Answered"), Q(answered_at__isnull=False)),
    "confirmed": (gettext_lazy("Confirmed solved"), Q(verified="confirmed")),
    "reopened": (gettext_lazy("Reopened"), Q(reopened_at__isnull=False)),
    "again": (
        gettext_lazy("Solved in a later round"),
        Q(round__gt=1, reopened_at__isnull=True),
    ),
    "silent": (gettext_lazy("Closed in silence"), Q(verified="silent")),
}


def round_facts(step: str, period: Period) -> QuerySet[RoundFact]:
    return _counted(
        RoundFact.objects.filter(
            LOOP_STEPS[one_of(step, LOOP_STEPS)][1],
            resolved_at__gte=period.begins_at,
            resolved_at__lt=period.ends_at,
        )
    )


def _narrow_loop(tickets: QuerySet[Ticket], values: list[str], reader: Reader) -> QuerySet[Ticket]:
    step, first, after = _parts(values[0], 3)
    return _having(tickets, round_facts(step, Period.read(first, after)))


def _loop_words(value: str, reader: Reader) -> str:
    step, first, after = _parts(value, 3)
    return listed([LOOP_STEPS[step][0], Period.read(first, after).words])


# --- Satisfaction: a ticket counts with its last answer ----------------------------------------


def last_answers(period: Period) -> QuerySet[RoundFact]:
    """The last answered round of each ticket, where that answer came in the period."""
    later = RoundFact.objects.filter(
        ticket=OuterRef("ticket"), round__gt=OuterRef("round"), answered_at__isnull=False
    )
    return _counted(
        RoundFact.objects.filter(
            ~Exists(later), answered_at__gte=period.begins_at, answered_at__lt=period.ends_at
        )
    )


def _narrow_rated(tickets: QuerySet[Ticket], values: list[str], reader: Reader) -> QuerySet[Ticket]:
    scores, first, after = _parts(values[0], 3)
    wanted = [number(score) for score in scores.split("-")]
    return _having(tickets, last_answers(Period.read(first, after)).filter(score__in=wanted))


def _rated_words(value: str, reader: Reader) -> str:
    scores, first, after = _parts(value, 3)
    return listed([*scores.split("-"), Period.read(first, after).words])


# --- Loop closure: complaints old enough to be over --------------------------------------------

CLOSURES: dict[str, tuple[object, Q]] = {
    "all": (gettext_lazy("complaints old enough"), Q()),
    "closed": (gettext_lazy("loop closed"), ~Q(verified="")),
    "strict": (gettext_lazy("confirmed by the customer"), Q(verified="confirmed")),
    "open": (gettext_lazy("loop still open"), Q(verified="")),
}


def closure_facts(how: str, period: Period, now: datetime) -> QuerySet[TicketFact]:
    """Complaints received in the period and older than the cohort's time to mature."""
    return TicketFact.objects.filter(
        CLOSURES[one_of(how, CLOSURES)][1],
        kind=Ticket.Kind.COMPLAINT,
        left_out="",
        received_at__gte=period.begins_at,
        received_at__lt=min(period.ends_at, now - COHORT_MATURES),
    )


def _narrow_closure(
    tickets: QuerySet[Ticket], values: list[str], reader: Reader
) -> QuerySet[Ticket]:
    how, first, after = _parts(values[0], 3)
    return _having(tickets, closure_facts(how, Period.read(first, after), reader.now))


def _closure_words(value: str, reader: Reader) -> str:
    how, first, after = _parts(value, 3)
    return listed([CLOSURES[how][0], Period.read(first, after).words])


def _facet(
    name: str,
    label: object,
    narrow: Callable[[QuerySet[Ticket], list[str], Reader], QuerySet[Ticket]],
    words: Callable[[str, Reader], str],
) -> Facet:
    return Facet(name, label, narrow, words, looks_back=True)


def add_facets() -> None:
    """Let the desk's queues be narrowed by facts; called from this app's ready()."""
    for facet in (
        _facet("promise", gettext_lazy("Promise"), _narrow_promise, _promise_words),
        _facet("broke", gettext_lazy("Broken at"), _narrow_broke, _broke_words),
        _facet("loop", pgettext_lazy("feedback loop", "Loop"), _narrow_loop, _loop_words),
        _facet("rated", gettext_lazy("Rated"), _narrow_rated, _rated_words),
        _facet("closure", gettext_lazy("Loop closure"), _narrow_closure, _closure_words),
    ):
        FACETS[facet.name] = facet


def latest_hard_word(tickets: QuerySet[Ticket], period: Period) -> SurveyAnswer | None:
    """Return the latest dissatisfied answer with words among the tickets a person may see."""
    return (
        SurveyAnswer.objects.filter(
            survey__ticket__in=tickets,
            answered_at__gte=period.begins_at,
            answered_at__lt=period.ends_at,
            score__lte=2,
        )
        .exclude(text="")
        .select_related("survey__ticket")
        .only("text", "score", "solved", "survey__ticket__id", "survey__ticket__number")
        .order_by(F("answered_at").desc())
        .first()
    )
