"""The desk's own numbers: one row, nothing to add or remove."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.admin.base import ConfigurationAdmin
from tickets.models import DeskSettings

HOURS_OF_A_DAY, BEST_SCORE, LONGEST_UNDO_SECONDS = 24, 5, 3600
# field: (what must hold of the typed numbers, else what is said beside the field).
RULES: dict[str, tuple[Callable[[dict[str, int]], bool], Any]] = {
    "survey_hours_to": (
        lambda typed: typed["survey_hours_to"] <= HOURS_OF_A_DAY,
        _("A day ends at 24. Write an hour from 1 to 24."),
    ),
    "survey_threshold": (
        lambda typed: typed["survey_threshold"] < BEST_SCORE,
        _("5 is the best answer and starts nothing again. Write a score from 0 to 4."),
    ),
    "survey_window_seconds": (
        lambda typed: typed["survey_window_seconds"] > 0,
        _("No answer could ever be given. Write how long one is taken."),
    ),
    "survey_reminder_seconds": (
        lambda typed: typed["survey_reminder_seconds"] < typed["survey_window_seconds"],
        _("The reminder has to come before answers end. Write a shorter time."),
    ),
    "silence_resolve_days": (
        lambda typed: typed["silence_resolve_days"] > typed["silence_reminder_days"],
        _("A customer is reminded before silence ends anything. Write more days than until then."),
    ),
    "manager_at_reopen": (
        lambda typed: typed["manager_at_reopen"] >= typed["lead_at_reopen"],
        _("The manager comes after the lead. Write the lead's number or a higher one."),
    ),
    "undo_send_seconds": (
        lambda typed: typed["undo_send_seconds"] <= LONGEST_UNDO_SECONDS,
        _("A customer would wait for every answer. Write an hour, 3600, at most."),
    ),
    "status_link_days": (
        lambda typed: typed["status_link_days"] > 0,
        _("Customers could never look at a closed ticket. Write one day at least."),
    ),
}


class DeskSettingsForm(ModelForm):
    """Refuses numbers that fit their fields but not each other, or nobody's intention."""

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if self.errors:
            return typed
        broken = [name for name, (holds, _sentence) in RULES.items() if not holds(typed)]
        for name in broken:
            self.add_error(name, RULES[name][1])
        return typed


@admin.register(DeskSettings)
class DeskSettingsAdmin(ConfigurationAdmin):
    form = DeskSettingsForm
    fieldsets = (
        (pgettext_lazy("of the desk", "Name"), {"fields": ("site_name_en", "site_name_zh")}),
        (_("Answers"), {"fields": ("undo_send_seconds",)}),
        (
            _("Survey"),
            {
                "fields": (
                    "survey_delay_seconds",
                    ("survey_hours_from", "survey_hours_to"),
                    "survey_window_seconds",
                    "survey_reminder_seconds",
                    "survey_revision_seconds",
                    "survey_threshold",
                    "inquiry_survey_gap_seconds",
                )
            },
        ),
        (
            _("Silence, closing, reopening"),
            {
                "fields": (
                    "silence_reminder_days",
                    "silence_resolve_days",
                    "close_after_seconds",
                    "call_back_seconds",
                    "reopen_window_seconds",
                    "undo_reopen_seconds",
                    "lead_at_reopen",
                    "manager_at_reopen",
                    "status_link_days",
                )
            },
        ),
        (
            _("Duplicates"),
            {"fields": ("duplicate_window_days",)},
        ),
        (
            _("Other ways to get redress"),
            {"fields": ("outside_redress_en", "outside_redress_zh")},
        ),
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        row, _made = DeskSettings.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:tickets_desksettings_change", args=[row.pk]))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_delete_permission = has_add_permission
