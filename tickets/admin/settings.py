"""The desk's own numbers: one row, nothing to add or remove."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.admin.base import ConfigurationAdmin
from tickets.models import DeskSettings


@admin.register(DeskSettings)
class DeskSettingsAdmin(ConfigurationAdmin):
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
