"""A new ticket by an agent: what a caller says, or what was handed in at a counter."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets import slots
from tickets.forms.composing import FilesField, MomentInput, files_field, offer
from tickets.forms.fields import LongTextField
from tickets.models import Interview
from tickets.queries.categories import category_choices
from tickets.queries.facets import Reader
from tickets.queries.interviews import CHANNELS
from tickets.queries.places import store_choices

# Nobody has to give a reason for the minutes a call takes.
COUNTS_AS_NOW = timedelta(minutes=15)
UNASKED, YES, NO = "", "yes", "no"


# The channels whose complaints are entered by hand.
BY_HAND = (
    ("hotline", gettext_lazy("by phone")),
    ("counter", gettext_lazy("in the store")),
    ("in_store_box", gettext_lazy("in the suggestion box")),
    ("interview", gettext_lazy("in an interview")),
    ("customer_panel", gettext_lazy("in a customer panel")),
    ("internal_staff", gettext_lazy("by a colleague")),
)


def _open_channels() -> list[tuple[str, Any]]:
    """The desk's own, worded; then those that administrators added, by their names."""
    own = [(code, name) for code, name in BY_HAND if slots.channel_is_open(code)]
    known = dict(BY_HAND)
    return [*own, *((code, name) for code, name in slots.hand_channels() if code not in known)]


class NewTicketForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=120)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=40)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("en", "English"), ("zh-hans", "中文")]
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=(),
        error_messages={
            "required": gettext_lazy("Choose how it came. Channels are switched on in the admin."),
            "invalid_choice": gettext_lazy("This way in is switched off. Choose another one."),
        },
    )
    text = LongTextField(
        label=gettext_lazy("What happened, in their words"),
        strip=False,
        max_length=100_000,
        error_messages={"required": gettext_lazy("Nothing was written yet. Write what happened.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    danger = forms.ChoiceField(
        label=gettext_lazy("Is anyone hurt or in danger?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (UNASKED, pgettext_lazy("danger", "Not asked")),
            (YES, pgettext_lazy("danger", "Yes")),
            (NO, pgettext_lazy("danger", "No")),
        ],
    )
    desired_outcome = forms.CharField(
        label=gettext_lazy("What they want"), required=False, max_length=500
    )
    category_id = forms.TypedChoiceField(
        label=gettext_lazy("Category"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=(),
        help_text=gettext_lazy("Left empty, triage proposes one."),
    )
    received_at = forms.DateTimeField(
        label=gettext_lazy("Received"),
        required=False,
        widget=MomentInput(),
        help_text=gettext_lazy(
            "When the call began or the slip was handed in. Left empty, now. Clocks start then."
        ),
    )
    late_reason = forms.CharField(
        label=gettext_lazy("Why it is entered later"), required=False, max_length=300
    )
    call_back_at = forms.DateTimeField(
        label=gettext_lazy("They want to be called back"),
        required=False,
        widget=MomentInput(),
        help_text=gettext_lazy("Becomes a call to make, with a reminder."),
    )
    store_id = forms.TypedChoiceField(
        label=gettext_lazy("Store"), required=False, coerce=int, empty_value=None, choices=()
    )
    attachments: FilesField = files_field()
    # The same page sent twice is one ticket.
    nonce = forms.RegexField(r"^[\w-]{8,40}$", widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, reader: Reader, talk: Interview | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = reader.now
        self.talk = talk
        self.initial.setdefault("nonce", secrets.token_urlsafe(12))
        offer(self, "store_id", [("", _("no store")), *store_choices()])
        offer(self, "channel", _open_channels())
        if talk is not None:
            self._begin_with(talk)
        categories = category_choices(reader.settings, reader.now)
        offer(self, "category_id", [("", _("let triage propose one")), *categories])
        self.initial.setdefault("language", reader.user.language or "en")

    def _begin_with(self, talk: Interview) -> None:
        """A ticket from a talk came by it and at its time, unless the agent says otherwise."""
        self.initial.setdefault("channel", CHANNELS[Interview.Kind(talk.kind)])
        self.initial.setdefault("received_at", talk.held_at)
        self.initial.setdefault("store_id", talk.store_id)

    def clean_call_back_at(self) -> Any:
        call_back_at = self.cleaned_data["call_back_at"]
        if call_back_at is not None and call_back_at <= self.now:
            raise forms.ValidationError(_("Say when to call, with a moment still to come."))
        return call_back_at

    def clean_received_at(self) -> Any:
        received_at = self.cleaned_data["received_at"] or self.now
        if received_at > self.now:
            raise forms.ValidationError(
                _("This moment is still to come. Enter when it was received.")
            )
        return received_at

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        received_at = given.get("received_at")
        # Why a ticket from a talk comes later is said by the talk.
        is_late = received_at is not None and received_at < self.now - COUNTS_AS_NOW
        is_late = is_late and self.talk is None
        if is_late and not given.get("late_reason"):
            self.add_error(
                "late_reason", _("Say why it is entered only now: its clocks began before.")
            )
        if given.get("call_back_at") and not given.get("phone"):
            self.add_error("phone", _("Enter the number to call back."))
        if not (given.get("name") or given.get("phone") or given.get("email")):
            self.add_error("name", _("Enter a name, a phone number or an e-mail address."))
        return given
