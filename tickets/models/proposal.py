"""What triage proposed, beside what a person decided: the training set."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """One proposed value with its reasons; never rewritten, only decided."""

    class Decision(models.TextChoices):
        UNDECIDED = "", _("not decided yet")
        ACCEPTED = "accepted", _("accepted")
        CORRECTED = "corrected", _("corrected")

    # `proposal_ticket` begins with it.
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="proposals", db_index=False
    )
    what = models.CharField(max_length=20)
    value = models.CharField(max_length=80)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    # [{"code": rule, "params": {...}}]: rendered for the reader by `tickets.triage`.
    reasons = models.JSONField(default=list)
    model_version = models.CharField(max_length=40)
    at = models.DateTimeField()
    is_applied = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_value = models.CharField(max_length=80, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            models.Index(fields=["ticket", "what"], name="proposal_ticket"),
            models.Index(
                fields=["decided_by"],
                condition=models.Q(decided_by__isnull=False),
                name="proposal_decided_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}={self.value} on {self.ticket_id}"
