"""What a person says about a submission that nothing else can read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.opening import MAX_TEXT
from tickets.forms.fields import LongTextField

LANGUAGES = [("en", "English"), ("zh-hans", "中文")]


class ByHandForm(forms.Form):
    use_required_attribute = False
    text = LongTextField(
        label=_("What it says"),
        max_length=MAX_TEXT,
        error_messages={"required": _("Write what the customer wants, in their words if you can.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    name = forms.CharField(label=_("Customer’s name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
