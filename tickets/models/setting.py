"""The desk's own numbers, as one row: every delay in seconds, so that a trial can be quick."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DAY = 86_400


class DeskSettings(models.Model):
    """One row. Read through `tickets.configuration.desk_settings()`."""

    site_name_en = models.CharField(_("name in English"), max_length=80, default="Feedback Desk")
    site_name_zh = models.CharField(_("name in Chinese"), max_length=80, default="投诉与反馈")
    undo_send_seconds = models.PositiveIntegerField(
        _("undo a reply for, seconds"), default=15, help_text=_("0 sends at once.")
    )
    survey_delay_seconds = models.PositiveIntegerField(
        _("ask this long after resolving, seconds"), default=4 * 3600
    )
    survey_hours_from = models.PositiveSmallIntegerField(
        _("ask from, hour of the customer's day"), default=9
    )
    survey_hours_to = models.PositiveSmallIntegerField(
        _("ask until, hour of the customer's day"),
        default=20,
        help_text=_("0 to 24 asks at any hour."),
    )
    survey_window_seconds = models.PositiveIntegerField(
        _("an answer is taken for, seconds"), default=7 * DAY
    )
    survey_reminder_seconds = models.PositiveIntegerField(
        _("remind once after, seconds"), default=3 * DAY
    )
    survey_revision_seconds = models.PositiveIntegerField(
        _("an answer can be corrected for, seconds"), default=3600
    )
    survey_threshold = models.PositiveSmallIntegerField(
        _("reopen at this score or lower"), default=2
    )
    inquiry_survey_gap_seconds = models.PositiveIntegerField(
        _("ask about inquiries at most every, seconds"), default=14 * DAY
    )
    close_after_seconds = models.PositiveIntegerField(
        _("close at the earliest after resolving, seconds"), default=7 * DAY
    )
    reopen_window_seconds = models.PositiveIntegerField(
        _("a closed ticket can be reopened for, seconds"), default=30 * DAY
    )
    silence_reminder_days = models.PositiveSmallIntegerField(
        _("remind a silent customer after, working days"), default=3
    )
    silence_resolve_days = models.PositiveSmallIntegerField(
        _("resolve in silence after, working days"), default=7
    )
    lead_at_reopen = models.PositiveSmallIntegerField(
        _("the lead comes in at reopen number"), default=2, validators=[MinValueValidator(1)]
    )
    manager_at_reopen = models.PositiveSmallIntegerField(
        _("the manager takes over at reopen number"), default=3, validators=[MinValueValidator(1)]
    )
    undo_reopen_seconds = models.PositiveIntegerField(
        _("a reopen can be undone for, seconds"), default=DAY
    )
    status_link_days = models.PositiveSmallIntegerField(
        _("status links work after closing for, days"), default=90
    )
    call_back_seconds = models.PositiveIntegerField(
        _("time for a call-back before closing in silence, seconds"), default=2 * DAY
    )
    duplicate_window_days = models.PositiveSmallIntegerField(
        _("look for duplicates within, days"),
        default=7,
        help_text=_(
            "Another ticket of the same person with the same category or product is suggested "
            "for merging. 0 suggests none."
        ),
    )
    outside_redress_en = models.TextField(_("other ways to get redress, English"), blank=True)
    outside_redress_zh = models.TextField(_("other ways to get redress, Chinese"), blank=True)

    class Meta:
        verbose_name = _("desk settings")
        verbose_name_plural = _("desk settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="desk_settings_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(survey_hours_from__lt=models.F("survey_hours_to")),
                name="survey_hours_in_order",
                violation_error_message=_("The first hour must lie before the last."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("desk settings")


class ConfigurationStamp(models.Model):
    """One row, renewed by database triggers whenever a row of configuration changes."""

    id = models.SmallIntegerField(primary_key=True)
    revision = models.BigIntegerField()
    # How many changes were recorded: a chain cut off at its end still fits together.
    recorded = models.PositiveIntegerField(db_default=0)

    class Meta:
        verbose_name = "configuration stamp"

    def __str__(self) -> str:
        return str(self.revision)
