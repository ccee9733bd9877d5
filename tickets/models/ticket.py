"""The ticket: narrow on purpose. Text lives in messages, search in its own table."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.models.catalog import SCORES, Category, Product, Tag, Tier
from tickets.models.customer import Customer
from tickets.models.people import Team, User
from tickets.models.place import Interview, Store
from tickets.search_documents import index_on


class Ticket(models.Model):
    """One matter of one customer. Only `tickets.actions` writes it."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        SUGGESTION = "suggestion", _("suggestion")
        INQUIRY = "inquiry", _("inquiry")
        PRAISE = "praise", _("praise")
        OTHER = "other", pgettext_lazy("kind of ticket", "other")

    class Status(models.TextChoices):
        NEW = "new", pgettext_lazy("ticket status", "New")
        OPEN = "open", pgettext_lazy("ticket status", "Open")
        WAITING_CUSTOMER = "waiting_customer", pgettext_lazy("ticket status", "Waiting")
        ON_HOLD = "on_hold", pgettext_lazy("ticket status", "On hold")
        RESOLVED = "resolved", pgettext_lazy("ticket status", "Resolved")
        CLOSED = "closed", pgettext_lazy("ticket status", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("ticket status", "Cancelled")
        MERGED = "merged", pgettext_lazy("ticket status", "Merged")

    class CancelReason(models.TextChoices):
        SPAM = "spam", _("spam")
        DUPLICATE = "duplicate", _("duplicate")
        WITHDRAWN = "withdrawn", _("withdrawn by the customer")
        TEST = "test", _("test")

    class Sentiment(models.TextChoices):
        NEGATIVE = "negative", _("negative")
        NEUTRAL = "neutral", _("neutral")
        POSITIVE = "positive", _("positive")

    class RiskFlag(models.TextChoices):
        SAFETY = "safety", _("Safety")
        PROPERTY = "property", _("Property")
        LEGAL = "legal", _("Legal")
        MEDIA = "media", _("Media")
        CHURN = "churn", _("May leave us")

    class Verified(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed by the customer")
        SILENT = "silent", _("no answer")

    LIVE = ("new", "open", "waiting_customer", "on_hold")

    sequence = models.BigIntegerField(_("sequence"), unique=True, editable=False)
    number = models.CharField(_("number"), max_length=24, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("product"),
    )
    tags = models.ManyToManyField(Tag, blank=True, verbose_name=_("tags"))
    channel = models.CharField(_("channel"), max_length=30)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        related_name="tickets",
        db_index=False,  # `ticket_customer` begins with it
        verbose_name=_("customer"),
    )
    affected_party = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="affected_by",
        db_index=False,
        verbose_name=_("affected party"),
    )
    affected_relation = models.CharField(
        _("relation to the affected party"), max_length=40, blank=True
    )
    # Four values: an index on them finds nothing that reading the table doesn't find sooner.
    tier = models.ForeignKey(Tier, models.PROTECT, db_index=False, verbose_name=_("tier"))
    severity = models.PositiveSmallIntegerField(_("severity"), choices=SCORES)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=SCORES)
    scope = models.PositiveSmallIntegerField(_("scope"), choices=SCORES)
    complained_about = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints_about",
        db_index=False,
        verbose_name=_("person complained about"),
    )
    sentiment = models.CharField(_("mood"), max_length=10, choices=Sentiment, default="neutral")
    language = models.CharField(_("language"), max_length=10, default="en")
    risk_flags = ArrayField(
        models.CharField(max_length=12, choices=RiskFlag), default=list, verbose_name=_("risks")
    )
    is_key_issue = models.BooleanField(_("key issue"), default=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="tickets", verbose_name=_("team"))
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
        verbose_name=_("owner"),
    )
    status = models.CharField(_("status"), max_length=18, choices=Status, default=Status.NEW)
    cancel_reason = models.CharField(
        _("reason for cancelling"), max_length=12, choices=CancelReason, blank=True
    )
    verified = models.CharField(_("closed as"), max_length=10, choices=Verified, blank=True)
    desired_outcome = models.CharField(_("desired outcome"), max_length=500, blank=True)
    occurred_at = models.DateTimeField(_("happened"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"))
    recorded_at = models.DateTimeField(_("recorded"))
    triage_confirmed_at = models.DateTimeField(_("triage confirmed"), null=True, blank=True)
    triage_confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("triage confirmed by"),
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    next_due_at = models.DateTimeField(_("breaks next"), null=True, blank=True)
    last_event_at = models.DateTimeField(_("last event"))
    last_customer_message_at = models.DateTimeField(
        _("last message of the customer"), null=True, blank=True
    )
    last_agent_message_at = models.DateTimeField(
        _("last message of an agent"), null=True, blank=True
    )
    # When the desk next acts on silence by itself: a reminder, a resolve, a close, an alarm clock.
    next_step_at = models.DateTimeField(_("next step by itself"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        db_index=False,
        verbose_name=_("merged into"),
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        db_index=False,
        verbose_name=_("follows"),
    )
    # Where it was said, and in which talk, when that is known.
    store = models.ForeignKey(
        Store,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
        verbose_name=_("store"),
    )
    interview = models.ForeignKey(
        Interview,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
        verbose_name=_("interview"),
    )
    # The colleague who handed it in, for a customer or as an observation of their own.
    reported_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        db_index=False,
        verbose_name=_("reported by"),
    )
    # Grows with every event, so a screen can tell whether what it shows is still so.
    version = models.PositiveIntegerField(_("version"), default=0)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            index_on("subject", "ticket_words"),
            models.Index(
                fields=["next_due_at", "tier", "id"],
                condition=Q(status__in=("new", "open", "waiting_customer", "on_hold")),
                name="ticket_live_due",
            ),
            models.Index(
                fields=["owner", "next_due_at", "id"],
                condition=Q(status__in=("new", "open", "waiting_customer", "on_hold")),
                name="ticket_live_owner",
            ),
            models.Index(
                fields=["team", "next_due_at", "id"],
                condition=Q(status__in=("new", "open", "waiting_customer", "on_hold")),
                name="ticket_live_team",
            ),
            models.Index(
                fields=["next_step_at"],
                condition=Q(next_step_at__isnull=False),
                name="ticket_next_step",
            ),
            models.Index(fields=["customer", "-received_at"], name="ticket_customer"),
            models.Index(fields=["-received_at", "-id"], name="ticket_received"),
            models.Index(fields=["status", "-id"], name="ticket_status"),
            # Few tickets have these, or not from the start; the others cost the indexes nothing.
            models.Index(fields=["owner"], condition=Q(owner__isnull=False), name="ticket_owner"),
            models.Index(
                fields=["product"], condition=Q(product__isnull=False), name="ticket_product"
            ),
            models.Index(
                fields=["affected_party"],
                condition=Q(affected_party__isnull=False),
                name="ticket_affected_party",
            ),
            models.Index(
                fields=["complained_about"],
                condition=Q(complained_about__isnull=False),
                name="ticket_complained_about",
            ),
            models.Index(
                fields=["triage_confirmed_by"],
                condition=Q(triage_confirmed_by__isnull=False),
                name="ticket_triage_confirmed_by",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="ticket_merged_into",
            ),
            models.Index(
                fields=["follows"], condition=Q(follows__isnull=False), name="ticket_follows"
            ),
            models.Index(
                fields=["store", "-received_at"],
                condition=Q(store__isnull=False),
                name="ticket_store",
            ),
            models.Index(
                fields=["interview", "id"],
                condition=Q(interview__isnull=False),
                name="ticket_interview",
            ),
            models.Index(
                fields=["reported_by", "-id"],
                condition=Q(reported_by__isnull=False),
                name="ticket_reported_by",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "new",
                        "open",
                        "waiting_customer",
                        "on_hold",
                        "resolved",
                        "closed",
                        "cancelled",
                        "merged",
                    ]
                ),
                name="ticket_status_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["complaint", "suggestion", "inquiry", "praise", "other"]),
                name="ticket_kind_known",
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="ticket_round_from_1"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True)
                | Q(complained_about__isnull=True)
                | ~Q(owner=models.F("complained_about")),
                name="ticket_owner_not_complained_about",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                name="ticket_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="merged") | Q(merged_into__isnull=False),
                name="ticket_merged_into_one",
            ),
            models.CheckConstraint(
                condition=Q(severity__range=(1, 4), urgency__range=(1, 4), scope__range=(1, 4)),
                name="ticket_scores_1_to_4",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE
