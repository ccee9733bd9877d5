"""Promises and how they were kept. SLA.md section 2 is the definition."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.calendar import BusinessCalendar
from tickets.models.catalog import Tier


class Metric(models.TextChoices):
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    FIRST_RESPONSE = "first_response", _("First reply")
    NEXT_REPLY = "next_reply", _("Next reply")
    PERIODIC_UPDATE = "periodic_update", _("Progress update")
    RESOLUTION = "resolution", _("Solved")
    ASSIGNMENT = "assignment", _("Assignment")
    STATUTORY = "statutory", _("Written answer, by law")


class SlaPolicy(models.Model):
    """A named set of promises. Policies are tried in order; the first match wins."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("active"), default=True)
    # Empty means any. Policies match on the facts known when a clock starts.
    kinds = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    categories = models.ManyToManyField("tickets.Category", blank=True)
    tiers = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    teams = models.ManyToManyField("tickets.Team", blank=True)
    customer_tiers = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)

    class Meta:
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class SlaPolicyVersion(models.Model):
    """The promises of a policy at one time; frozen once published."""

    policy = models.ForeignKey(
        SlaPolicy, models.PROTECT, related_name="versions", verbose_name=_("policy")
    )
    number = models.PositiveIntegerField(_("version"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    pauses_on_hold = models.BooleanField(
        _("on hold stops the resolution clock"),
        default=False,
        help_text=_("Waiting for the customer always does; waiting for others does only if set."),
    )
    reopen_budget_seconds = models.PositiveIntegerField(
        _("budget of a second round, seconds"),
        null=True,
        blank=True,
        help_text=_("Empty: half the tier's resolution time, at least 4 open hours."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["policy_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"


class SlaTarget(models.Model):
    """One promise: this metric, for this tier, within this much time on this calendar."""

    class Kind(models.TextChoices):
        DURATION = "duration", _("seconds of open time")
        BUSINESS_DAYS = "business_days", _("end of the n-th working day after receipt")
        CALENDAR_DAYS = "calendar_days", _("end of the n-th day after receipt")
        CALENDAR_DAYS_ROLL = (
            "calendar_days_roll",
            _("end of the n-th day, moved to the next working day"),
        )
        NONE = "none", _("no promise")

    version = models.ForeignKey(
        SlaPolicyVersion, models.CASCADE, related_name="targets", verbose_name=_("policy version")
    )
    tier = models.ForeignKey(Tier, models.PROTECT, verbose_name=_("tier"))
    metric = models.CharField(_("metric"), max_length=20, choices=Metric)
    kind = models.CharField(_("counted in"), max_length=20, choices=Kind)
    amount = models.PositiveIntegerField(
        _("amount"), default=0, help_text=_("Seconds for open time, a number of days otherwise.")
    )
    calendar = models.ForeignKey(
        BusinessCalendar, models.PROTECT, null=True, blank=True, verbose_name=_("calendar")
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["tier", "metric"]
        constraints = [
            models.UniqueConstraint(fields=["version", "tier", "metric"], name="target_once"),
            models.CheckConstraint(
                condition=Q(kind="none") | Q(amount__gt=0, calendar__isnull=False),
                name="target_has_amount_and_calendar",
                violation_error_message=_(
                    "A promise needs an amount above zero and a calendar. "
                    "Where nothing is promised, choose “no promise”."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.tier_id} {self.get_metric_display()}"

    @property
    def kind_rule(self) -> str:
        """The date rule by the name `tickets.sla.deadlines` knows it under."""
        return "business_days_following" if self.kind == "business_days" else self.kind


class LadderStep(models.Model):
    """One rung of the escalation ladder of a policy version."""

    class Tell(models.TextChoices):
        OWNER = "owner", _("owner")
        LEAD = "lead", _("team lead")
        MANAGER = "manager", _("manager")
        ON_CALL = "on_call", _("on call")

    version = models.ForeignKey(
        SlaPolicyVersion, models.CASCADE, related_name="ladder", verbose_name=_("policy version")
    )
    percent = models.PositiveSmallIntegerField(_("% of the time used"))
    tell = ArrayField(
        models.CharField(max_length=10, choices=Tell), default=list, verbose_name=_("tell")
    )
    tell_team = models.ForeignKey(
        "tickets.Team", models.PROTECT, null=True, blank=True, verbose_name=_("also tell team")
    )
    hands_to_lead = models.BooleanField(_("ownership moves to the lead"), default=False)
    raises_tier = models.BooleanField(_("raises the tier by one"), default=False)
    repeat_seconds = models.PositiveIntegerField(
        _("repeat every, seconds"),
        null=True,
        blank=True,
        help_text=_("Until a named person acknowledges. Empty: once."),
    )
    tiers = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("only tiers")
    )

    class Meta:
        verbose_name = _("rung of the ladder")
        verbose_name_plural = _("escalation ladder")
        ordering = ["percent"]
        constraints = [
            models.UniqueConstraint(fields=["version", "percent"], name="ladder_percent_once"),
            models.CheckConstraint(
                condition=Q(percent__range=(1, 1000)), name="ladder_percent_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.percent} %"


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
        "tickets.Ticket", models.PROTECT, related_name="clocks", verbose_name=_("ticket")
    )
    metric = models.CharField(_("metric"), max_length=20, choices=Metric)
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    policy_version = models.ForeignKey(
        SlaPolicyVersion, models.PROTECT, related_name="clocks", verbose_name=_("policy version")
    )
    target = models.ForeignKey(
        SlaTarget, models.PROTECT, null=True, related_name="+", verbose_name=_("target")
    )
    calendar = models.ForeignKey(
        BusinessCalendar, models.PROTECT, related_name="+", verbose_name=_("calendar")
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
            models.Index(fields=["stopped_at"], name="clock_stopped"),
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
