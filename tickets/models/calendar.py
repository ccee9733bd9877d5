"""Business calendars: named, versioned, each version immutable once clocks run on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.names import BilingualName


class BusinessCalendar(BilingualName):
    """A site's working time; its rules stand in versions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("business calendar")
        verbose_name_plural = _("business calendars")
        ordering = ["code"]


class CalendarVersion(models.Model):
    """The rules in force from `valid_from` until the next version; the first is in force for ever.

    `weekly` {mon..sun: [["09:00", "18:00"], ...]}, `holidays` {"2026-10-01": "National Day"},
    `special` {"2026-10-10": [["09:00", "18:00"]]}, `breaks` [{"date", "from", "to"}].
    SLA.md section 1.
    """

    calendar = models.ForeignKey(
        BusinessCalendar, models.PROTECT, related_name="versions", verbose_name=_("calendar")
    )
    number = models.PositiveIntegerField(_("version"))
    valid_from = models.DateTimeField(
        _("in force from"), null=True, blank=True, help_text=_("Empty for the first version.")
    )
    tz = models.CharField(_("time zone"), max_length=64)
    weekly = models.JSONField(_("weekly hours"), default=dict)
    holidays = models.JSONField(_("holidays"), default=dict, blank=True)
    special = models.JSONField(_("special hours"), default=dict, blank=True)
    breaks = models.JSONField(_("breaks"), default=list, blank=True)
    close_of_business = models.TimeField(
        _("close of business"),
        null=True,
        blank=True,
        help_text=_("Date deadlines end at this time; empty, at the end of the day."),
    )
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        ordering = ["calendar_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | models.Q(valid_from__isnull=False),
                name="later_calendar_version_has_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} v{self.number}"

    def config(self) -> dict:
        """Return the form that `CalendarSpec.from_config` reads."""
        return {
            "tz": self.tz,
            "weekly": self.weekly,
            "holidays": self.holidays,
            "special": self.special,
            "breaks": self.breaks,
        }
