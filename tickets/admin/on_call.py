"""On-call webhooks in the Django admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tickets.admin.base import ConfigurationAdmin
from tickets.models import LadderStep, OnCallWebhook
from tickets.secrets import NAMES_A_SECRET, SecretMissing, secret_in


class OnCallWebhookForm(forms.ModelForm):
    def clean_secret_variable(self) -> str:
        """Found out now and not in the night: without its secret no call is made."""
        variable: str = self.cleaned_data["secret_variable"]
        NAMES_A_SECRET(variable)
        try:
            secret_in(variable)
        except SecretMissing as error:
            raise forms.ValidationError(
                _(
                    "%(variable)s is not set here. Set it for the web and worker processes, "
                    "start them again, and save once more."
                ),
                params={"variable": variable},
            ) from error
        return variable


@admin.register(OnCallWebhook)
class OnCallWebhookAdmin(ConfigurationAdmin):
    form = OnCallWebhookForm
    list_display = ("name", "url", "is_active")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a ladder names stays; it is switched off instead."""
        is_named = obj is not None and LadderStep.objects.filter(tell_webhook=obj).exists()
        return super().has_delete_permission(request, obj) and not is_named
