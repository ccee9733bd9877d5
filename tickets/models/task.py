"""Things to do for a ticket: call back, follow up, work for another team."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class Task(models.Model):
    class Kind(models.TextChoices):
        CALL_BACK = "call_back", _("call back")
        FOLLOW_UP = "follow_up", _("follow up")
        SUB_TASK = "sub_task", _("work for another team")

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="tasks")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("what"), max_length=200)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    team = models.ForeignKey("tickets.Team", models.PROTECT, null=True, blank=True)
    is_blocking = models.BooleanField(_("blocks resolving"), default=False)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(
                fields=["owner", "due_at"], condition=Q(done_at__isnull=True), name="task_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.ticket_id}"

    @property
    def name(self) -> str:
        """What people call it: its title, or what kind of task it is where nobody gave one."""
        return self.title or str(capfirst(self.get_kind_display()))
