"""Channels, notice texts and what came in, in the Django admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Field, QuerySet
from django.forms import ChoiceField
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels import notice_admin as _words  # noqa: F401
from channels.email import admin as _mailboxes  # noqa: F401
from channels.models import Channel, Submission
from channels.web import admin as _forms  # noqa: F401
from channels.webhook import admin as _lines  # noqa: F401
from tickets import display
from tickets.access import has_right
from tickets.admin.base import ConfigurationAdmin, ReadOnlyAdmin
from tickets.admin.filters import by_choices
from tickets.models import Right
from tickets.sentences import in_readers_words

# What reads a channel, or who writes down what comes by it; see channels/registry.py.
KINDS = (
    ("phone", _("calls and talks, written down by agents")),
    ("store", _("counter and slips, written down by agents")),
    ("social", _("reviews, mentions and messages, by webhook")),
    ("sms", _("text messages, by webhook and gateway")),
    ("wechat", _("WeChat accounts")),
    ("email", _("mailboxes")),
    ("api", _("programs, with a key")),
)
# The ones of the desk itself: each is there once, nobody adds another.
OWN_KINDS = (
    ("web", _("forms on the web")),
    ("staff", _("reports of staff")),
)
ALL_KINDS = dict(KINDS + OWN_KINDS)
KIND_DECIDES = _("How things come in. It stays as it is once the channel is saved.")


@admin.register(Channel)
class ChannelAdmin(ConfigurationAdmin):
    unrecorded = frozenset({"settings"})
    list_display = ("name", "code", "kind_word", "is_active")
    list_filter = (by_choices("kind", _("kind"), lambda: ALL_KINDS.items()), "is_active")

    @admin.display(description=_("kind"), ordering="kind")
    def kind_word(self, channel: Channel) -> str:
        return str(ALL_KINDS.get(channel.kind, channel.kind))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        kind = "kind_word" if obj else "kind"
        return ("name_en", "name_zh", "code", kind, "is_active", "is_retired", "settings")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Tickets hold the code, and what came in is read by the kind: both stay."""
        return ("code", "kind_word") if obj is not None else ()

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        if db_field.name == "kind":
            return ChoiceField(label=_("kind"), choices=KINDS, help_text=KIND_DECIDES)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

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

    def heading(self, obj: Submission) -> str:
        return f"{obj.channel} · {display.full_moment(obj.received_at)}"

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
