"""A sheet of slips: what they have in common, then one row each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.customers import normalise
from tickets.forms.composing import offer
from tickets.models import ContactPoint
from tickets.queries.places import store_choices


class SheetForm(forms.Form):
    """What every slip of the sheet shares."""

    use_required_attribute = False

    store = forms.TypedChoiceField(
        label=gettext_lazy("Store"),
        coerce=int,
        choices=(),
        error_messages={"required": gettext_lazy("Choose the store.")},
    )
    collected_on = forms.DateField(
        label=gettext_lazy("Collected on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the day the slips were collected.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How they came"),
        initial="in_store_box",
        choices=[
            ("in_store_box", gettext_lazy("in the suggestion box")),
            ("counter", gettext_lazy("at the counter")),
        ],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("zh-hans", "中文"), ("en", "English")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = store_choices()
        offer(self, "store", stores if len(stores) == 1 else [("", "–"), *stores])

    def clean_collected_on(self) -> date:
        day = self.cleaned_data["collected_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Enter when it was."))
        return day


class SlipForm(forms.Form):
    """One slip. Its picture is kept apart, so that a refused row doesn't lose it."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("What it says"),
        required=False,
        strip=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=120)
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )

    def __init__(self, *args: Any, has_picture: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_picture = has_picture

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        digits = normalise(ContactPoint.Kind.PHONE, phone).lstrip("+")
        if phone and not 5 <= len(digits) <= 15:
            raise forms.ValidationError(
                _("This is no complete phone number. Enter it with its area code.")
            )
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        has_words = bool((given.get("text") or "").strip())
        if not has_words and not self.has_picture and "text" not in self.errors:
            self.add_error("text", _("Write what it says, or add a picture of it."))
        return given
