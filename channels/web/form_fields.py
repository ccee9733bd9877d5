"""The Django field behind each kind of field that an administrator can put on a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from channels.web.form_spec import FieldSpec, Option, in_language
from channels.web.forms import long_text
from channels.web.widgets import DayField

LINE_TEXT = 300
WORDS_TEXT = 5_000
# From here on a list to open takes less room than buttons.
MANY = 7
VOICE_SECONDS = 180
GONE = _("This choice is no longer offered. Choose another one.")


def _spoken(en: str, zh: str) -> str:
    return in_language(en, zh, get_language() or "en")


spoken = lazy(_spoken, str)


class UploadField(forms.Field):
    """One file of its own. What was uploaded is checked where it is stored; see `kept.gather`."""

    widget = forms.FileInput
    is_upload = True

    def __init__(self, *, is_voice: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_voice = is_voice
        self.accept = "audio/*" if is_voice else ""
        self.limit_seconds = VOICE_SECONDS

    def clean(self, value: Any) -> None:
        """Nothing to say here: the form knows which files it keeps."""


def own_field(spec: FieldSpec) -> forms.Field:
    """Return the form field of an own field."""
    common = {
        "label": spoken(spec.label_en, spec.label_zh),
        "help_text": spoken(spec.help_en, spec.help_zh),
        "required": spec.is_required,
    }
    return MAKERS[spec.kind](spec, common)


def _choice(spec: FieldSpec, common: dict[str, Any]) -> forms.Field:
    choices = _choices(spec.options)
    is_long = len(choices) >= MANY
    return forms.ChoiceField(
        choices=[("", _("Choose one")), *choices] if is_long else choices,
        widget=forms.Select if is_long else forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": GONE},
        **common,
    )


def _several(spec: FieldSpec, common: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_choices(spec.options),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one of these."), "invalid_choice": GONE},
        **common,
    )


def _choices(options: tuple[Option, ...]) -> list[tuple[str, Any]]:
    return [(option.code, spoken(option.en, option.zh)) for option in options]


def _score(spec: FieldSpec, common: dict[str, Any]) -> forms.Field:
    field = forms.TypedChoiceField(
        choices=[(str(step), str(step)) for step in range(1, spec.scale + 1)],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a number from 1 to %(highest)d.") % {"highest": spec.scale},
            "invalid_choice": _("Choose a number from 1 to %(highest)d.") % {"highest": spec.scale},
        },
        **common,
    )
    field.layout = "choices-score"  # type: ignore[attr-defined]  # read by the tag {% field %}
    return field


def _date(spec: FieldSpec, common: dict[str, Any]) -> forms.Field:
    validators: list[Callable[[date], Any]] = []
    if not spec.allows_future:
        validators = [DayField.refuse_future]
    return DayField(validators=validators, error_messages={"required": _("Enter a day.")}, **common)


def _line(spec: FieldSpec, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(
        max_length=LINE_TEXT, error_messages={"required": _("Nothing stands here yet.")}, **common
    )


def _words(spec: FieldSpec, common: dict[str, Any]) -> forms.Field:
    required = _("Nothing was written here yet.") if spec.is_required else False
    return long_text(limit=WORDS_TEXT, rows=4, **(common | {"required": required}))


def _file(spec: FieldSpec, common: dict[str, Any]) -> forms.Field:
    return UploadField(is_voice=spec.kind == "voice", **common)


MAKERS: dict[str, Callable[[FieldSpec, dict[str, Any]], forms.Field]] = {
    "choice": _choice,
    "several": _several,
    "score": _score,
    "date": _date,
    "line": _line,
    "words": _words,
    "file": _file,
    "voice": _file,
}
