"""Business calendars over the API: made, given a version to come, holidays added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tickets.actions.retargeting import apply_calendar
from tickets.api.configuring import ConfiguringView, now
from tickets.errors import Incomplete
from tickets.models import BusinessCalendar, CalendarVersion
from tickets.sla.calendar import validate, warnings
from tickets.sla.calendar_versions import version_to_come
from tickets.sla.holidays import Days, days_of_file, public_holidays, with_days

CONFIG = ("tz", "weekly", "holidays", "special", "breaks")
WITH_HOURS = BusinessCalendar.objects.filter(versions__number=1)
REFUSED = OpenApiResponse(description="Refused; `errors` names each field and the fix.")


class HoursSerializer(serializers.ModelSerializer):
    """What a version says about open time; shapes as in `CalendarVersion`."""

    class Meta:
        model = CalendarVersion
        fields = ("tz", "weekly", "holidays", "special", "breaks", "close_of_business")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        before = self.instance.config() if isinstance(self.instance, CalendarVersion) else {}
        config = before | {name: given[name] for name in CONFIG if name in given}
        refused: dict[str, list[str]] = {}
        for problem in validate(config):
            said = f"{problem.sentence} {problem.next_step}"
            refused.setdefault(problem.field or "weekly", []).append(said)
        if refused:
            raise serializers.ValidationError(refused)
        return given


class VersionSerializer(HoursSerializer):
    valid_from = serializers.DateTimeField(required=False)

    class Meta(HoursSerializer.Meta):
        fields = ("number", "valid_from", *HoursSerializer.Meta.fields)  # type: ignore[assignment]
        read_only_fields = ("number",)

    def validate_valid_from(self, moment: datetime) -> datetime:
        if moment < now():
            raise serializers.ValidationError(
                _(
                    "A new version counts from a moment still to come: time that has passed keeps "
                    "its rules. For a forgotten holiday exempt the breaches instead."
                )
            )
        return moment


class CalendarSerializer(serializers.ModelSerializer):
    """A calendar with its latest version."""

    hours = HoursSerializer(write_only=True)
    latest = serializers.SerializerMethodField()

    class Meta:
        model = BusinessCalendar
        fields = ("code", "name_en", "name_zh", "hours", "latest")

    def get_latest(self, calendar: BusinessCalendar) -> dict[str, Any] | None:
        version = calendar.versions.order_by("-number").first()
        return VersionSerializer(version).data if version else None


class HolidaysSerializer(serializers.Serializer):
    """Either a country and year, or the text of an iCal file."""

    country = serializers.CharField(max_length=2, required=False)
    year = serializers.IntegerField(min_value=1970, max_value=2100, required=False)
    ical = serializers.CharField(required=False, max_length=1_000_000)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"days": self._read(given)}
        except Incomplete as refusal:
            field = "ical" if refusal.field == "file" else refusal.field
            raise serializers.ValidationError({field: [str(refusal)]}) from refusal

    def _read(self, given: dict[str, Any]) -> Days:
        if "ical" in given:
            return days_of_file(given["ical"].encode(), from_year=now().year)
        if "country" not in given:
            raise Incomplete("country", _("Send a country and a year, or ical."))
        if "year" not in given:
            raise Incomplete("year", _("Enter the year, such as 2027."))
        return public_holidays(given["country"], given["year"])


class CalendarsView(ConfiguringView):
    @extend_schema(operation_id="calendars", responses=CalendarSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(CalendarSerializer(BusinessCalendar.objects.all(), many=True).data)

    @extend_schema(
        operation_id="make_calendar",
        summary="Make a business calendar with its hours",
        request=CalendarSerializer,
        responses={201: CalendarSerializer, 400: REFUSED},
    )
    @transaction.atomic
    def post(self, request: Request) -> Response:
        form = CalendarSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        at = now()
        hours = form.validated_data.pop("hours")
        calendar = BusinessCalendar.objects.create(**form.validated_data)
        version = CalendarVersion.objects.create(
            calendar=calendar, number=1, created_at=at, **hours
        )
        self.record("config.added", calendar, at)
        self.record("config.added", version, at, **version.config())
        return Response(CalendarSerializer(calendar).data | _said(version), status.HTTP_201_CREATED)


class VersionView(ConfiguringView):
    """Base of what writes the version to come of a calendar."""

    def keep(self, version: CalendarVersion, at: datetime) -> Response:
        version.save()
        self.record("config.drafted", version, at, **version.config())
        wave = apply_calendar(calendar_id=version.calendar_id, actor=self.actor, at=at)
        body = VersionSerializer(version).data | _said(version) | {"tickets_following": wave.total}
        return Response(body, status.HTTP_201_CREATED)


class CalendarVersionsView(VersionView):
    @extend_schema(
        operation_id="change_calendar",
        summary="Write the version to come: what is left out stays as it was",
        request=VersionSerializer,
        responses={201: VersionSerializer, 400: REFUSED},
    )
    @transaction.atomic
    def post(self, request: Request, code: str) -> Response:
        at = now()
        version = version_to_come(get_object_or_404(WITH_HOURS, code=code), at)
        form = VersionSerializer(version, data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        for name, value in form.validated_data.items():
            setattr(version, name, value)
        return self.keep(version, at)


class CalendarHolidaysView(VersionView):
    @extend_schema(
        operation_id="import_holidays",
        summary="Add public holidays or the days of an iCal file to the version to come",
        request=HolidaysSerializer,
        responses={201: VersionSerializer, 400: REFUSED},
    )
    @transaction.atomic
    def post(self, request: Request, code: str) -> Response:
        at = now()
        version = version_to_come(get_object_or_404(WITH_HOURS, code=code), at)
        form = HolidaysSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        config = with_days(version.config(), form.validated_data["days"])
        version.holidays, version.special = config["holidays"], config["special"]
        return self.keep(version, at)


def _said(version: CalendarVersion) -> dict[str, Any]:
    """What is allowed, but seldom meant."""
    found = warnings(version.config())
    return {"warnings": [f"{problem.sentence} {problem.next_step}" for problem in found]}
