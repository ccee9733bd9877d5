"""What tickets are sorted by: categories, products, tags, priority tiers and their matrix."""

from __future__ import annotations

from datetime import date

from django.contrib import admin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.names import BilingualName
from tickets.models.people import Team

SCORES = [(1, _("1, worst")), (2, "2"), (3, "3"), (4, _("4, least"))]


class CategoryQuerySet(models.QuerySet["Category"]):
    def usable_on(self, day: date) -> CategoryQuerySet:
        """Categories that a new ticket may get on `day`; retired ones stay on old tickets."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )


class Category(BilingualName):
    """A node of the category tree, at most three levels deep."""

    MAX_DEPTH = 3

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    code = models.SlugField(_("code"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="categories",
        verbose_name=_("responsible team"),
        help_text=_("Left empty, the parent's team."),
    )
    is_public = models.BooleanField(
        _("on the public form"), default=True, help_text=_("Customers can choose it themselves.")
    )
    valid_from = models.DateField(_("usable from"), null=True, blank=True)
    valid_until = models.DateField(_("usable until"), null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="category_dates_in_order",
                violation_error_message=_(
                    "The last day lies before the first. Swap the two dates."
                ),
            ),
        ]

    def is_usable_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    @admin.display(description=_("path"))
    def path(self) -> str:
        return f"{self.parent.path} › {self.name}" if self.parent else self.name

    def __str__(self) -> str:
        return self.path


class Product(BilingualName):
    code = models.SlugField(_("code"), max_length=60, unique=True)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("team")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("product or service")
        verbose_name_plural = _("products and services")
        ordering = ["code"]


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tier(BilingualName):
    """A priority tier. Ranks 1 to 4 are fixed, their labels are the administrator's."""

    rank = models.PositiveSmallIntegerField(_("rank"), primary_key=True)
    description_en = models.CharField(_("who lands here, English"), max_length=200, blank=True)
    description_zh = models.CharField(_("who lands here, Chinese"), max_length=200, blank=True)
    prefers_phone = models.BooleanField(
        _("phone first"), default=False, help_text=_("Agents are told to call before they write.")
    )

    class Meta:
        verbose_name = _("priority tier")
        verbose_name_plural = _("priority tiers")
        ordering = ["rank"]
        constraints = [
            models.CheckConstraint(condition=Q(rank__range=(1, 4)), name="tier_rank_1_to_4")
        ]


class PriorityCell(models.Model):
    """One cell of the matrix severity x urgency x scope -> tier."""

    severity = models.PositiveSmallIntegerField(_("severity"), choices=SCORES)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=SCORES)
    scope = models.PositiveSmallIntegerField(_("scope"), choices=SCORES)
    tier = models.ForeignKey(Tier, models.PROTECT, verbose_name=_("tier"))

    class Meta:
        verbose_name = _("cell of the priority matrix")
        verbose_name_plural = _("priority matrix")
        ordering = ["severity", "urgency", "scope"]
        constraints = [
            models.UniqueConstraint(
                fields=["severity", "urgency", "scope"], name="matrix_cell_once"
            ),
            models.CheckConstraint(
                condition=Q(severity__range=(1, 4), urgency__range=(1, 4), scope__range=(1, 4)),
                name="matrix_scores_1_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.severity} x {self.urgency} x {self.scope}: {self.tier_id}"
