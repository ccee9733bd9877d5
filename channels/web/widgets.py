"""Fields of the public form that Django has no exact piece for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tickets import configuration
from tickets.configuration import Configuration
from tickets.models import Category, Product


def site_today() -> date:
    return timezone.localtime(timezone.now(), ZoneInfo(settings.TIME_ZONE)).date()


class YesNoField(forms.ChoiceField):
    """Two big choices, neither pre-selected."""

    ANSWERS = (("yes", pgettext_lazy("danger", "Yes")), ("no", pgettext_lazy("danger", "No")))

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(choices=self.ANSWERS, **kwargs)


class DayField(forms.DateField):
    """A day that has come already, in the site's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("help_text", _("If you don't remember exactly, enter about when it was."))
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid", _("There is no such day. Look at the date and enter it once more.")
        )
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"], **kwargs)

    @staticmethod
    def refuse_future(day: date | None) -> date | None:
        if day is not None and day > site_today():
            raise ValidationError(_("This day is still to come. Enter the day when it happened."))
        return day


class CodeField(forms.ChoiceField):
    """A choice among rows, by code. `offers` returns what the form's `configuration` has for it."""

    unknown = _("This choice is no longer offered. Choose another one, or leave it open.")

    def __init__(self, *, offers: Callable[[Configuration], list[Any]], **kwargs: Any) -> None:
        super().__init__(required=False, error_messages={"invalid_choice": self.unknown}, **kwargs)
        self.offers = offers

    def offered(self, settings: Configuration) -> list[Any]:
        """Return what can be chosen; where one has to be, leaving it open is no choice."""
        choices = self.offers(settings)
        return [("", gettext("Choose one")), *choices[1:]] if self.required else choices


def offered_categories(settings: Configuration) -> list[Any]:
    """The categories customers may choose, under their subjects."""
    return _categories(settings.revision, get_language() or "", site_today())


def offered_products(settings: Configuration) -> list[Any]:
    return _products(settings.revision, get_language() or "")


# Kept until the configuration, the language or the day is another one.


@lru_cache(maxsize=8)
def _categories(revision: int, language: str, today: date) -> list[Any]:
    known = configuration.current().categories.values()
    usable = [c for c in known if c.is_public and c.is_usable_on(today)]
    usable.sort(key=lambda category: (category.position, category.code))
    groups = [(root.name, _branch(root, usable)) for root in usable if root.parent_id is None]
    return [("", gettext("I'm not sure")), *groups]


def _branch(root: Category, usable: list[Category]) -> list[tuple[str, str]]:
    children = [(c.code, c.name) for c in usable if c.parent_id == root.pk]
    if not children:
        return [(root.code, root.name)]
    other = gettext("%(subject)s, something else") % {"subject": root.name}
    return [*children, (root.code, other)]


@lru_cache(maxsize=8)
def _products(revision: int, language: str) -> list[Any]:
    products = Product.objects.filter(is_active=True)
    none = gettext("None, or not on this list")
    return [("", none), *((product.code, product.name) for product in products)]
