"""Channels, notice texts and what came in, in the Django admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels import notice_admin as _words  # noqa: F401
from channels.email import admin as _mailboxes  # noqa: F401
from channels.models import Channel, Submission
from channels.web import admin as _forms  # noqa: F401
from channels.webhook import admin as _lines  # noqa: F401
from tickets.access import has_right
from tickets.admin.base import ConfigurationAdmin, ReadOnlyAdmin
from tickets.models import Right
from tickets.sentences import in_readers_words


@admin.register(Channel)
class ChannelAdmin(ConfigurationAdmin):
    unrecorded = frozenset({"settings"})
    list_display = ("name", "code", "kind", "is_active")
    list_filter = ("kind", "is_active")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A retired channel stays readable on old tickets."""
        return False


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    view_right = Right.SEE_SYSTEM
    list_display = ("channel", "received_at", "state", "ticket", "attempts", "reason")
    list_filter = ("state", "channel")
    list_select_related = ("channel", "ticket")
    ordering = ("-recorded_at",)
    actions = ("try_again",)

    @admin.display(description=_("why it isn't a ticket"))
    def reason(self, submission: Submission) -> str:
        return in_readers_words(submission.error)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return has_right(request.user, Right.MEND_SYSTEM)

    @admin.action(description=_("Try again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        queryset.filter(state=Submission.State.PARKED).update(
            state=Submission.State.STORED, attempts=0, next_try_at=timezone.now()
        )
        self.message_user(request, _("They are read again within seconds."))
