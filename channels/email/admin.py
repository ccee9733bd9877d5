"""Mailboxes in the admin: what each needs, and whether it works."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels import health
from channels.contract import ChannelError
from channels.email import imap
from channels.email.models import Mailbox
from channels.models import ChannelHealth
from tickets.admin.base import ConfigurationAdmin
from tickets.secrets import SecretMissing
from tickets.sentences import in_readers_words


@admin.register(Mailbox)
class MailboxAdmin(ConfigurationAdmin):
    list_display = ("address", "is_enabled", "last_success", "last_trouble", "team")
    list_select_related = ("team",)
    actions = ("try_sign_in",)
    fieldsets = (
        (None, {"fields": ("code", "address", "channel", "is_enabled", "way", "team")}),
        (_("Answers"), {"fields": ("has_plus_addresses", "is_sender")}),
        (
            _("IMAP server"),
            {"fields": ("host", "port", "tls", "user", "sign_in", "secret_variable")},
        ),
        (
            _("OAuth 2 with a refresh token"),
            {
                "fields": ("token_url", "client_id", "client_secret_variable"),
                "classes": ["collapse"],
            },
        ),
        (
            _("What is taken in"),
            {"fields": ("folder", "take_since", "most_bytes", "afterwards", "move_to")},
        ),
        (_("Forged senders"), {"fields": ("trusted_receiver",)}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What came in names its mailbox: switch it off instead."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailbox]:
        state = ChannelHealth.objects.filter(
            channel=OuterRef("channel__code"), row=OuterRef("code")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                success_at=Subquery(state.values("last_success_at")),
                error_at=Subquery(state.values("last_error_at")),
                error=Subquery(state.values("last_error")),
            )
        )

    @admin.display(description=_("last success"))
    def last_success(self, mailbox: Any) -> Any:
        return mailbox.success_at

    @admin.display(description=_("what went wrong"))
    def last_trouble(self, mailbox: Any) -> str:
        is_mended = (
            mailbox.success_at and mailbox.error_at and mailbox.error_at < mailbox.success_at
        )
        return "" if is_mended else in_readers_words(mailbox.error or "")

    @admin.action(description=_("Try to sign in"), permissions=["change"])
    def try_sign_in(self, request: HttpRequest, queryset: QuerySet[Mailbox]) -> None:
        for mailbox in queryset.filter(way=Mailbox.Way.IMAP):
            try:
                with imap.opened(mailbox) as folder:
                    waiting = len(folder.uids_after(mailbox.last_uid, since=mailbox.take_since))
            except (ChannelError, SecretMissing) as error:
                health.failed(
                    mailbox.channel.code, mailbox.code, at=timezone.now(), error=str(error)
                )
                words = _("Mailbox %(mailbox)s: %(why)s")
                told = {"mailbox": mailbox, "why": in_readers_words(str(error))}
                self.message_user(request, words % told, messages.ERROR)
            else:
                words = _("Mailbox %(mailbox)s: signed in. Mails that wait: %(count)s.")
                self.message_user(request, words % {"mailbox": mailbox, "count": waiting})
