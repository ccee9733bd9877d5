"""Canned text and prepared steps for agents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.names import BilingualName


class Macro(BilingualName):
    """A canned response in both languages, optionally with a next status."""

    text_en = models.TextField(_("text in English"))
    text_zh = models.TextField(_("text in Chinese"))
    then = models.CharField(
        _("and then"),
        max_length=20,
        blank=True,
        choices=[("open", _("keep open")), ("waiting_customer", _("wait for the customer"))],
    )
    team = models.ForeignKey(
        "tickets.Team", models.PROTECT, null=True, blank=True, verbose_name=_("only for team")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        ordering = ["name_en"]
