"""When work lay overdue for longer than the set bound, told of once and once again when over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LagIncident(models.Model):
    """One sweep that was late, from the first look that found it late to the first that didn't."""

    sweep = models.CharField(_("work"), max_length=30)
    began_at = models.DateTimeField(_("began"))
    worst_seconds = models.PositiveIntegerField(_("at worst, seconds"))
    ended_at = models.DateTimeField(_("over"), null=True, blank=True)

    class Meta:
        verbose_name = _("delay of a sweep")
        verbose_name_plural = _("delays of sweeps")
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["sweep"], condition=Q(ended_at__isnull=True), name="one_open_incident"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sweep} from {self.began_at:%F %T}"
