"""Asking to excuse a broken promise."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.exempting import REASONS


class ExemptionForm(forms.Form):
    use_required_attribute = False
    reason_code = forms.ChoiceField(
        label=_("Why it was not ours to keep"),
        choices=REASONS.items,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
    text = forms.CharField(
        label=_("What happened"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write in a sentence what happened.")},
    )
