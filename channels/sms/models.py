"""Gateways that carry text messages."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.secrets import NAMES_A_SECRET


def usual_fields() -> dict[str, str]:
    return {"to": "{to}", "text": "{text}", "id": "{id}"}


def usual_headers() -> dict[str, str]:
    return {"Authorization": "Bearer {secret}"}


class SmsGateway(models.Model):
    """Where text messages are handed in: one HTTP POST each, shaped by this row."""

    class Format(models.TextChoices):
        JSON = "json", "JSON"
        FORM = "form", _("form fields")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="sms_gateways", verbose_name=_("channel")
    )
    is_active = models.BooleanField(_("active"), default=True)
    url = models.CharField(
        _("address"), max_length=300, validators=[URLValidator(schemes=["https", "http"])]
    )
    secret_variable = models.CharField(
        _("secret in"),
        max_length=80,
        blank=True,
        validators=[NAMES_A_SECRET],
        help_text=_("The environment variable that holds the gateway's key."),
    )
    format = models.CharField(_("format"), max_length=4, choices=Format, default=Format.JSON)
    headers = models.JSONField(
        _("headers"),
        default=usual_headers,
        blank=True,
        help_text=_("{secret} stands for the key."),
    )
    fields = models.JSONField(
        _("fields"),
        default=usual_fields,
        help_text=_(
            "What is posted. {to} is the number, {text} the words, {id} the same at each repeat, "
            "{secret} the key."
        ),
    )
    country_code = models.CharField(
        _("country code"),
        max_length=4,
        default="86",
        help_text=_("Put before numbers that have none."),
    )
    has_plus = models.BooleanField(
        _("plus sign"), default=True, help_text=_("The gateway wants +8613... and not 8613...")
    )
    refusal_path = models.CharField(
        _("refusal at"),
        max_length=100,
        blank=True,
        help_text=_("A JSON path; whatever stands there in the answer is a refusal: $.error"),
    )
    most_characters = models.PositiveIntegerField(_("longest text"), default=335)

    class Meta:
        verbose_name = _("SMS gateway")
        verbose_name_plural = _("SMS gateways")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
