"""What is promised: policies in versions, their targets, their ladder. SLA.md section 2."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.calendar import BusinessCalendar
from tickets.models.catalog import Tier
from tickets.models.names import BilingualName


class Metric(models.TextChoices):
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    FIRST_RESPONSE = "first_response", _("First reply")
    NEXT_REPLY = "next_reply", _("Next reply")
    PERIODIC_UPDATE = "periodic_update", _("Progress update")
    RESOLUTION = "resolution", _("Solved")
    ASSIGNMENT = "assignment", _("Assignment")
    STATUTORY = "statutory", _("Written answer, by law")


class SlaPolicy(BilingualName):
    """A named set of promises. Policies are tried in order; the first match wins."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
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
        DURATION = "duration", _("open time")
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

    # What an administrator writes of it, in this order.
    WRITTEN = (
        "percent",
        "tell",
        "tell_team",
        "tell_webhook",
        "hands_to_lead",
        "raises_tier",
        "repeat_seconds",
        "tiers",
    )

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
    tell_webhook = models.ForeignKey(
        "tickets.OnCallWebhook",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("also call by webhook"),
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

    @property
    def told(self) -> list[str]:
        """Whom it tells, in words: roles first, then the team and the webhook by name."""
        return [str(self.Tell(role).label) for role in self.tell] + self.told_by_name

    @property
    def told_by_name(self) -> list[str]:
        return [each.name for each in (self.tell_team, self.tell_webhook) if each]
