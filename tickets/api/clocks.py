"""The clocks of a ticket over the API, with the arithmetic that the desk's page shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tickets import access, configuration
from tickets.models import SlaClock, Ticket, User
from tickets.numbers import parse_number
from tickets.queries.clock_panel import rounds_of
from tickets.queries.ticket_page import read_clocks
from tickets.sla.explain import Explanation, explain
from tickets.sla.measures import Level


class StretchSerializer(serializers.Serializer):
    """A stretch of time that counts or doesn't, and why."""

    begins_at = serializers.DateTimeField(source="from_")
    ends_at = serializers.DateTimeField(source="to")
    counts = serializers.BooleanField()
    reason = serializers.CharField()
    # Serializers have a label of their own, which this one isn't.
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="The holiday's name or the status that paused."
    )
    seconds = serializers.FloatField()


class LevelSerializer(serializers.Serializer):
    percent = serializers.IntegerField()
    at = serializers.DateTimeField(allow_null=True)
    tells = serializers.ListField(child=serializers.CharField())
    also_tells = serializers.ListField(
        child=serializers.CharField(), help_text="A team, an on-call webhook: by name."
    )


class PolicySerializer(serializers.Serializer):
    name = serializers.CharField()
    version = serializers.IntegerField()
    matched = serializers.ListField(
        child=serializers.CharField(), help_text="The conditions that chose it; none: a catch-all."
    )


class ClockCalendarSerializer(serializers.Serializer):
    name = serializers.CharField()
    zone = serializers.CharField()


class ClockSerializer(serializers.Serializer):
    metric = serializers.CharField()
    cycle = serializers.IntegerField()
    round = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SlaClock.State.choices)
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    broken_at = serializers.DateTimeField(allow_null=True)
    counted_in = serializers.CharField()
    budget_seconds = serializers.IntegerField()
    spent_seconds = serializers.IntegerField()
    left_seconds = serializers.IntegerField(allow_null=True, help_text="Negative when over.")
    policy = PolicySerializer()
    calendar = ClockCalendarSerializer()
    stretches = StretchSerializer(many=True)
    next_level = LevelSerializer(allow_null=True)


class ClocksSerializer(serializers.Serializer):
    ticket = serializers.CharField()
    now = serializers.DateTimeField()
    clocks = ClockSerializer(many=True)


class ClocksView(APIView):
    @extend_schema(
        operation_id="ticket_clocks",
        summary="Why each promise of a ticket is due when it is",
        description=(
            "Every clock with its policy, calendar, and each stretch of time that counted or did "
            "not. The counting stretches of a duration add up to its budget at the due time. For "
            "people at the desk, who get the tickets that they see there."
        ),
        responses={200: ClocksSerializer, 404: OpenApiResponse(description="No such ticket.")},
    )
    def get(self, request: Request, number: str) -> Response:
        ticket = _ticket(request, number)
        now = timezone.now().replace(microsecond=0)
        return Response({"ticket": ticket.number, "now": now, "clocks": list(_clocks(ticket, now))})


def _person(request: Request) -> User:
    assert isinstance(request.user, User), "The API lets nobody pass who isn't signed in."
    return request.user


def _ticket(request: Request, number: str) -> Ticket:
    canonical = parse_number(number) or number.replace("\0", "")
    found = access.tickets_for(_person(request)).filter(number=canonical).first()
    if found is None:
        raise NotFound
    return found


def _clocks(ticket: Ticket, now: Any) -> Iterable[dict[str, Any]]:
    clocks, pauses = read_clocks(ticket)
    settings, rounds = configuration.current(), rounds_of(ticket, clocks)
    for clock in clocks:
        explained = explain(clock, ticket=ticket, pauses=pauses, now=now, settings=settings)
        yield ClockSerializer(_shown(explained, rounds.get(clock.pk, 1))).data


def _shown(explained: Explanation, round_: int) -> dict[str, Any]:
    clock = explained.clock
    return {
        "metric": clock.metric,
        "cycle": clock.cycle,
        "round": round_,
        "state": clock.state,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "stopped_at": clock.stopped_at,
        "broken_at": clock.breached_at,
        "counted_in": clock.kind,
        "budget_seconds": clock.budget_seconds,
        "spent_seconds": explained.spent_seconds,
        "left_seconds": explained.left_seconds,
        "policy": {
            "name": explained.policy_name,
            "version": explained.policy_version,
            "matched": explained.matched,
        },
        "calendar": {"name": explained.calendar_name, "zone": explained.calendar_zone},
        "stretches": explained.stretches,
        "next_level": _level(explained.next_level),
    }


def _level(level: Level | None) -> dict[str, Any] | None:
    if level is None:
        return None
    return {
        "percent": level.percent,
        "at": level.moment,
        "tells": list(level.step.tell) if level.step else [],
        "also_tells": level.step.told_by_name if level.step else [],
    }
