"""Saved filters that agents work from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.names import BilingualName


class SavedQueue(BilingualName):
    """A named filter: of one person, shared with a team, or of everybody.

    `owner` is who made it; with `team` set the team sees it too. With neither everybody does.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="queues",
        verbose_name=_("owner"),
    )
    team = models.ForeignKey(
        "tickets.Team",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="queues",
        verbose_name=_("team"),
    )
    filters = models.JSONField(_("filters"), default=dict)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        ordering = ["position", "name_en"]
