"""From what a form asks to the two Django forms behind its screens."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.web.form_fields import own_field, spoken
from channels.web.form_spec import FieldSpec, FormSpec
from channels.web.forms import HONEYPOT, MatterForm, ReachForm
from channels.web.widgets import CodeField

# What is said where an administrator made a field of ours mandatory.
MISSING = {
    "category": _("Choose what it is about."),
    "product": _("Choose the product or service."),
    "occurred_on": _("Enter the day when it happened."),
    "desired_outcome": _("Say what you would like us to do."),
}


# What a form changes of its fields for the one who fills it in: choices, and what is mandatory.
CHANGING = frozenset({"name", "email"})


class _SharedFields(dict[str, forms.Field]):
    """The fields of a built form. Django copies all of them for each form it makes, and a complaint
    makes two; here only those are copied that a form changes, the others serve every form.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {
            name: deepcopy(field, memo)
            if name in CHANGING or isinstance(field, CodeField)
            else field
            for name, field in self.items()
        }


# A specification lives as long as its snapshot, and so do the classes made of it.


@lru_cache(maxsize=64)
def matter_form(spec: FormSpec) -> type[MatterForm]:
    """Return the form of the first screen."""
    return _built(MatterForm, [_named(field) for field in spec.on_screen(1)], last=[HONEYPOT])


@lru_cache(maxsize=64)
def reach_form(spec: FormSpec) -> type[ReachForm]:
    """Return the form of the second screen: ours, and what is asked there beside it."""
    own = [_named(field) for field in spec.on_screen(2) if not field.is_standard]
    return _built(ReachForm, own, last=ReachForm.base_fields)


def _built(base: Any, named: list[tuple[str, forms.Field | None]], last: Any) -> Any:
    """A form class with these fields, and after them those of ours that are named."""
    built: Any = type(f"Built{base.__name__}", (base,), {})
    fields = {name: field for name, field in named if field is not None}
    built.base_fields = _SharedFields(fields | {name: base.base_fields[name] for name in last})
    return built


def _named(field: FieldSpec) -> tuple[str, forms.Field | None]:
    return field.name, _standard(field) if field.is_standard else own_field(field)


def _standard(spec: FieldSpec) -> forms.Field | None:
    """A field of ours, with an administrator's words where they gave some."""
    if spec.kind == "files":  # a picker of its own, no field of the form
        return None
    field = deepcopy(MatterForm.base_fields[spec.kind])
    if spec.label_en or spec.label_zh:
        field.label = spoken(spec.label_en, spec.label_zh)
    if spec.help_en or spec.help_zh:
        field.help_text = spoken(spec.help_en, spec.help_zh)
    if spec.is_required and spec.kind in MISSING:
        field.required = True
        field.error_messages["required"] = MISSING[spec.kind]
    return field
