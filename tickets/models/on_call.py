"""Programs that call people out: pagers, alarm services, duty rotas."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.names import BilingualName
from tickets.secrets import NAMES_A_SECRET


class OnCallWebhook(BilingualName):
    """Where a rung of the ladder posts to. Its address may change while versions stay frozen."""

    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switched off, nobody is called through it.")
    )
    url = models.CharField(
        _("address"),
        max_length=500,
        validators=[
            URLValidator(
                schemes=["https", "http"],
                message=_("Enter the whole address, such as https://pager.example/alarms."),
            )
        ],
        help_text=_("Ticket number, promise, level, due time and link are posted to it as JSON."),
    )
    secret_variable = models.CharField(
        _("secret in"),
        max_length=80,
        validators=[NAMES_A_SECRET],
        help_text=_("The environment variable that holds the secret each post is signed with."),
    )

    class Meta:
        verbose_name = _("on-call webhook")
        verbose_name_plural = _("on-call webhooks")
        ordering = ["name_en"]
