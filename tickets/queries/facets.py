"""What a queue can be narrowed by: one facet a query parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from tickets import display
from tickets.configuration import Configuration
from tickets.models import Metric, Product, SlaBreach, Store, SurveyAnswer, Tag, Ticket, User
from tickets.person import records_of
from tickets.queries import standing
from tickets.queries.facet import (
    BadValue,
    Facet,
    Reader,
    choice,
    moment,
    number,
    one_of,
    period,
    row,
    switch,
)

if TYPE_CHECKING:
    from tickets.queries.standing import Tickets

__all__ = ["FACETS", "BadValue", "Facet", "Reader"]

ME, NOBODY = "me", "none"


# --- Facets with a meaning of their own ------------------------------------------------------

GROUPS = {
    "live": gettext_lazy("not resolved"),
    "ended": gettext_lazy("resolved, closed or cancelled"),
    "all": gettext_lazy("any"),
}


def _narrow_status(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
    if "all" in values:
        return tickets
    allowed = Q()
    for value in values:
        one_of(value, (*GROUPS, *Ticket.Status.values))
        if value == "live":
            allowed |= Q(status__in=Ticket.LIVE)
        elif value == "ended":
            allowed |= ~Q(status__in=Ticket.LIVE)
        else:
            allowed |= Q(status=value)
    return tickets.filter(allowed)


def _status_words(value: str, reader: Reader) -> str:
    return str(GROUPS.get(value) or Ticket.Status(value).label)


def _narrow_owner(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
    allowed = Q()
    for value in values:
        if value == NOBODY:
            allowed |= Q(owner__isnull=True)
        else:
            allowed |= Q(owner=reader.user.pk if value == ME else number(value))
    return tickets.filter(allowed)


def _owner_words(value: str, reader: Reader) -> str:
    if value == ME:
        return gettext("me")
    if value == NOBODY:
        return gettext("nobody yet")
    person = User.objects.filter(pk=number(value)).only("display_name").first()
    return person.display_name if person else gettext("unknown")


def _narrow_category(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
    """A category takes its children with it; `none` is what has no category yet."""
    if NOBODY in values:
        return tickets.filter(category__isnull=True)
    wanted = {number(value) for value in values}
    settings = reader.settings
    within = [pk for pk in settings.categories if wanted & set(settings.ancestry(pk))]
    return tickets.filter(category__in=within)


def _category_words(value: str, reader: Reader) -> str:
    if value == NOBODY:
        return gettext("none yet")
    category = reader.settings.categories.get(number(value))
    return category.name if category else gettext("unknown")


def _narrow_risk(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
    flags = [one_of(value, Ticket.RiskFlag.values) for value in values]
    return tickets.filter(risk_flags__overlap=flags)


def _narrow_round(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
    return tickets.filter(round__gte=number(values[0]))


def _narrow_due(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
    return standing.due_within(tickets, reader.now, number(values[0]))


def _breaches(tickets: Tickets, **conditions: Any) -> Tickets:
    return tickets.filter(Exists(SlaBreach.objects.filter(ticket=OuterRef("pk"), **conditions)))


def _narrow_breached_metric(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
    metrics = [one_of(value, Metric.values) for value in values]
    return _breaches(tickets, clock__metric__in=metrics)


def _answers(tickets: Tickets, **conditions: Any) -> Tickets:
    rows = SurveyAnswer.objects.filter(survey__ticket=OuterRef("pk"), **conditions)
    return tickets.filter(Exists(rows))


def _scored(name: str, label: Any, lookup: str) -> Facet:
    def narrow(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
        return _answers(tickets, **{f"score{lookup}": number(values[0])})

    return Facet(name, label, narrow, lambda value, reader: value, looks_back=True)


def _dated(name: str, label: Any, inside: Callable[..., Tickets], condition: str) -> Facet:
    """A period on something that hangs on the ticket: a breach, an answer."""

    def narrow(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
        return inside(tickets, **{condition: moment(values[0])})

    def words(value: str, reader: Reader) -> str:
        return display.moment(moment(value), now=reader.now)

    return Facet(name, label, narrow, words, looks_back=True)


def _narrow_tag(tickets: Tickets, values: list[str], reader: Reader) -> Tickets:
    wanted = [number(value) for value in values]
    carried = Ticket.tags.through.objects.filter(ticket=OuterRef("pk"), tag__in=wanted)
    return tickets.filter(Exists(carried))


def _tag_words(value: str, reader: Reader) -> str:
    tag = Tag.objects.filter(pk=number(value)).first()
    return tag.name if tag else gettext("unknown")


def _stores(settings: Configuration) -> dict[int, Store]:
    return Store.objects.in_bulk()


def _products(settings: Configuration) -> dict[int, Product]:
    return Product.objects.in_bulk()


_SINCE, _UNTIL = "gte", "lt"

FACETS: dict[str, Facet] = {
    facet.name: facet
    for facet in (
        Facet("status", gettext_lazy("Status"), _narrow_status, _status_words),
        row("tier", gettext_lazy("Tier"), lambda settings: settings.tiers),
        row("team", gettext_lazy("Team"), lambda settings: settings.teams),
        Facet("owner", gettext_lazy("Owner"), _narrow_owner, _owner_words),
        choice("kind", gettext_lazy("Kind"), Ticket.Kind),
        Facet("category", gettext_lazy("Category"), _narrow_category, _category_words),
        row("product", gettext_lazy("Product"), _products),
        Facet("tag", gettext_lazy("Tag"), _narrow_tag, _tag_words),
        Facet(
            "risk",
            gettext_lazy("Risk"),
            _narrow_risk,
            lambda value, reader: str(Ticket.RiskFlag(value).label),
        ),
        Facet(
            "round_min",
            pgettext_lazy("round of a ticket", "Round"),
            _narrow_round,
            lambda value, reader: gettext("%(round)s or later") % {"round": value},
        ),
        choice("sentiment", gettext_lazy("Mood"), Ticket.Sentiment),
        choice("verified", gettext_lazy("Closed as"), Ticket.Verified),
        switch("overdue", gettext_lazy("Overdue"), lambda t, r: standing.overdue(t, r.now)),
        switch("at_risk", gettext_lazy("At risk"), lambda t, r: standing.at_risk(t, r.now)),
        switch("paused", gettext_lazy("Clock paused"), lambda t, r: standing.paused(t)),
        Facet(
            "due_within",
            gettext_lazy("Due within"),
            _narrow_due,
            lambda value, reader: display.duration(number(value)),
        ),
        row("store", gettext_lazy("Store"), _stores),
        period("received_from", gettext_lazy("Received from"), "received_at", _SINCE),
        period("received_to", gettext_lazy("Received before"), "received_at", _UNTIL),
        period("resolved_from", gettext_lazy("Resolved from"), "resolved_at", _SINCE),
        period("resolved_to", gettext_lazy("Resolved before"), "resolved_at", _UNTIL),
        period("closed_from", gettext_lazy("Closed from"), "closed_at", _SINCE),
        period("closed_to", gettext_lazy("Closed before"), "closed_at", _UNTIL),
        _scored("score_min", gettext_lazy("Satisfaction at least"), "__gte"),
        _scored("score_max", gettext_lazy("Satisfaction at most"), "__lte"),
        _dated("breached_from", gettext_lazy("Broken from"), _breaches, "breached_at__gte"),
        _dated("breached_to", gettext_lazy("Broken before"), _breaches, "breached_at__lt"),
        _dated("answered_from", gettext_lazy("Rated from"), _answers, "answered_at__gte"),
        _dated("answered_to", gettext_lazy("Rated before"), _answers, "answered_at__lt"),
        Facet(
            "breached",
            gettext_lazy("Promise broken"),
            _narrow_breached_metric,
            lambda value, reader: str(Metric(value).label),
            looks_back=True,
        ),
        Facet(
            "customer",
            gettext_lazy("Customer"),
            lambda t, values, r: t.filter(customer__in=records_of([number(v) for v in values])),
            lambda value, reader: f"#{value}",
            looks_back=True,
        ),
    )
}
