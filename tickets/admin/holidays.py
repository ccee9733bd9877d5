"""Import holidays into a business calendar: asked, shown, then added as a version to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tickets import configuration
from tickets.access import has_right
from tickets.actions.retargeting import apply_calendar
from tickets.actors import Actor
from tickets.admin.base import ConfigurationAdmin, person_of
from tickets.admin.previewing import following, preview_context
from tickets.errors import Incomplete
from tickets.models import BusinessCalendar, CalendarVersion, Right
from tickets.sla.calendar import warnings
from tickets.sla.calendar_versions import version_to_come
from tickets.sla.holidays import CHINA, Days, changes, countries, days_of_file, public_holidays
from tickets.sla.holidays import with_days as config_with
from tickets.sla.preview import preview, with_calendar

SALT = "holiday-import"
UNPROCESSABLE = 422
COUNTRY, FILE = "country", "file"


class HolidayForm(forms.Form):
    """Where the days come from. `days` reads them; what can't be read is said at its field."""

    source = forms.ChoiceField(
        label=gettext_lazy("Take them from"),
        choices=[
            (COUNTRY, gettext_lazy("the public holidays of a country")),
            (FILE, gettext_lazy("an iCal file")),
        ],
        widget=forms.RadioSelect,
        initial=COUNTRY,
    )
    country = forms.ChoiceField(
        label=gettext_lazy("country"),
        choices=lambda: countries(get_language() or settings.LANGUAGE_CODE),
        required=False,
    )
    year = forms.IntegerField(
        label=gettext_lazy("year"), min_value=1970, max_value=2100, required=False
    )
    file = forms.FileField(label=gettext_lazy("Calendar file (.ics)"), required=False)

    days: Days

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        try:
            self.days = self._read(data)
        except Incomplete as refusal:
            self.add_error(refusal.field, str(refusal))
        return data

    def _read(self, data: dict[str, Any]) -> Days:
        if data["source"] == COUNTRY:
            if not data["year"]:
                raise Incomplete("year", _("Enter the year, such as 2027."))
            return public_holidays(data["country"], data["year"])
        if not data["file"]:
            raise Incomplete("file", _("Choose the file."))
        return days_of_file(data["file"].read(), from_year=timezone.localdate().year)


class HolidayImport(ConfigurationAdmin):
    """Adds the import to the page of a calendar."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.holidays_view)
        own = path("<int:pk>/holidays/", view, name="tickets_businesscalendar_holidays")
        return [own, *super().get_urls()]

    def holidays_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a list; show what it changes; add it. Nothing is kept before the last step."""
        if not has_right(request.user, Right.CONFIGURE):
            raise PermissionDenied
        calendar = get_object_or_404(BusinessCalendar, pk=pk, versions__number=1)
        if "days" in request.POST:
            return self._add(request, calendar)
        initial = {"country": CHINA, "year": timezone.localdate().year}
        given = request.POST if request.method == "POST" else None
        form = HolidayForm(given, request.FILES or None, initial=initial)
        is_read = form.is_bound and form.is_valid()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import holidays"),
            "calendar": calendar,
            "form": form,
            "found": _found(calendar, form.days) if is_read else None,
        }
        status = UNPROCESSABLE if form.errors else 200
        return TemplateResponse(
            request, "admin/tickets/businesscalendar/holidays.html", context, status=status
        )

    @transaction.atomic
    def _add(self, request: HttpRequest, calendar: BusinessCalendar) -> HttpResponse:
        try:
            days = _unpacked(request.POST["days"])
        except signing.BadSignature:
            self.message_user(
                request, _("The list has changed on its way. Read it again."), messages.ERROR
            )
            return HttpResponseRedirect(request.path)
        version = _version(calendar, days)
        is_new = version._state.adding
        version.save()
        self.record(request, "config.drafted", version, number=version.number)
        warn_of(self, request, version)
        now = timezone.now().replace(microsecond=0)
        actor = Actor.for_user(person_of(request))
        wave = apply_calendar(calendar_id=calendar.pk, actor=actor, at=now)
        said = _("Added as a new version.") if is_new else _("Added to the version to come.")
        self.message_user(request, f"{said} {following(wave)}")
        return HttpResponseRedirect(
            reverse("admin:tickets_calendarversion_change", args=[version.pk])
        )


def _version(calendar: BusinessCalendar, days: Days) -> CalendarVersion:
    """The version still to come with these days in it, else a new one from tomorrow on."""
    version = version_to_come(calendar, timezone.now())
    config = config_with(version.config(), days)
    version.holidays, version.special = config["holidays"], config["special"]
    return version


def warn_of(page: admin.ModelAdmin, request: HttpRequest, version: CalendarVersion) -> None:
    """Say what is allowed in a calendar, but seldom meant."""
    for problem in warnings(version.config()):
        page.message_user(request, f"{problem.sentence} {problem.next_step}", messages.WARNING)


def _found(calendar: BusinessCalendar, days: Days) -> dict[str, Any]:
    """What the days change in the calendar and for the clocks that run on it."""
    version = _version(calendar, days)
    before = calendar.versions.latest("number").config()
    proposed = with_calendar(version, configuration.current())
    seen = preview(proposed, at=timezone.now(), calendar_id=calendar.pk)
    return {
        "changes": changes(before, days),
        "left_out": days.left_out,
        "warnings": warnings(version.config()),
        "valid_from": version.valid_from,
        "days": _packed(days),
        "clocks": preview_context(seen),
    }


def _packed(days: Days) -> str:
    """The list as the page carries it to the next step: a file can't be sent twice."""
    kept = [
        {day.isoformat(): name for day, name in part.items()} for part in (days.off, days.worked)
    ]
    return signing.dumps(kept, salt=SALT, compress=True)


def _unpacked(packed: str) -> Days:
    off, worked = (
        {date.fromisoformat(day): name for day, name in part.items()}
        for part in signing.loads(packed, salt=SALT, max_age=timedelta(hours=2))
    )
    return Days(off=off, worked=worked)
