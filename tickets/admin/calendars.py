"""Business calendars and their versions."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tickets import configuration
from tickets.actions.retargeting import apply_calendar
from tickets.actors import Actor
from tickets.admin.base import person_of
from tickets.admin.holidays import HolidayImport
from tickets.admin.previewing import PreviewedAdmin, following
from tickets.configuration import Configuration
from tickets.models import BusinessCalendar, CalendarVersion
from tickets.sla.calendar import validate, warnings
from tickets.sla.preview import with_calendar

FIELDS = ("tz", "weekly", "holidays", "special", "breaks")


class CalendarVersionForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not all(name in data for name in FIELDS):
            return data
        for problem in validate({name: data[name] for name in FIELDS}):
            name = problem.field.split(".")[0].split("[")[0]
            self.add_error(
                name if name in FIELDS else None, f"{problem.sentence} {problem.next_step}"
            )
        return data

    def clean_valid_from(self) -> Any:
        moment = self.cleaned_data["valid_from"]
        if self.instance.number == 1 and self.instance.pk:
            return moment
        if moment is None or moment < timezone.now() - timedelta(minutes=1):
            raise forms.ValidationError(
                _(
                    "A new version counts from a moment still to come: time that has passed keeps "
                    "its rules. For a forgotten holiday exempt the breaches instead."
                )
            )
        return moment


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(HolidayImport):
    change_form_template = "admin/tickets/businesscalendar/change_form.html"
    list_display = ("name", "code", "latest")
    search_fields = ("code", "name_en", "name_zh")
    actions = ("draft_new_version",)

    @admin.display(description=_("latest version"))
    def latest(self, calendar: BusinessCalendar) -> str:
        version = calendar.versions.order_by("-number").first()
        return _link(version) if version else "–"

    @admin.action(description=_("Add a version that starts tomorrow"))
    def draft_new_version(self, request: HttpRequest, queryset: QuerySet[BusinessCalendar]) -> None:
        for calendar in queryset:
            latest = calendar.versions.order_by("-number").first()
            if latest is None:
                continue
            now = timezone.now().replace(microsecond=0)
            latest.pk, latest.number = None, latest.number + 1
            latest.valid_from, latest.created_at = now + timedelta(days=1), now
            latest._state.adding = True
            latest.save(force_insert=True)
            self.record(request, "config.drafted", latest, number=latest.number)
            self.message_user(
                request, format_html(str(_("Change its hours here: {}")), _link(latest))
            )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _link(version: CalendarVersion) -> str:
    url = reverse("admin:tickets_calendarversion_change", args=[version.pk])
    return format_html('<a href="{}">v{}</a>', url, version.number)


@admin.register(CalendarVersion)
class CalendarVersionAdmin(PreviewedAdmin):
    change_form_template = "admin/tickets/calendarversion/change_form.html"
    simulated_as = "calendar"
    confirm = {"_save": _("Save it")}
    form = CalendarVersionForm
    list_display = ("__str__", "valid_from", "tz")
    list_filter = ("calendar",)
    readonly_fields = ("calendar", "number", "created_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Versions are added from their calendar."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version in force is history in the making: clocks have been judged by it."""
        is_frozen = isinstance(obj, CalendarVersion) and (
            obj.valid_from is None or obj.valid_from <= timezone.now()
        )
        return super().has_change_permission(request, obj) and not is_frozen

    has_delete_permission = has_change_permission

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if self.is_preview(request):
            return
        for sentence in warnings(obj.config()):
            self.message_user(request, str(sentence), messages.WARNING)
        self._let_clocks_follow(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self._let_clocks_follow(request, obj)

    def proposed_by(self, obj: CalendarVersion) -> tuple[Configuration, int | None]:
        return with_calendar(obj, configuration.current()), obj.calendar_id

    def _let_clocks_follow(self, request: HttpRequest, version: CalendarVersion) -> None:
        now = timezone.now().replace(microsecond=0)
        actor = Actor.for_user(person_of(request))
        wave = apply_calendar(calendar_id=version.calendar_id, actor=actor, at=now)
        self.message_user(request, following(wave))
