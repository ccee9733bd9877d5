"""Controls put together without templates are what Django's templates make of them."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from feedback_desk.form_renderer import LeanRenderer

CHOICES = [
    ("", "–"),
    ("a", 'A & "B"'),
    (3, gettext_lazy("Close")),
    ("Group <1>", [("b", "<b>"), (None, "none")]),
]
CONTROLS = {
    "text": (forms.TextInput(), "a < b & \"c\" 'd' 退款"),
    "nothing": (forms.TextInput(), None),
    "number": (forms.NumberInput(attrs={"min": 1, "step": 0.5}), 12345.5),
    "hidden": (forms.HiddenInput(), 0),
    "email": (forms.EmailInput(attrs={"required": True, "disabled": False}), "rosa@example.test"),
    "password": (forms.PasswordInput(), "secret"),
    "moment": (forms.DateTimeInput(), datetime(2026, 3, 10, 2, 0, tzinfo=UTC)),
    "day": (forms.DateInput(attrs={"type": "date"}), "2026-03-10"),
    "text area": (
        forms.Textarea(attrs={"data-key": "r", "aria-label": '<"x">'}),
        "\n<p> & so on\n",
    ),
    "empty text area": (forms.Textarea(), ""),
    "safe text": (forms.Textarea(attrs={"title": mark_safe("&lt;b&gt;")}), mark_safe("&amp;")),
    "select": (forms.Select(choices=CHOICES, attrs={"autofocus": True}), "a"),
    "select of a number": (forms.Select(choices=CHOICES), 3),
    "several": (forms.SelectMultiple(choices=CHOICES), ["a", "b"]),
    "nothing to select": (forms.Select(choices=[]), ""),
    "check box": (forms.CheckboxInput(), True),
    "radio": (forms.RadioSelect(choices=CHOICES[:3]), "a"),
    "file": (forms.ClearableFileInput(), None),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_is_the_same_to_the_letter(name):
    widget, value = CONTROLS[name]
    attrs = {"id": "id_x", "class": "input & more"}

    lean, django = (
        widget.render("x<1>", value, attrs=dict(attrs), renderer=renderer)
        for renderer in (LeanRenderer(), DjangoTemplates())
    )

    assert "".join(lean.split()) == "".join(django.split())
    assert lean.replace("\n", "") == django.replace("\n", "")
