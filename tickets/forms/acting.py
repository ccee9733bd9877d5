"""The forms of the actions that have a page of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.configuration import Configuration
from tickets.forms.composing import MomentInput, VersionForm, offer
from tickets.forms.fields import LongTextField, alone
from tickets.models import Resolution, Task, Team, Ticket, User
from tickets.queries.people import candidates

LONG = {"rows": 5}


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page has said what will happen."""


class ReasonForm(forms.Form):
    """`asks` is the sentence that a missing reason is answered with."""

    use_required_attribute = False
    note = LongTextField(label=_("Why"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].error_messages["required"] = asks


class ResolutionForm(VersionForm):
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        widget=forms.RadioSelect,
        choices=(),
        error_messages={"required": _("Choose how it ended.")},
    )
    finding = LongTextField(
        label=_("What you found (the team reads this)"),
        max_length=5000,
        error_messages={"required": _("Write down what you found, in a sentence.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    public_message = LongTextField(
        label=_("What the customer reads"),
        error_messages={"required": _("Tell the customer how it ended.")},
        strip=False,
        max_length=100_000,
        widget=forms.Textarea(attrs=LONG),
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        codes = Resolution.BY_KIND[ticket.kind]
        offer(self, "outcome", alone((code, Resolution.Outcome(code).label) for code in codes))
        if len(codes) == 1:
            self.initial.setdefault("outcome", codes[0])
        self.fields["finding"].required = ticket.kind == Ticket.Kind.COMPLAINT


class AssignmentForm(VersionForm):
    owner = forms.TypedChoiceField(
        label=_("Who has it"), required=False, coerce=int, empty_value=None, choices=()
    )
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, choices=())

    def __init__(
        self, *args: Any, ticket: Ticket, user: User, settings: Configuration, **kwargs: Any
    ) -> None:
        super().__init__(*args, ticket=ticket, **kwargs)
        people = [(person.pk, person.display_name) for person in candidates(ticket)]
        offer(self, "owner", [("", _("Nobody: it waits in the team’s queue")), *people])
        offer(
            self,
            "team",
            [
                (team.pk, team.name)
                for team in settings.teams.values()
                if _is_on_offer(team, ticket)
            ],
        )
        self.initial.setdefault("owner", ticket.owner_id or user.pk)
        self.initial.setdefault("team", ticket.team_id)


def _is_on_offer(team: Team, ticket: Ticket) -> bool:
    return team.is_active or team.pk == ticket.team_id


class HoldForm(forms.Form):
    use_required_attribute = False
    who = forms.CharField(
        label=_("Who has to act"),
        max_length=120,
        error_messages={"required": _("Say who has to act.")},
    )
    what = forms.CharField(
        label=_("What you expect from them"),
        max_length=300,
        error_messages={"required": _("Say what you expect from them.")},
    )
    expected_by = forms.DateTimeField(
        label=_("Until when"),
        error_messages={"required": _("Say until when, with a moment still to come.")},
        widget=MomentInput(),
        help_text=_("The ticket opens by itself then."),
    )


class CancellationForm(VersionForm):
    reason = forms.ChoiceField(
        label=_("Why"),
        error_messages={"required": _("Choose why: spam, duplicate, withdrawn or test.")},
        widget=forms.RadioSelect,
        choices=alone(Ticket.CancelReason.choices),
    )


class TaskForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind"),
        widget=forms.RadioSelect,
        choices=alone(Task.Kind.choices),
        initial="call_back",
    )
    title = forms.CharField(label=_("What"), required=False, max_length=200)
    due_at = forms.DateTimeField(
        label=_("By when"),
        required=False,
        widget=MomentInput(),
        help_text=_("A call-back needs a time; anything else may go without."),
    )
    owner = forms.TypedChoiceField(
        label=_("Who does it"), required=False, coerce=int, empty_value=None, choices=()
    )
    is_blocking = forms.BooleanField(
        label=_("The ticket can’t be resolved before this is done"), required=False
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(person.pk, person.display_name) for person in candidates(ticket)]
        offer(self, "owner", [("", _("Whoever has the ticket")), *people])


class TaskDoneForm(forms.Form):
    use_required_attribute = False
    outcome = forms.CharField(
        label=_("What came of it"),
        error_messages={"required": _("Write down what came of it, in a few words.")},
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reached = forms.BooleanField(label=_("The customer was reached"), required=False)


class TriageForm(VersionForm):
    """Correct what triage proposed. Scores and tier are the person's to say."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=alone(Ticket.Kind.choices))
    category_id = forms.TypedChoiceField(
        label=_("Category"), required=False, coerce=int, empty_value=None, choices=()
    )
    tier_id = forms.TypedChoiceField(label=_("Tier"), coerce=int, choices=())
    risk_flags = forms.MultipleChoiceField(
        label=pgettext_lazy("of a ticket", "Risks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Ticket.RiskFlag.choices,
    )
    sentiment = forms.ChoiceField(label=_("Mood"), choices=alone(Ticket.Sentiment.choices))
    complained_about_id = forms.TypedChoiceField(
        label=_("Colleague complained about"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=(),
        help_text=_("They won’t see this ticket any more."),
    )
    is_key_issue = forms.BooleanField(label=_("A key issue, watched by managers"), required=False)
    reason = LongTextField(
        label=_("Why"),
        required=False,
        max_length=1000,
        help_text=_("Needed to lower a tier after its warning. Kept as a note."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    FACTS = (
        "subject",
        "kind",
        "category_id",
        "tier_id",
        "risk_flags",
        "sentiment",
        "complained_about_id",
        "is_key_issue",
    )

    def __init__(
        self, *args: Any, ticket: Ticket, settings: Configuration, categories: list, **kwargs: Any
    ) -> None:
        initial = {name: getattr(ticket, name) for name in self.FACTS}
        super().__init__(*args, ticket=ticket, initial=initial, **kwargs)
        offer(self, "category_id", [("", "–"), *categories])
        offer(
            self,
            "tier_id",
            settings.tier_choices(),
        )
        staff = User.objects.filter(is_active=True).order_by("display_name")
        offer(
            self,
            "complained_about_id",
            [
                ("", _("Nobody")),
                *staff.values_list("pk", "display_name"),
            ],
        )
