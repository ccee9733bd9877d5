"""What is done to several picked tickets at once; what is left empty stays as it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.forms.composing import offer
from tickets.forms.fields import LongTextField, alone
from tickets.models import Ticket
from tickets.queries.categories import category_choices
from tickets.queries.facets import Reader
from tickets.queries.people import people_who_work


class BulkForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill(reader)

    def fill(self, reader: Reader) -> None:
        """Give the fields the choices that are known only now."""


class BulkAssignForm(BulkForm):
    owner = forms.TypedChoiceField(
        label=_("Who has them"), required=False, coerce=int, empty_value=None, choices=()
    )
    team = forms.TypedChoiceField(
        label=_("Team"), required=False, coerce=int, empty_value=None, choices=()
    )

    def fill(self, reader: Reader) -> None:
        people = [(person.pk, person.display_name) for person in people_who_work()]
        offer(self, "owner", [("", _("Nobody: they wait in the team’s queue")), *people])
        teams = [(team.pk, team.name) for team in reader.settings.teams.values() if team.is_active]
        offer(self, "team", [("", _("Each stays in its team")), *teams])
        self.initial.setdefault("owner", reader.user.pk)


class BulkClassifyForm(BulkForm):
    category_id = forms.TypedChoiceField(
        label=_("Category"), required=False, coerce=int, empty_value=None, choices=()
    )
    tier_id = forms.TypedChoiceField(
        label=_("Tier"), required=False, coerce=int, empty_value=None, choices=()
    )
    reason = LongTextField(
        label=_("Why"),
        required=False,
        max_length=1000,
        help_text=_("Needed to lower a tier after its warning. Kept as a note."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def fill(self, reader: Reader) -> None:
        stays = [("", _("as it is"))]
        offer(self, "category_id", [*stays, *category_choices(reader.settings, reader.now)])
        tiers = [(tier.pk, tier.name) for tier in reader.settings.tiers.values()]
        offer(self, "tier_id", [*stays, *sorted(tiers)])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("category_id") and not given.get("tier_id"):
            raise forms.ValidationError(gettext("Choose a category or a tier."))
        return given


class BulkCancelForm(BulkForm):
    reason = forms.ChoiceField(
        label=_("Why"),
        error_messages={"required": _("Choose why: spam, duplicate, withdrawn or test.")},
        widget=forms.RadioSelect,
        choices=alone(Ticket.CancelReason.choices),
    )
