"""Which ways notices go out, in which order, and when they are quiet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeWay(models.Model):
    """One way to reach a customer. The first that reaches them is taken; the next if it fails."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")
        WECHAT = "wechat", _("WeChat")
        PHONE = "phone", _("phone: a call for the team")

    kind = models.CharField(_("way"), max_length=10, choices=Kind, unique=True)
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=10,
        help_text=_("The way that the customer came by, or prefers, goes before all others."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    quiet_from = models.TimeField(
        _("quiet from"),
        null=True,
        blank=True,
        help_text=_("In the customer's time zone. Priority 1 goes out all the same."),
    )
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    class Meta:
        verbose_name = _("way of notices")
        verbose_name_plural = _("ways of notices")
        ordering = ["position", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
