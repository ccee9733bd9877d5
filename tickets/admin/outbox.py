"""Deliveries: what waits, what is parked and why, and a button to try again."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tickets import outbox
from tickets.access import has_right
from tickets.admin.base import ReadOnlyAdmin
from tickets.models import Delivery, Right


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    view_right = Right.SEE_SYSTEM
    list_display = (
        "subscriber",
        "ticket",
        "recipient",
        "state",
        "due_at",
        "attempts",
        "last_error",
    )
    list_filter = ("state", "lane", "subscriber")
    list_select_related = ("ticket",)
    ordering = ("-id",)
    actions = ("try_again",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return has_right(request.user, Right.MEND_SYSTEM)

    @admin.action(description=_("Try again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        tried = sum(outbox.retry(row.pk, at=timezone.now()) for row in queryset)
        self.message_user(
            request,
            ngettext(
                "%(count)d delivery is tried again.", "%(count)d deliveries are tried again.", tried
            )
            % {"count": tried},
        )
