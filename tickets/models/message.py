"""What was said on a ticket, by whom, in which direction."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.actors import KINDS
from tickets.search_documents import index_on


class Message(models.Model):
    """One thing said: by the customer, to the customer, among the team, or by the desk itself."""

    class Direction(models.TextChoices):
        IN = "in", _("from the customer")
        OUT = "out", _("to the customer")
        NOTE = "note", _("internal note")
        SYSTEM = "system", _("by the desk")

    # `message_thread` begins with it.
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="messages", db_index=False
    )
    direction = models.CharField(max_length=8, choices=Direction)
    round = models.PositiveSmallIntegerField(default=1)
    author_kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    author_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    author_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(_("said"))
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=30, blank=True)
    provider_id = models.CharField(max_length=255, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    in_reply_to = models.CharField(max_length=255, blank=True)
    is_auto_reply = models.BooleanField(default=False)
    is_bounce = models.BooleanField(default=False)
    # What came was longer: quoted words, or what stood below a signature, are left out of `text`.
    is_cut = models.BooleanField(default=False, db_default=False)
    # Pinned on top of its round: a dissatisfied customer's own words.
    is_pinned = models.BooleanField(default=False)
    next_step = models.CharField(_("what happens next"), max_length=300, blank=True)
    next_step_by = models.DateTimeField(_("by when"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["ticket", "at", "id"], name="message_thread"),
            index_on("text", "message_words"),
            models.Index(
                fields=["author_user"],
                condition=Q(author_user__isnull=False),
                name="message_author_user",
            ),
            models.Index(
                fields=["message_id"], condition=~Q(message_id=""), name="message_by_message_id"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "provider_id"],
                condition=~Q(provider_id=""),
                name="message_provider_id_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} #{self.pk} on {self.ticket_id}"


class Draft(models.Model):
    """What somebody has typed on a ticket and not sent."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=8, choices=[("reply", "reply"), ("note", "note")])
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "user", "kind"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} draft on {self.ticket_id} by {self.user_id}"
