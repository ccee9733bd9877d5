"""How promises were kept: clocks, pauses, levels fired, breaches. SLA.md is the definition."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.calendar import BusinessCalendar
from tickets.models.catalog import Tier
from tickets.models.sla_policy import Metric, SlaPolicyVersion, SlaTarget


class SlaClock(models.Model):
    """One measured cycle of one metric on one ticket. An outcome, once set, never changes."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        MET = "met", _("met")
        BREACHED_RUNNING = "breached_running", _("breached, still running")
        BREACHED_STOPPED = "breached_stopped", _("breached")
        CANCELLED = "cancelled", _("cancelled")

    LIVE = ("running", "paused", "breached_running")

    ticket = models.ForeignKey(
        "tickets.Ticket",
        models.PROTECT,
        related_name="clocks",
        db_index=False,  # `clock_cycle_once` begins with it
        verbose_name=_("ticket"),
    )
    metric = models.CharField(_("metric"), max_length=20, choices=Metric)
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    # Who asks for a policy's or a calendar's clocks asks for live ones: `clock_live` finds those.
    policy_version = models.ForeignKey(
        SlaPolicyVersion,
        models.PROTECT,
        related_name="clocks",
        db_index=False,
        verbose_name=_("policy version"),
    )
    target = models.ForeignKey(
        SlaTarget, models.PROTECT, null=True, related_name="+", verbose_name=_("target")
    )
    calendar = models.ForeignKey(
        BusinessCalendar,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("calendar"),
    )
    kind = models.CharField(_("counted in"), max_length=20, choices=SlaTarget.Kind)
    budget_seconds = models.PositiveBigIntegerField(_("budget, seconds"))
    pauses_on_hold = models.BooleanField(_("pauses on hold"), default=False)
    state = models.CharField(_("state"), max_length=18, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    breached_at = models.DateTimeField(_("broken"), null=True, blank=True)
    elapsed_seconds = models.PositiveBigIntegerField(_("elapsed, seconds"), null=True, blank=True)
    overdue_seconds = models.PositiveBigIntegerField(_("over, seconds"), null=True, blank=True)
    next_fire_at = models.DateTimeField(_("next step by itself"), null=True, blank=True)
    next_level = models.PositiveSmallIntegerField(_("next level"), null=True, blank=True)
    last_level = models.PositiveSmallIntegerField(_("last level"), default=0)
    fault = models.CharField(_("fault"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("SLA clock")
        verbose_name_plural = _("SLA clocks")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "metric", "cycle"], name="clock_cycle_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("met", "breached_stopped")) | Q(stopped_at__isnull=False),
                name="stopped_clock_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("breached_running", "breached_stopped"))
                | Q(breached_at__isnull=False),
                name="breached_clock_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_fire_at", "id"],
                condition=Q(next_fire_at__isnull=False),
                name="clock_next_fire",
            ),
            models.Index(
                fields=["ticket"],
                condition=Q(state__in=("running", "paused", "breached_running")),
                name="clock_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.cycle} of {self.ticket_id}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE


class SlaPause(models.Model):
    """A stretch in which a ticket was in a pausing status; half-open, open-ended while it lasts."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="pauses")
    status = models.CharField(max_length=18)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(to_at__isnull=True), name="one_open_pause_a_ticket"
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")), name="pause_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} of {self.ticket_id} from {self.from_at:%F %T}"


class SlaClockEvent(models.Model):
    """What happened to a clock, append-only (a trigger refuses UPDATE and DELETE)."""

    class Code(models.TextChoices):
        STARTED = "started", _("started")
        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("resumed")
        RETARGETED = "retargeted", _("retargeted")
        WARNED = "warned", _("warned")
        BREACHED = "breached", _("breached")
        STOPPED = "stopped", _("stopped")
        CANCELLED = "cancelled", _("cancelled")
        ADJUSTED = "adjusted", _("adjusted")

    clock = models.ForeignKey(SlaClock, models.PROTECT, related_name="events")
    code = models.CharField(max_length=12, choices=Code)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("clock event")
        verbose_name_plural = _("clock events")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.code} of clock {self.clock_id}"


class SlaFiring(models.Model):
    """A level of the ladder that a clock has passed: once a clock and level, whatever happens."""

    clock = models.ForeignKey(SlaClock, models.PROTECT, related_name="firings")
    level = models.PositiveSmallIntegerField()
    scheduled_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    is_superseded = models.BooleanField(default=False)
    # When it is said again, as long as nobody has acknowledged it.
    repeat_at = models.DateTimeField(null=True, blank=True)
    repeats = models.PositiveSmallIntegerField(default=0)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.UniqueConstraint(fields=["clock", "level"], name="level_fires_once"),
        ]
        indexes = [
            models.Index(
                fields=["repeat_at", "id"],
                condition=Q(repeat_at__isnull=False),
                name="firing_repeat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} % of clock {self.clock_id}"


class SlaBreach(models.Model):
    """A broken promise, insert-only: everything as it was at that moment."""

    class Reason(models.TextChoices):
        DUE = "due", _("time ran out")
        RETARGET = "retarget", _("a new target was already past")
        MERGE = "merge", _("a merged ticket brought an older wait")

    clock = models.OneToOneField(
        SlaClock, models.PROTECT, related_name="breach", verbose_name=_("SLA clock")
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="breaches", verbose_name=_("ticket")
    )
    breached_at = models.DateTimeField(_("broken"))
    due_at = models.DateTimeField(_("due"))
    budget_seconds = models.PositiveBigIntegerField(_("budget, seconds"))
    policy_version = models.ForeignKey(
        SlaPolicyVersion, models.PROTECT, related_name="+", verbose_name=_("policy version")
    )
    calendar_version = models.ForeignKey(
        "tickets.CalendarVersion",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("calendar version"),
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("tier"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    team = models.ForeignKey(
        "tickets.Team", models.PROTECT, related_name="+", verbose_name=_("team")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    detected_at = models.DateTimeField(_("noticed"))

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        indexes = [models.Index(fields=["breached_at"], name="breach_at")]

    def __str__(self) -> str:
        return f"breach of clock {self.clock_id}"


class SlaExemption(models.Model):
    """A second record beside a breach, approved by someone else; the breach itself stays."""

    breach = models.OneToOneField(SlaBreach, models.PROTECT, related_name="exemption")
    reason_code = models.CharField(_("reason"), max_length=30)
    text = models.CharField(_("in words"), max_length=500)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("requested_by")),
                name="exemption_needs_a_second_person",
                violation_error_message=_("Someone other than the person who asked must approve."),
            ),
        ]

    def __str__(self) -> str:
        return f"exemption of {self.breach_id}"
