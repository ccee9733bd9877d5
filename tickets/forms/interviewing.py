"""What is asked about a talk with customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.forms.composing import MomentInput, offer
from tickets.forms.fields import alone
from tickets.models import Interview
from tickets.queries.places import store_choices


class InterviewForm(forms.Form):
    use_required_attribute = False

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind"),
        widget=forms.RadioSelect,
        choices=alone(Interview.Kind.choices),
        initial=Interview.Kind.INTERVIEW,
    )
    title = forms.CharField(
        label=gettext_lazy("What it was about"),
        max_length=120,
        error_messages={"required": gettext_lazy("Say in a few words what it was about.")},
    )
    people = forms.CharField(
        label=gettext_lazy("Who took part"),
        max_length=500,
        error_messages={"required": gettext_lazy("Name who took part, or say how many.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    held_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=MomentInput(),
        error_messages={"required": gettext_lazy("Enter when you talked.")},
        help_text=gettext_lazy("Clocks of the tickets from it start at this moment."),
    )
    place = forms.CharField(label=gettext_lazy("Where"), required=False, max_length=200)
    store_id = forms.TypedChoiceField(
        label=gettext_lazy("Store"), required=False, coerce=int, empty_value=None, choices=()
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "store_id", [("", _("no store")), *store_choices()])
