"""Rows of simulations: what was asked, the parts it is worked in, and the clocks that flip."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models import CalendarVersion, Metric, SlaPolicyVersion


class SimulationRun(models.Model):
    """One policy version or calendar version, judged on the tickets received in a period.

    Its result is the sum over its parts, so it is whole as soon as the last of them is done.
    """

    policy_version = models.ForeignKey(
        "tickets.SlaPolicyVersion",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("policy version"),
    )
    calendar_version = models.ForeignKey(
        "tickets.CalendarVersion",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("calendar version"),
    )
    begins_at = models.DateTimeField(_("received from"))
    ends_at = models.DateTimeField(_("received before"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    requested_at = models.DateTimeField(_("asked for"))
    tickets = models.PositiveIntegerField(_("tickets"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    fault = models.CharField(_("fault"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(policy_version__isnull=True, calendar_version__isnull=False)
                | Q(policy_version__isnull=False, calendar_version__isnull=True),
                name="simulation_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="simulation_period_in_order"
            ),
            models.UniqueConstraint(
                fields=["requested_by"],
                condition=Q(finished_at__isnull=True),
                name="one_simulation_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"simulation {self.pk} of {self.proposed}"

    @property
    def proposed(self) -> SlaPolicyVersion | CalendarVersion:
        found = self.policy_version or self.calendar_version
        assert found is not None, "A constraint says that there is one."
        return found

    @property
    def is_running(self) -> bool:
        return self.finished_at is None


class SimulationPart(models.Model):
    """A stretch of tickets by id, both ends included, that one worker takes at a time."""

    run = models.ForeignKey(SimulationRun, models.CASCADE, related_name="parts")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    tickets = models.PositiveIntegerField()
    sums = models.JSONField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("part of a simulation")
        indexes = [
            models.Index(fields=["id"], condition=Q(done_at__isnull=True), name="simulation_todo"),
        ]

    def __str__(self) -> str:
        return f"tickets {self.first_id} to {self.last_id} of simulation {self.run_id}"


class SimulationFlip(models.Model):
    """One clock that would have gone the other way; `breaks` says which."""

    run = models.ForeignKey(SimulationRun, models.CASCADE, related_name="flips")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    breaks = models.BooleanField()
    metric = models.CharField(max_length=20, choices=Metric)
    cycle = models.PositiveSmallIntegerField()
    tier = models.PositiveSmallIntegerField()
    team = models.BigIntegerField()
    category = models.BigIntegerField(null=True)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    # or cancelled; empty while it runs
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("flip of a simulation")
        indexes = [
            models.Index(fields=["run", "breaks", "id"], name="simulation_flip"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.cycle} of {self.ticket_id} in simulation {self.run_id}"
