"""Facts: what happened, as rows made for counting. Built from events, replayable at any time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.simulation.models import SimulationFlip, SimulationPart, SimulationRun

__all__ = [
    "ClockFact",
    "FollowedTicket",
    "RoundFact",
    "SimulationFlip",
    "SimulationPart",
    "SimulationRun",
    "TicketFact",
]


class FollowedTicket(models.Model):
    """How far the chain of one ticket has been read."""

    ticket = models.OneToOneField("tickets.Ticket", models.CASCADE, primary_key=True)
    seq = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("followed ticket")

    def __str__(self) -> str:
        return f"{self.ticket_id} up to {self.seq}"


class TicketFact(models.Model):
    """What is known of one ticket for counting, as at its last event."""

    ticket = models.OneToOneField("tickets.Ticket", models.CASCADE, primary_key=True)
    kind = models.CharField(max_length=12)
    tier = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=30)
    customer = models.BigIntegerField()
    category = models.BigIntegerField(null=True)
    team = models.BigIntegerField(null=True)
    owner = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    rounds = models.PositiveSmallIntegerField(default=1)
    verified = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)
    left_out = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = _("ticket fact")
        indexes = [models.Index(fields=["received_at"], name="ticket_fact_received")]

    def __str__(self) -> str:
        return f"fact of {self.ticket_id}"


class ClockFact(models.Model):
    """One clock cycle that was decided: met when it stopped, broken when it broke.

    Attributed to tier, owner and team as at that moment; `decided_at` is the earlier of stop and
    breach, so that each cycle belongs to one period for ever (METRICS.md 5.7).
    """

    class Outcome(models.TextChoices):
        MET = "met", _("kept")
        BREACHED = "breached", _("broken")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    metric = models.CharField(max_length=20)
    cycle = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    decided_at = models.DateTimeField()
    tier = models.PositiveSmallIntegerField()
    team = models.BigIntegerField(null=True)
    owner = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12)
    # A second person excused the breach: it counts in raw figures, not in adjusted ones.
    is_excused = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("clock fact")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "metric", "cycle"], name="clock_fact_once"),
        ]
        indexes = [
            models.Index(fields=["metric", "decided_at", "outcome"], name="clock_fact_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.cycle} of {self.ticket_id}: {self.outcome}"


class RoundFact(models.Model):
    """One round of one ticket: resolved, asked, answered, reopened."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    tier = models.PositiveSmallIntegerField()
    team = models.BigIntegerField(null=True)
    owner = models.BigIntegerField(null=True)
    resolved_at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    asked_at = models.DateTimeField(null=True)
    not_asked = models.CharField(max_length=30, blank=True)
    answered_at = models.DateTimeField(null=True)
    solved = models.CharField(max_length=8, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    verified = models.CharField(max_length=10, blank=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_because = models.CharField(max_length=30, blank=True)

    class Meta:
        verbose_name = _("round fact")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "round"], name="round_fact_once"),
        ]
        indexes = [
            models.Index(fields=["resolved_at"], name="round_fact_resolved"),
            models.Index(
                fields=["answered_at"],
                condition=models.Q(answered_at__isnull=False),
                name="round_fact_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.round} of {self.ticket_id}"
