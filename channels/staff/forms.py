"""What a colleague is asked who reports something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets.actions.customers import normalise
from tickets.forms.composing import FilesField, files_field, offer
from tickets.models import ContactPoint
from tickets.queries.places import store_choices

CUSTOMER, OWN = "customer", "own"


class ReportForm(forms.Form):
    use_required_attribute = False

    whose = forms.ChoiceField(
        label=gettext_lazy("Whose matter is it?"),
        widget=forms.RadioSelect,
        choices=[
            (CUSTOMER, gettext_lazy("A customer told me")),
            (OWN, gettext_lazy("I saw it myself")),
        ],
        error_messages={"required": gettext_lazy("Choose whose matter it is.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        strip=False,
        max_length=20_000,
        error_messages={"required": gettext_lazy("Nothing was written yet. Write what happened.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    hurt = forms.ChoiceField(
        label=gettext_lazy("Is anyone hurt or in danger?"),
        widget=forms.RadioSelect,
        choices=[("no", pgettext_lazy("danger", "No")), ("yes", pgettext_lazy("danger", "Yes"))],
        error_messages={"required": gettext_lazy("Choose yes or no. It decides how fast we act.")},
    )
    occurred_on = forms.DateField(
        label=gettext_lazy("Which day was it?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    store = forms.TypedChoiceField(
        label=gettext_lazy("Store"), required=False, coerce=int, empty_value=None, choices=()
    )
    name = forms.CharField(
        label=gettext_lazy("The customer’s name"), required=False, max_length=120
    )
    phone = forms.CharField(
        label=gettext_lazy("The customer’s phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("The customer’s e-mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("If you have one, they get the number and our answer there."),
        error_messages={
            "invalid": gettext_lazy(
                "This is no complete e-mail address. It looks like name@example.com."
            )
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the customer"),
        choices=[("en", "English"), ("zh-hans", "中文")],
    )
    attachments: FilesField = files_field()
    nonce = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "store", [("", _("no store")), *store_choices()])

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    def clean_occurred_on(self) -> Any:
        day = self.cleaned_data["occurred_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Enter when it happened."))
        return day

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
        contacts = ("name", "phone", "email")
        is_known = any(given.get(name) or name in self.errors for name in contacts)
        if given.get("whose") == CUSTOMER and not is_known:
            self.add_error("name", _("Enter who told you: a name, a number or an address."))
        return given
