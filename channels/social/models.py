"""What people say about us elsewhere: reviews and mentions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Post(models.Model):
    """A review or mention, and what became of it. A mention waits until somebody decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a look")
        KEPT = "kept", _("kept")
        TICKET = "ticket", _("became a ticket")
        DISMISSED = "dismissed", _("dismissed")

    submission = models.OneToOneField(
        "channels.Submission", models.PROTECT, related_name="post", verbose_name=_("submission")
    )
    webhook = models.ForeignKey(
        "channels.Webhook", models.PROTECT, related_name="posts", verbose_name=_("webhook")
    )
    kind = models.CharField(_("kind"), max_length=10)
    external_id = models.CharField(_("the provider's id"), max_length=200)
    author = models.CharField(_("author"), max_length=120, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    rating = models.DecimalField(
        _("rating"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    reach = models.BigIntegerField(_("reach"), null=True, blank=True)
    posted_at = models.DateTimeField(_("posted"))
    late_at = models.DateTimeField(_("to be looked at by"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, related_name="posts", verbose_name=_("ticket")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("review or mention")
        verbose_name_plural = _("reviews and mentions")
        indexes = [
            models.Index(
                fields=["late_at", "id"], condition=Q(state="waiting"), name="post_waiting"
            ),
            models.Index(fields=["state", "-decided_at"], name="post_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"
