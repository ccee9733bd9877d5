"""Business calendars and their versions."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from tickets import configuration
from tickets.actions.retargeting import apply_calendar
from tickets.actors import Actor
from tickets.admin.base import RightGuard, person_of
from tickets.admin.drafting import NONE, link_to
from tickets.admin.holidays import HolidayImport, warn_of
from tickets.admin.hours import DATED, DAY_FIELDS, DAY_LABELS, HoursForm
from tickets.admin.previewing import PreviewedAdmin, following
from tickets.configuration import Configuration
from tickets.models import BusinessCalendar, CalendarVersion
from tickets.sla import written
from tickets.sla.calendar_versions import version_to_come
from tickets.sla.preview import with_calendar

SHOWN = ("week_shown", "special_shown", "holidays_shown", "breaks_shown")
HOURS = (None, {"fields": ("tz", *DAY_FIELDS)})
DATES = (_("Days that differ"), {"fields": (*DATED, "close_of_business")})


class FirstHoursForm(HoursForm):
    """A calendar opens at some time from the first moment: it is made together with its hours."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.initial.setdefault("tz", "")
        self.initial["tz"] = self.initial["tz"] or settings.TIME_ZONE

    def _post_clean(self) -> None:
        super()._post_clean()
        self.instance.number, self.instance.created_at = 1, timezone.now().replace(microsecond=0)


class FirstHours(RightGuard, admin.StackedInline):
    model = CalendarVersion
    form = FirstHoursForm
    verbose_name = verbose_name_plural = _("Opening hours")
    fieldsets: ClassVar[Any] = (HOURS, DATES)
    min_num = max_num = 1
    can_delete = False


class CalendarVersionForm(HoursForm):
    class Meta(HoursForm.Meta):
        fields = ("valid_from", *HoursForm.Meta.fields)  # type: ignore[assignment]

    def clean_valid_from(self) -> Any:
        moment = self.cleaned_data["valid_from"]
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

    def get_inlines(self, request: HttpRequest, obj: BusinessCalendar | None = None) -> list[Any]:
        """A calendar gets its first hours with its name, or later if it was left without."""
        return [] if obj and obj.versions.exists() else [FirstHours]

    def get_readonly_fields(
        self, request: HttpRequest, obj: BusinessCalendar | None = None
    ) -> list[str]:
        return ["versions_so_far"] if obj else []

    @admin.display(description=_("versions"))
    def versions_so_far(self, calendar: BusinessCalendar) -> str:
        versions = calendar.versions.order_by("-number")
        return format_html_join(", ", "{}", ((link_to(version),) for version in versions))

    @admin.display(description=_("latest version"))
    def latest(self, calendar: BusinessCalendar) -> str:
        return link_to(calendar.versions.order_by("-number").first()) or NONE

    @admin.action(description=_("Add a version that starts tomorrow"))
    def draft_new_version(self, request: HttpRequest, queryset: QuerySet[BusinessCalendar]) -> None:
        for calendar in queryset.filter(versions__number=1):
            version = version_to_come(calendar, timezone.now())
            if version._state.adding:
                version.save()
                self.record(request, "config.drafted", version, number=version.number)
            words = str(_("Change its hours here: {}"))
            self.message_user(request, format_html(words, link_to(version)))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if formsets:
            warn_of(self, request, form.instance.versions.get())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CalendarVersion)
class CalendarVersionAdmin(PreviewedAdmin):
    change_form_template = "admin/tickets/calendarversion/change_form.html"
    simulated_as = "calendar"
    confirm = {"_save": _("Save it")}
    form = CalendarVersionForm
    fieldsets: ClassVar[Any] = ((None, {"fields": ("valid_from", "tz", *DAY_FIELDS)}), DATES)
    list_display = ("__str__", "valid_from", "tz")
    list_filter = ("calendar",)

    def get_fieldsets(self, request: HttpRequest, obj: CalendarVersion | None = None) -> Any:
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return ((None, {"fields": ("valid_from", "tz", *SHOWN, "close_of_business")}),)

    def get_readonly_fields(
        self, request: HttpRequest, obj: CalendarVersion | None = None
    ) -> tuple[str, ...]:
        return () if self.has_change_permission(request, obj) else SHOWN

    @admin.display(description=_("weekly hours"))
    def week_shown(self, version: CalendarVersion) -> str:
        closed = pgettext("opening hours", "closed")
        return _lines(
            f"{label} {written.write_hours(version.weekly.get(day, [])) or closed}"
            for day, label in DAY_LABELS.items()
        )

    @admin.display(description=_("special hours"))
    def special_shown(self, version: CalendarVersion) -> str:
        return _lines(written.write_special(version.special).splitlines())

    @admin.display(description=_("holidays"))
    def holidays_shown(self, version: CalendarVersion) -> str:
        return _lines(written.write_holidays(version.holidays).splitlines())

    @admin.display(description=_("breaks"))
    def breaks_shown(self, version: CalendarVersion) -> str:
        return _lines(written.write_breaks(version.breaks).splitlines())

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
        warn_of(self, request, obj)
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


def _lines(lines: Iterable[str]) -> str:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines)) or NONE
