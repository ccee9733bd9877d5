"""Rules that administrators keep: keywords for triage, routing to teams."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.names import BilingualName


class KeywordRule(BilingualName):
    """Words that speak for a value, and guards that void the match. Read by `tickets.triage`."""

    class Sets(models.TextChoices):
        KIND = "kind", _("kind")
        CATEGORY = "category", _("category")
        RISK = "risk", _("risk flag")
        URGENCY = "urgency", _("urgency")
        SEVERITY = "severity", _("severity")
        SCOPE = "scope", _("scope")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    sets = models.CharField(_("proposes"), max_length=10, choices=Sets)
    value = models.CharField(
        _("value"),
        max_length=60,
        help_text=_("A kind, a category code, a risk flag, or a score from 1 (worst) to 4."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=[("en", _("English")), ("zh-hans", _("Chinese"))],
        help_text=_("Left empty, the rule is tried on every text."),
    )
    words = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("words"),
        help_text=_("One of them is enough. “a+b” asks for both close together."),
    )
    guards = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("guards"),
        default=list,
        blank=True,
        help_text=_("A match that one of these covers or touches doesn't count."),
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("1 to 100; the strongest proposal wins."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("keyword rule")
        verbose_name_plural = _("keyword rules")
        ordering = ["sets", "code"]


class RoutingRule(models.Model):
    """Which team gets a ticket. Tried in order; empty conditions match anything."""

    position = models.PositiveSmallIntegerField(_("order"), default=100)
    name = models.CharField(_("name"), max_length=120)
    category = models.ForeignKey(
        "tickets.Category",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("category"),
        help_text=_("Its sub-categories count too."),
    )
    product = models.ForeignKey(
        "tickets.Product", models.PROTECT, null=True, blank=True, verbose_name=_("product")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    channel = models.CharField(_("channel"), max_length=30, blank=True)
    risk_flag = models.CharField(_("risk flag"), max_length=12, blank=True)
    team = models.ForeignKey("tickets.Team", models.PROTECT, verbose_name=_("team"))
    is_fallback = models.BooleanField(
        _("takes what nothing else matches"), default=False, help_text=_("Exactly one rule.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_fallback"],
                condition=models.Q(is_fallback=True, is_active=True),
                name="one_fallback_route",
            ),
        ]

    def __str__(self) -> str:
        return self.name
