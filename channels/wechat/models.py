"""WeChat Official Accounts (公众号)."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.secrets import NAMES_A_SECRET


class WeChatAccount(models.Model):
    """One Official Account: what WeChat gave it, and where WeChat's programs are."""

    code = models.SlugField(
        _("code"), max_length=30, unique=True, help_text=_("Stands in its address: /wechat/CODE/")
    )
    channel = models.ForeignKey(
        "channels.Channel",
        models.PROTECT,
        related_name="wechat_accounts",
        verbose_name=_("channel"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    app_id = models.CharField(_("AppID"), max_length=40)
    app_secret_variable = models.CharField(
        _("AppSecret in"), max_length=80, validators=[NAMES_A_SECRET]
    )
    token_variable = models.CharField(_("token in"), max_length=80, validators=[NAMES_A_SECRET])
    aes_key_variable = models.CharField(
        _("EncodingAESKey in"),
        max_length=80,
        blank=True,
        validators=[NAMES_A_SECRET],
        help_text=_("Left empty, messages come in plain text mode."),
    )
    api_url = models.CharField(
        _("address of WeChat's API"),
        max_length=200,
        default="https://api.weixin.qq.com/cgi-bin/",
        validators=[URLValidator(schemes=["https", "http"])],
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        default="zh-hans",
        choices=[("en", "English"), ("zh-hans", "简体中文")],
    )

    class Meta:
        verbose_name = _("WeChat account")
        verbose_name_plural = _("WeChat accounts")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def address(self) -> str:
        """What is entered at WeChat as the server's URL."""
        return settings.SITE_URL + reverse("channels:wechat", args=[self.code])
