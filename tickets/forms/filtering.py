"""What a queue can be narrowed by, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.forms.composing import offer
from tickets.forms.fields import alone
from tickets.models import Ticket
from tickets.queries.categories import category_choices
from tickets.queries.facets import Reader
from tickets.queries.filters import DUE, NEWEST, OLDEST, QueueFilter
from tickets.queries.tags import tag_choices

ANY = [("", pgettext_lazy("filter", "any"))]


CLOCKS = {
    "overdue": _("overdue"),
    "at_risk": _("at risk"),
    "due_within": _("due within the hour"),
    "paused": _("paused"),
}


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    status = forms.MultipleChoiceField(
        label=_("Status"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Ticket.Status.choices,
        help_text=_("None ticked: everything that isn’t resolved."),
    )
    tier = forms.MultipleChoiceField(
        label=_("Tier"), required=False, widget=forms.CheckboxSelectMultiple
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    owner = forms.ChoiceField(
        label=_("Owner"),
        required=False,
        choices=[*ANY, ("me", _("me")), ("none", _("nobody yet"))],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[*ANY, *alone(Ticket.Kind.choices)]
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    risk = forms.ChoiceField(
        label=_("Risk"), required=False, choices=[*ANY, *Ticket.RiskFlag.choices]
    )
    clock = forms.ChoiceField(
        label=_("Clock"),
        required=False,
        choices=[*ANY, *CLOCKS.items()],
    )
    round_min = forms.ChoiceField(
        label=pgettext_lazy("round of a ticket", "Round"),
        required=False,
        choices=[*ANY, ("2", _("second or later")), ("3", _("third or later"))],
    )
    received_from = DayField(label=_("Received from"), required=False)
    received_to = DayField(label=_("Received before"), required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", pgettext_lazy("order", "as usual")),
            (DUE, _("what breaks first")),
            (NEWEST, _("newest first")),
            (OLDEST, _("oldest first")),
        ],
    )

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settings = reader.settings
        offer(
            self,
            "tier",
            settings.tier_choices(),
        )
        offer(
            self,
            "team",
            [
                *ANY,
                *((str(team.pk), team.name) for team in settings.teams.values()),
            ],
        )
        offer(
            self,
            "category",
            [
                *ANY,
                ("none", _("none yet")),
                *((str(pk), path) for pk, path in category_choices(settings, reader.now)),
            ],
        )

        offer(self, "tag", [*ANY, *tag_choices()])

    def begin_with(self, wanted: QueueFilter) -> None:
        """Fill in what an address already asks for."""
        for name, values in wanted.values.items():
            if name in self.fields:
                many = isinstance(self.fields[name], forms.MultipleChoiceField)
                self.initial[name] = list(values) if many else values[0]
        on = [code for code in CLOCKS if code in wanted.values]
        self.initial["clock"] = on[0] if on else ""
        self.initial["order"] = wanted.order

    def wanted(self) -> QueueFilter:
        """Return the filter that was chosen. The form must be valid."""
        given = self.cleaned_data
        values = {
            name: tuple(value) if isinstance(value, list) else (str(value),)
            for name, value in given.items()
            if value and name not in ("clock", "order")
        }
        if given["clock"]:
            values[given["clock"]] = ("3600" if given["clock"] == "due_within" else "1",)
        return QueueFilter(values, given["order"])
