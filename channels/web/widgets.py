"""Fields of the public form that Django has no exact piece for."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets import configuration
from tickets.models import Category, Product


def site_today() -> date:
    return timezone.localtime(timezone.now(), ZoneInfo(settings.TIME_ZONE)).date()


class YesNoField(forms.ChoiceField):
    """Two big choices, neither pre-selected."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(choices=[("yes", _("Yes")), ("no", _("No"))], **kwargs)


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


class _CodeField(forms.ChoiceField):
    """A choice among rows, by code; read anew for every form, named in the reader's language."""

    unknown = _("This choice is no longer offered. Choose another one, or leave it open.")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})["invalid_choice"] = self.unknown
        super().__init__(**kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Django copies a form's fields for each form: the moment to read what is offered now."""
        copy = super().__deepcopy__(memo)
        copy.choices = self.offered()
        return copy

    def offered(self) -> list[Any]:
        raise NotImplementedError


class CategoryField(_CodeField):
    """The categories customers may choose, their subject as the group."""

    def offered(self) -> list[Any]:
        known = configuration.current().categories.values()
        usable = [c for c in known if c.is_public and c.is_usable_on(site_today())]
        usable.sort(key=lambda category: (category.position, category.code))
        roots = [category for category in usable if category.parent_id is None]
        groups = [(root.name, _branch(root, usable)) for root in roots]
        return [("", _("I'm not sure")), *groups]


def _branch(root: Category, usable: list[Category]) -> list[tuple[str, str]]:
    children = [(c.code, c.name) for c in usable if c.parent_id == root.pk]
    return [*children, (root.code, _("%(subject)s, something else") % {"subject": root.name})]


class ProductField(_CodeField):
    def offered(self) -> list[Any]:
        products = Product.objects.filter(is_active=True)
        return [("", _("None, or not on this list")), *((p.code, p.name) for p in products)]
