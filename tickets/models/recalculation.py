"""A wave over running clocks: done in batches by a sweep, so that it survives any crash."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Recalculation(models.Model):
    """Running clocks are to follow a new calendar version, or the policies as they are now.

    Tickets are visited in the order of their ids; `last_ticket_id` is the last one done, moved on
    in the same transaction as the clocks.
    """

    class What(models.TextChoices):
        CALENDAR = "calendar", _("a calendar has a new version")
        POLICIES = "policies", _("running clocks take over the policies in force")

    what = models.CharField(_("what"), max_length=10, choices=What)
    calendar = models.ForeignKey(
        "tickets.BusinessCalendar",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("calendar"),
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    requested_at = models.DateTimeField(_("asked for"))
    total = models.PositiveIntegerField(_("tickets"), default=0)
    seen = models.PositiveIntegerField(_("looked at"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    breached = models.PositiveIntegerField(_("broken by it"), default=0)
    last_ticket_id = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    fault = models.CharField(_("fault"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("recalculation of clocks")
        verbose_name_plural = _("recalculations of clocks")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="calendar") | Q(calendar__isnull=False),
                name="recalculation_names_its_calendar",
            ),
            models.CheckConstraint(
                condition=Q(changed__lte=F("seen")), name="recalculation_changed_of_seen"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(finished_at__isnull=True), name="recalculation_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}: {self.seen} of {self.total}"
