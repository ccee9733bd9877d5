"""How a round ended, what was promised, and what a ticket on hold waits for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Resolution(models.Model):
    """The outcome of one round, with the public message that told the customer."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        PARTLY_UPHELD = "partly_upheld", _("partly upheld")
        NOT_UPHELD = "not_upheld", _("not upheld")
        NOT_DETERMINABLE = "not_determinable", _("can't be determined")
        ADOPTED = "adopted", _("adopted")
        PLANNED = "planned", _("planned")
        DECLINED = "declined", _("declined")
        ANSWERED = "answered", _("answered")
        THANKED = "thanked", _("thanked")
        OTHER = "other", pgettext_lazy("outcome", "other")

    BY_KIND = {
        "complaint": ("upheld", "partly_upheld", "not_upheld", "not_determinable"),
        "suggestion": ("adopted", "planned", "declined"),
        "inquiry": ("answered",),
        "praise": ("thanked",),
        "other": ("other",),
    }

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="resolutions")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    finding = models.TextField(_("finding"), blank=True)
    message = models.ForeignKey("tickets.Message", models.PROTECT, null=True, related_name="+")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("tickets.Team", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "round"], name="one_resolution_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} on {self.ticket_id} round {self.round}"


class ResolutionItem(models.Model):
    """Something given or promised: an apology, a refund, a repair."""

    class Kind(models.TextChoices):
        APOLOGY = "apology", _("apology")
        EXPLANATION = "explanation", _("explanation")
        CORRECTION = "correction", _("correction")
        REPLACEMENT = "replacement", _("replacement")
        REFUND = "refund", _("refund")
        COMPENSATION = "compensation", _("compensation")
        GOODWILL = "goodwill", _("goodwill")
        VOUCHER = "voucher", _("voucher")
        POLICY_CHANGE = "policy_change", _("change of a rule")
        TRAINING = "training", _("training")
        NO_ACTION = "no_action", _("no action")

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="redress")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    text = models.CharField(_("what"), max_length=300, blank=True)
    amount_minor = models.BigIntegerField(_("amount, minor units"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    due_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("redress")
        verbose_name_plural = _("redress")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True) | ~Q(currency=""),
                name="amount_has_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.ticket_id}"


class Hold(models.Model):
    """Whom a ticket on hold waits for, what for, and until when."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="holds")
    who = models.CharField(_("waiting for"), max_length=120)
    what = models.CharField(_("what is expected"), max_length=300)
    expected_by = models.DateTimeField(_("expected by"))
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(to_at__isnull=True), name="one_open_hold_a_ticket"
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.ticket_id}"
