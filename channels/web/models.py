"""Forms that administrators build: their versions, and the fields of each version."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.models.names import BilingualName


class Form(BilingualName):
    """A way to write to us at an address of its own. What it asks stands in its versions."""

    slug = models.SlugField(
        _("address"), max_length=40, unique=True, help_text=_("The form lies at /c/ADDRESS/.")
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Switched off, it says so and names the other ways to reach us."),
    )
    is_default = models.BooleanField(
        _("the desk's own form"), default=False, help_text=_("It also lies at /complain/.")
    )
    category = models.ForeignKey(
        "tickets.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("Used when its sender chooses none."),
    )
    product = models.ForeignKey(
        "tickets.Product",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product or service"),
        help_text=_("Used when its sender chooses none."),
    )
    team = models.ForeignKey(
        "tickets.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
        help_text=_("Empty: the routing rules decide."),
    )
    origins = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name=_("sites that may embed it"),
    )
    asks_proof = models.BooleanField(
        _("asks the browser for a proof of work (ALTCHA)"),
        default=False,
        help_text=_("Slows programs down. Senders without JavaScript can't use the form then."),
    )

    class Meta:
        verbose_name = pgettext_lazy("to fill in", "form")
        verbose_name_plural = pgettext_lazy("to fill in", "forms")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="form_one_default",
                violation_error_message=_(
                    "Another form is the desk's own already. Take the mark from that one first."
                ),
            ),
        ]


class FormVersion(models.Model):
    """What a form asked at one time; frozen once published (the database refuses changes)."""

    form = models.ForeignKey(
        Form,
        models.PROTECT,
        related_name="versions",
        verbose_name=pgettext_lazy("to fill in", "form"),
    )
    number = models.PositiveIntegerField(_("version"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=120, blank=True)
    lead_en = models.CharField(_("first words in English"), max_length=400, blank=True)
    lead_zh = models.CharField(_("first words in Chinese"), max_length=400, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ["form_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_once"),
            models.UniqueConstraint(
                fields=["form"], condition=Q(published_at=None), name="form_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} v{self.number}"


class FormField(models.Model):
    """One field of a version. The first kinds are known to every ticket; the others are answers."""

    class Kind(models.TextChoices):
        HURT = "hurt", _("ours: is anyone hurt or in danger?")
        TEXT = "text", _("ours: what happened?")
        CATEGORY = "category", _("ours: category")
        PRODUCT = "product", _("ours: product or service")
        OCCURRED_ON = "occurred_on", _("ours: which day was it?")
        DESIRED_OUTCOME = "desired_outcome", _("ours: what should we do?")
        PROPERTY_LOSS = "property_loss", _("ours: something was damaged")
        FILES = "files", _("ours: pictures and papers")
        CHOICE = "choice", _("one of several")
        SEVERAL = "several", _("any of several")
        SCORE = "score", _("score")
        DATE = "date", _("date")
        LINE = "line", _("a line of text")
        WORDS = "words", _("free text")
        FILE = "file", _("a file")
        VOICE = "voice", _("voice note")

    class MapsTo(models.TextChoices):
        CATEGORY = "category", _("category")
        PRODUCT = "product", _("product or service")

    version = models.ForeignKey(
        FormVersion, models.CASCADE, related_name="fields", verbose_name=_("version of a form")
    )
    code = models.SlugField(
        _("code"), max_length=40, help_text=_("Stays the same from version to version.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    screen = models.PositiveSmallIntegerField(
        _("screen"),
        default=1,
        validators=[
            MinValueValidator(1, _("Screens are numbered 1 and 2.")),
            MaxValueValidator(
                2, _("A form has two screens at most. Put this field on screen 1 or 2.")
            ),
        ],
    )
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    label_en = models.CharField(_("label in English"), max_length=200, blank=True)
    label_zh = models.CharField(_("label in Chinese"), max_length=200, blank=True)
    help_en = models.CharField(_("help in English"), max_length=300, blank=True)
    help_zh = models.CharField(_("help in Chinese"), max_length=300, blank=True)
    is_required = models.BooleanField(_("mandatory"), default=False)
    options = models.TextField(
        _("choices"),
        blank=True,
        help_text=_("A line each: code | English | 中文"),
    )
    scale = models.PositiveSmallIntegerField(
        _("highest score"),
        default=5,
        validators=[
            MinValueValidator(2, _("A score has at least two steps.")),
            MaxValueValidator(10, _("A score ends at 10 at most.")),
        ],
    )
    allows_future = models.BooleanField(_("takes days to come"), default=False)
    maps_to = models.CharField(
        _("sets"),
        max_length=20,
        choices=MapsTo,
        blank=True,
        help_text=_("The codes of its choices are then codes of categories or products."),
    )

    class Meta:
        verbose_name = _("field of a form")
        verbose_name_plural = _("fields of forms")
        ordering = ["screen", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="form_field_code_once"),
            models.CheckConstraint(condition=Q(screen__in=[1, 2]), name="form_field_on_a_screen"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.code}"


class SpentProof(models.Model):
    """A solved puzzle that a form was sent with; it counts once. Rows go when they have expired."""

    challenge = models.CharField(max_length=64, primary_key=True)
    # Which filled form it was solved for, and what that said: sent twice it is still one.
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("spent proof of work")
        verbose_name_plural = _("spent proofs of work")

    def __str__(self) -> str:
        return self.challenge
