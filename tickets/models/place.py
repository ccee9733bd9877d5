"""Where customers meet us in person: stores, and interviews held with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.models.names import BilingualName
from tickets.models.people import User


class Store(BilingualName):
    """A store or counter. Its code is in the address that its printed QR code opens."""

    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_("It stands in the printed QR code: print anew after changing it."),
    )
    address = models.CharField(pgettext_lazy("postal", "address"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["code"]


class Interview(models.Model):
    """A talk with one or several customers, from which several tickets may come."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("interview")
        PANEL = "panel", _("customer panel")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.INTERVIEW)
    title = models.CharField(_("what it was about"), max_length=120)
    people = models.CharField(_("who took part"), max_length=500)
    place = models.CharField(_("where"), max_length=200, blank=True)
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, verbose_name=_("store"))
    held_at = models.DateTimeField(_("when"))
    notes = models.TextField(_("notes"), blank=True)
    held_by = models.ForeignKey(
        User, models.PROTECT, related_name="interviews", verbose_name=_("held by")
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["-held_at", "-id"]
        indexes = [models.Index(fields=["-held_at", "-id"], name="interview_held")]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"
