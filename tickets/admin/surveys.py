"""The questions of the survey, versioned: what was asked once stays as it was asked."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from tickets.admin.base import ConfigurationAdmin
from tickets.models import Survey, SurveyVersion


@admin.register(SurveyVersion)
class SurveyVersionAdmin(ConfigurationAdmin):
    list_display = ("__str__", "created_at")
    readonly_fields = ("number", "created_at")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        latest = SurveyVersion.objects.first()
        if latest is None:
            return {}
        return {
            "intro_en": latest.intro_en,
            "intro_zh": latest.intro_zh,
            "reason_chips": latest.reason_chips,
        }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            latest = SurveyVersion.objects.first()
            obj.number = latest.number + 1 if latest else 1
            obj.created_at = timezone.now()
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_used = obj is not None and Survey.objects.filter(version=obj).exists()
        return super().has_change_permission(request, obj) and not is_used

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
