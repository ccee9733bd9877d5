"""Macros, articles and shared queues."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets import configuration
from tickets.admin.base import ConfigurationAdmin
from tickets.display import listed
from tickets.models import Article, Macro, SavedQueue, Ticket, User
from tickets.queries.facets import FACETS, BadValue, Reader
from tickets.queries.filters import QueueFilter


@admin.register(Macro)
class MacroAdmin(ConfigurationAdmin):
    list_display = ("name", "team", "then", "is_active")
    search_fields = ("name_en", "name_zh")


@admin.register(Article)
class ArticleAdmin(ConfigurationAdmin):
    list_display = ("title", "language", "state", "is_public")
    list_filter = ("language", "state", "is_public")
    search_fields = ("title", "body")


class SavedQueueForm(ModelForm):
    """Refuses filters that no queue knows: kept, they would quietly show every ticket."""

    def clean_filters(self) -> dict[str, Any]:
        filters = self.cleaned_data["filters"]
        if not isinstance(filters, dict) or set(filters) - {*FACETS, "order"}:
            raise ValidationError(
                _("A queue can be filtered by: %(names)s. Write them like %(example)s.")
                % {"names": listed(sorted(FACETS)), "example": '{"status": ["new"]}'}
            )
        reader = Reader(self.instance.owner or User(), timezone.now(), configuration.current())
        try:
            QueueFilter.from_saved(filters).narrow(Ticket.objects.all(), reader)
        except BadValue as error:
            raise ValidationError(
                _("No ticket can have the value “%(value)s”. Save the queue from the desk instead.")
                % {"value": error}
            ) from error
        return filters


@admin.register(SavedQueue)
class SavedQueueAdmin(ConfigurationAdmin):
    form = SavedQueueForm
    list_display = ("name", "team", "owner", "position")
    list_select_related = ("team", "owner")
