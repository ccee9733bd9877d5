"""What exists in versions: drafted, changed, published, then frozen. Policies and forms do."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tickets.admin.base import ConfigurationAdmin, RightGuard
from tickets.errors import DeskError

NONE = "–"


class VersionedAdmin(ConfigurationAdmin):
    """A thing with `versions`: two columns lead to them, an action drafts the next one.

    `publishing` is the module that knows how: `draft_from(thing)` returns the draft there is or a
    new one. Nothing is deleted, since what has happened points at it; it is switched off instead.
    """

    publishing: Any
    actions = ("draft_new_version",)

    @admin.display(description=_("in force"))
    def in_force(self, obj: Any) -> str:
        latest = obj.versions.filter(published_at__isnull=False).order_by("-number").first()
        return link_to(latest) or NONE

    @admin.display(description=_("draft"))
    def draft(self, obj: Any) -> str:
        return link_to(obj.versions.filter(published_at__isnull=True).first()) or NONE

    @admin.action(
        description=_("Draft a new version"),
        location=[ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM],
    )
    def draft_new_version(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.draft_for(request, obj)

    def draft_for(self, request: HttpRequest, obj: Any) -> None:
        version = self.publishing.draft_from(obj)
        self.record(request, "config.drafted", version, number=version.number)
        words = str(_("Change it, then publish it: {}"))
        self.message_user(request, format_html(words, link_to(version)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FrozenRows(RightGuard):
    """Rows of a version: editable while it is a draft, shown as they were afterwards."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_published(obj)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


class VersionAdmin(FrozenRows, ConfigurationAdmin):
    """A version: made by drafting, so that nothing has to be typed twice; published by a button.

    `published` is what is said then, `published_url` where it leads.
    """

    publishing: Any
    published: Any
    published_url: str

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is not None and super().has_delete_permission(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Publish what was just saved, if that button was pressed; refused, it stays a draft."""
        if "_publish" not in request.POST:
            return super().response_change(request, obj)
        try:
            self.publishing.publish(obj, at=timezone.now())
        except DeskError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.record(request, "config.published", obj, number=obj.number)
        self.message_user(request, self.published)
        return HttpResponseRedirect(reverse(self.published_url))


def is_published(version: Any) -> bool:
    return getattr(version, "published_at", None) is not None


def link_to(version: Any) -> str:
    """A link to a version's page in the admin; nothing without one."""
    if version is None:
        return ""
    name = f"admin:{version._meta.app_label}_{version._meta.model_name}_change"
    return format_html('<a href="{}">v{}</a>', reverse(name, args=[version.pk]), version.number)
