"""Webhooks and what came by them, in the Django admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channels.models import Channel, NoticeWay, Post, SmsGateway, Webhook, WeChatAccount
from tickets.admin.base import ConfigurationAdmin, ReadOnlyAdmin
from tickets.models import Right
from tickets.secrets import SecretMissing, secret_in
from tickets.sentences import in_readers_words


class LinesAdmin(ConfigurationAdmin):
    """Lines to other houses: which channel, and whether they are on."""

    list_select_related = ("channel",)
    list_filter = ("is_active",)
    # What kinds of channels can be read or written by such a line.
    kinds: ClassVar[tuple[str, ...]] = ()

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "channel":
            kwargs["queryset"] = Channel.objects.filter(kind__in=self.kinds)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Save it, and say at once which of its secrets the environment doesn't hold yet."""
        super().save_model(request, obj, form, change)
        for name in form.base_fields:
            if name.endswith("secret_variable") or name in ("token_variable", "aes_key_variable"):
                _warn_if_missing(request, getattr(obj, name))


def _warn_if_missing(request: HttpRequest, variable: str) -> None:
    try:
        if variable:
            secret_in(variable)
    except SecretMissing as missing:
        messages.warning(request, in_readers_words(str(missing)))


@admin.register(Webhook)
class WebhookAdmin(LinesAdmin):
    kinds = ("social", "sms")
    list_display = ("code", "channel", "kind", "is_active", "address")
    readonly_fields = ("address",)

    @admin.display(description=_("address"))
    def address(self, webhook: Webhook) -> str:
        return webhook.address if webhook.pk else "–"


@admin.register(SmsGateway)
class SmsGatewayAdmin(LinesAdmin):
    kinds = ("sms",)
    list_display = ("code", "channel", "url", "is_active")


@admin.register(WeChatAccount)
class WeChatAccountAdmin(LinesAdmin):
    kinds = ("wechat",)
    list_display = ("code", "channel", "app_id", "is_active", "address")
    readonly_fields = ("address",)

    @admin.display(description=_("address"))
    def address(self, account: WeChatAccount) -> str:
        return account.address if account.pk else "–"


@admin.register(NoticeWay)
class NoticeWayAdmin(ConfigurationAdmin):
    list_display = ("kind", "position", "is_active", "quiet_from", "quiet_until")
    list_editable = ("position", "is_active")


@admin.register(Post)
class PostAdmin(ReadOnlyAdmin):
    view_right = Right.SEE_TICKETS
    list_display = ("posted_at", "kind", "author", "rating", "state", "ticket")
    list_filter = ("state", "kind", "webhook")
    search_fields = ("author", "external_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).select_related("ticket")
