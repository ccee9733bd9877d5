"""Stores. Their printed QR codes are on the desk's page of stores."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tickets.admin.base import ConfigurationAdmin
from tickets.models import Store


@admin.register(Store)
class StoreAdmin(ConfigurationAdmin):
    list_display = ("name", "code", "address", "is_active")
    list_filter = ("is_active",)
    search_fields = ("code", "name_en", "name_zh", "address")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A closed store is made inactive; its tickets keep it."""
        return (
            super().has_delete_permission(request, obj)
            and obj is not None
            and not obj.tickets.exists()
        )
