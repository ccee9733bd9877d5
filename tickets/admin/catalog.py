"""Categories, products, tags, tiers and the priority matrix."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast, Concat, LPad
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tickets.admin.base import ConfigurationAdmin
from tickets.models import Category, PriorityCell, Product, Tag, Tier


class CategoryForm(ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        parent, above = data.get("parent"), 1
        while parent is not None:
            if parent.pk == self.instance.pk:
                self.add_error(
                    "parent", _("A category can't lie below itself. Choose another parent.")
                )
                return data
            parent, above = parent.parent, above + 1
        if above + _height(self.instance) > Category.MAX_DEPTH:
            self.add_error(
                "parent", _("The tree has at most three levels. Choose a parent further up.")
            )
        return data


def _height(category: Category) -> int:
    """Return how many levels lie below a category."""
    if category.pk is None:
        return 0
    return max((1 + _height(child) for child in category.children.all()), default=0)


def _way_from_root() -> Concat:
    """A tree reads from its roots: each category is listed below its parent."""
    steps = []
    for level in ("parent__parent__", "parent__", ""):
        steps += [LPad(Cast(f"{level}position", CharField()), 5, Value("0")), F(f"{level}code")]
    return Concat(*steps, output_field=TextField())


@admin.register(Category)
class CategoryAdmin(ConfigurationAdmin):
    form = CategoryForm
    ordering = (_way_from_root(),)
    list_display = ("path", "team", "is_public", "valid_from", "valid_until", "position")
    list_editable = ("position",)
    list_filter = ("is_public", "team")
    list_select_related = ("team", "parent__parent")
    search_fields = ("code", "name_en", "name_zh")
    autocomplete_fields = ("parent", "team")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A retired category gets a last day; old tickets and reports keep it."""
        return (
            super().has_delete_permission(request, obj)
            and obj is not None
            and not obj.ticket_set.exists()
        )


@admin.register(Product)
class ProductAdmin(ConfigurationAdmin):
    list_display = ("name", "team", "is_active", "code")
    list_select_related = ("team",)
    search_fields = ("code", "name_en", "name_zh")


@admin.register(Tag)
class TagAdmin(ConfigurationAdmin):
    search_fields = ("name",)


@admin.register(Tier)
class TierAdmin(ConfigurationAdmin):
    """Ranks are fixed; renaming a tier changes nothing in history."""

    list_display = ("rank", "name_en", "name_zh", "prefers_phone")
    readonly_fields = ("rank",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_delete_permission = has_add_permission


@admin.register(PriorityCell)
class PriorityCellAdmin(ConfigurationAdmin):
    list_display = ("severity", "urgency", "scope", "tier")
    list_display_links = None
    list_editable = ("tier",)
    list_filter = ("severity", "urgency", "scope")
    list_per_page = 64
    ordering = ("severity", "urgency", "scope")

    def heading(self, obj: PriorityCell) -> str:
        named = (
            (_("severity"), obj.severity),
            (_("urgency"), obj.urgency),
            (_("scope"), obj.scope),
        )
        return " · ".join(f"{name} {score}" for name, score in named)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_delete_permission = has_add_permission
