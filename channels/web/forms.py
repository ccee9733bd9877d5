"""The public form: two screens, validated together when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channels.web.kept import KeptFile
from channels.web.widgets import (
    CodeField,
    DayField,
    YesNoField,
    offered_categories,
    offered_products,
)
from tickets import configuration
from tickets.actions.customers import normalise
from tickets.actions.rating import MAX_TEXT as SURVEY_TEXT
from tickets.forms.fields import LongTextField
from tickets.models import ContactPoint, SurveyAnswer
from tickets.satisfaction import SATISFACTION

MAX_TEXT = 20_000
REPLY_TEXT = 10_000
# Nobody sees this field; what fills it in is a program.
HONEYPOT = "website"


class _PublicForm(forms.Form):
    """Line ends of a textarea are ours, and what is too long says by how much.

    `kept` are the files that came so far; a field that takes one is satisfied by its own.
    """

    use_required_attribute = False
    error_css_class = ""

    def __init__(self, *args: Any, kept: Sequence[KeptFile] = (), **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.kept = kept

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if getattr(field, "is_upload", False):
                data[name] = [file.name for file in self.kept if file.field == name]
                if field.required and not data[name]:
                    self.add_error(name, _("Nothing was added here yet."))
        return data


def long_text(label: Any, *, limit: int, rows: int, required: Any, **more: Any) -> LongTextField:
    """Return a field for many words; `required` is what to say when it is empty, or False."""
    return LongTextField(
        label=label,
        max_length=limit,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": rows, "data-count": _("Room for # more characters")}),
        error_messages={
            "required": required or "",
            "max_length": _(
                "This is %(show_value)s characters long; there is room for %(limit_value)s. "
                "Shorten it, or attach the whole of it as a file."
            ),
        },
        **more,
    )


class MatterForm(_PublicForm):
    """The first screen: what happened."""

    honeypot_name = HONEYPOT

    hurt = YesNoField(
        label=_("Is anyone hurt or in danger?"),
        help_text=_(
            "A burn, an electric shock, a gas leak, food poisoning. If so, our colleague on call "
            "is alerted at once."
        ),
        error_messages={"required": _("Choose yes or no. It decides how fast we act.")},
    )
    text = long_text(
        _("What happened?"),
        limit=MAX_TEXT,
        rows=7,
        required=_("Describe what happened; a few words are enough."),
        help_text=_("Write it the way you would say it."),
    )
    category = CodeField(label=_("What is it about?"), offers=offered_categories)
    product = CodeField(label=_("Product or service"), offers=offered_products)
    occurred_on = DayField(label=_("Which day was it?"), required=False)
    desired_outcome = forms.CharField(
        label=_("What would you like us to do?"),
        max_length=500,
        required=False,
        help_text=_("For example: repair it, replace it, pay it back, explain it."),
    )
    property_loss = forms.BooleanField(
        label=_("Something of mine was damaged by it, such as a floor, a wall or furniture"),
        required=False,
    )

    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settings = configuration.current()
        for field in self.fields.values():
            if isinstance(field, CodeField):
                # Asked for only when it is shown or answered: most people leave both open.
                field.choices = partial(field.offered, settings)

    def clean_occurred_on(self) -> date | None:
        return DayField.refuse_future(self.cleaned_data["occurred_on"])


class ReachForm(_PublicForm):
    """The second screen: who says it and where our answer goes."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        error_messages={
            "required": _("Enter your name, or tick that you would rather not say who you are.")
        },
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("A phone number alone is enough, too."),
        error_messages={
            "required": _("Enter an e-mail address or a phone number, so that we can answer."),
            "invalid": _("This is no complete e-mail address. It looks like name@example.com."),
        },
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    anonymous = forms.BooleanField(
        label=_("I would rather not say who I am"),
        required=False,
        help_text=_("We look into it all the same. You follow it by the link on the next page."),
    )
    affected_name = forms.CharField(
        label=_("If you write for someone else: their name"), max_length=120, required=False
    )
    affected_relation = forms.CharField(
        label=_("And who they are to you"),
        max_length=40,
        required=False,
        help_text=_("For example: my mother, my pupil, a neighbour."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        is_anonymous = bool(self.data.get("anonymous"))
        self.fields["name"].required = not is_anonymous
        self.fields["email"].required = not (is_anonymous or self.data.get("phone", "").strip())

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        digits = normalise(ContactPoint.Kind.PHONE, phone).lstrip("+")
        if phone and not 5 <= len(digits) <= 15:
            raise forms.ValidationError(
                _("This is no complete phone number. Enter it with its area code.")
            )
        return phone


class ReplyForm(_PublicForm):
    """A message on the status page."""

    nonce = forms.CharField(widget=forms.HiddenInput, required=False)
    text = long_text(
        _("Write to us"),
        limit=REPLY_TEXT,
        rows=4,
        required=_("Nothing was written yet. Write your message."),
    )


class NotSolvedForm(_PublicForm):
    """Why the resolution isn't one."""

    text = long_text(
        _("What is still not right?"),
        limit=REPLY_TEXT,
        rows=4,
        required=_("Write in a few words what is still not right; we go on from there."),
    )


class FreshLinkForm(_PublicForm):
    """Asks for the address a new link is mailed to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one you gave us when you wrote to us."),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("This is no complete e-mail address. It looks like name@example.com."),
        },
    )


class SurveyForm(_PublicForm):
    """Two taps, and what a customer cares to add (SURVEYS.md 6.1)."""

    SOLVED = [
        (SurveyAnswer.Solved.YES, pgettext_lazy("the problem", "Solved")),
        (SurveyAnswer.Solved.PARTLY, _("Partly")),
        (SurveyAnswer.Solved.NO, _("Not solved")),
    ]

    solved = forms.ChoiceField(
        label=_("Is the problem solved?"),
        choices=SOLVED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the problem is solved.")},
    )
    score = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        choices=SATISFACTION,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how satisfied you are, from 1 to 5.")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("If something was not right: what was it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = long_text(_("What should we know?"), limit=SURVEY_TEXT, rows=4, required=False)
    wants_contact = forms.BooleanField(label=_("Please contact me about this"), required=False)
    just_telling = forms.BooleanField(
        label=_("I only want you to know; you need not start again"), required=False
    )

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chips = self.fields["reasons"]
        assert isinstance(chips, forms.MultipleChoiceField)
        chips.choices = reasons
        if not reasons:
            del self.fields["reasons"]
