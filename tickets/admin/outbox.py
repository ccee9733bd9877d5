"""Deliveries: what waits, what is parked and why, and a button to try again."""

from django.contrib import admin
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tickets import actors, outbox
from tickets.access import has_right
from tickets.admin.base import ReadOnlyAdmin
from tickets.admin.filters import by_choices
from tickets.models import Delivery, Right, User
from tickets.sentences import in_readers_words


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    view_right = Right.SEE_SYSTEM
    list_display = (
        "what",
        "ticket",
        "recipient_name",
        "state",
        "due_at",
        "why",
    )
    list_filter = (
        "state",
        "lane",
        by_choices("subscriber", _("what leaves"), outbox.named_subscribers),
    )
    list_select_related = ("ticket__customer",)
    ordering = ("-id",)
    exclude = ("last_error",)
    readonly_fields = ("why",)
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        key = Concat(Value(f"{actors.USER}:"), Cast("pk", CharField()))
        named = User.objects.annotate(key=key).filter(key=OuterRef("recipient"))
        rows: QuerySet[Delivery] = super().get_queryset(request)
        return rows.annotate(person_name=Subquery(named.values("display_name")[:1]))

    def heading(self, obj: Delivery) -> str:
        number = obj.ticket.number if obj.ticket else ""
        return " · ".join(filter(None, (number, self.what(obj))))

    @admin.display(description=_("what leaves"), ordering="subscriber")
    def what(self, delivery: Delivery) -> str:
        return outbox.name_of(delivery.subscriber)

    @admin.display(description=_("recipient"), ordering="recipient")
    def recipient_name(self, delivery: Delivery) -> str:
        """Name whom `customer:12` or `user:3` is; another code stays as it is."""
        kind = delivery.recipient.partition(":")[0]
        if kind == actors.CUSTOMER and delivery.ticket:
            return delivery.ticket.customer.name or gettext("The customer")
        return getattr(delivery, "person_name", None) or delivery.recipient

    @admin.display(description=_("last error"), ordering="last_error")
    def why(self, delivery: Delivery) -> str:
        return in_readers_words(delivery.last_error)

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
