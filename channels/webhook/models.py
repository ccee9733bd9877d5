"""Addresses that other programs post to, each with its secret and its field mapping."""

from django.conf import settings
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels.webhook.answer_fields import checked_answer_fields, usual_answer_fields
from channels.webhook.mapping import checked_mapping
from tickets.secrets import NAMES_A_SECRET


class Webhook(models.Model):
    """One address for one sender: how it signs, what it sends, and where in it things stand."""

    class Kind(models.TextChoices):
        REVIEW = "review", _("reviews")
        MENTION = "mention", _("mentions")
        MESSAGE = "message", _("messages")

    code = models.SlugField(
        _("code"), max_length=30, unique=True, help_text=_("Stands in its address: /hooks/CODE/")
    )
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="webhooks", verbose_name=_("channel")
    )
    kind = models.CharField(_("what it sends"), max_length=10, choices=Kind)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switched off, it takes nothing in.")
    )
    secret_variable = models.CharField(
        _("secret in"),
        max_length=80,
        validators=[NAMES_A_SECRET],
        help_text=_("The environment variable that holds the secret both sides sign with."),
    )
    signature_header = models.CharField(
        _("signature header"), max_length=60, default="X-Desk-Signature"
    )
    timestamp_header = models.CharField(_("time header"), max_length=60, default="X-Desk-Timestamp")
    window_seconds = models.PositiveIntegerField(
        _("window in seconds"),
        default=300,
        validators=[MinValueValidator(1)],
        help_text=_("A request signed longer ago, or further ahead, is refused as replayed."),
    )
    mapping = models.JSONField(
        _("field mapping"),
        default=dict,
        validators=[checked_mapping],
        help_text=_(
            "Where things stand in what is sent, as JSON paths: items, id, text, subject, author, "
            "author_id, url, rating, reach, at, product, email, phone, language. Only id and text "
            'are required: {"items": "$.reviews", "id": "$.id", "text": "$.comment"}'
        ),
    )
    best_rating = models.PositiveSmallIntegerField(
        _("best rating"), default=5, validators=[MinValueValidator(2)]
    )
    ticket_up_to = models.PositiveSmallIntegerField(
        _("ticket up to rating"),
        default=2,
        help_text=_("A review rated so or lower becomes a ticket; a better one is kept."),
    )
    target_minutes = models.PositiveIntegerField(
        _("look at mentions within minutes"),
        default=240,
        help_text=_("A mention that waits longer is marked as late."),
    )
    vouches = models.BooleanField(
        _("proves its senders"),
        default=False,
        help_text=_("It has proved that the number, address or account is the sender's own."),
    )

    answer_url = models.CharField(
        _("answers go to"),
        max_length=300,
        blank=True,
        db_default="",
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=_(
            "Where an answer to a review or mention is posted, signed as its sender signs. "
            "Everybody can read it there. Left empty, agents answer on the platform and keep here "
            "what they said."
        ),
    )
    answer_fields = models.JSONField(
        _("fields of an answer"),
        default=usual_answer_fields,
        db_default=usual_answer_fields(),
        validators=[checked_answer_fields],
        help_text=_(
            "What is posted. {post} is the id of the review or mention, {url} its address, {text} "
            "the answer, {id} the same at each repeat."
        ),
    )

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def address(self) -> str:
        """Where its sender posts to."""
        return settings.SITE_URL + reverse("channels:webhook", args=[self.code])
