"""The outbox: everything that has to leave the house, as rows that can't be forgotten."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Delivery(models.Model):
    """One event for one subscriber and one recipient."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        DONE = "done", _("sent")
        PARKED = "parked", _("parked")
        DROPPED = "dropped", _("not needed any more")

    class Lane(models.TextChoices):
        URGENT = "urgent", _("urgent")
        MAIL = "mail", _("mail")
        BULK = "bulk", _("bulk")

    key = models.CharField(_("key"), max_length=200, unique=True)
    subscriber = models.CharField(_("subscriber"), max_length=40)
    lane = models.CharField(_("lane"), max_length=10, choices=Lane)
    ticket = models.ForeignKey(
        "tickets.Ticket",
        models.PROTECT,
        null=True,
        related_name="deliveries",
        verbose_name=_("ticket"),
    )
    event = models.ForeignKey(
        "tickets.TicketEvent",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # events are never deleted, and nobody asks for those of one
        verbose_name=_("event"),
    )
    message = models.ForeignKey(
        "tickets.Message",
        models.PROTECT,
        null=True,
        related_name="deliveries",
        db_index=False,
        verbose_name=_("message"),
    )
    # Whom it is for: a code such as customer:12 or user:3, never an address.
    recipient = models.CharField(_("recipient"), max_length=60, blank=True)
    payload = models.JSONField(_("details"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    lease = models.UUIDField(_("taken by"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("queued"))
    done_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=Q(state="pending"),
                name="delivery_pending",
            ),
            models.Index(
                fields=["ticket", "recipient", "id"],
                condition=Q(state="pending"),
                name="delivery_pending_ticket",
            ),
            # What waits has an index of its own; a row comes here when it is over.
            models.Index(
                fields=["state", "done_at"],
                condition=~Q(state="pending"),
                name="delivery_over",
            ),
            models.Index(
                fields=["message"], condition=Q(message__isnull=False), name="delivery_message"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.key}"
