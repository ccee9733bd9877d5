"""What a simulation asks: which proposal, and which tickets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tickets.models import CalendarVersion, SlaPolicyVersion

DAYS = 90
MOST_DAYS = 3 * 366

Proposed = SlaPolicyVersion | CalendarVersion


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SimulationForm(forms.Form):
    """`proposed` is `policy-12` or `calendar-3`: the key of a version. Days are the site's."""

    proposed = forms.ChoiceField(
        label=_("What is proposed"),
        help_text=_("Judged as if it had been in force all the time."),
        choices=(),
        error_messages={"invalid_choice": _("This version is gone. Choose another one.")},
    )
    first = forms.DateField(label=pgettext_lazy("period", "Tickets received from"), widget=DayInput)
    last = forms.DateField(label=pgettext_lazy("period", "to"), widget=DayInput)

    def __init__(self, *args: Any, today: date, proposed: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.versions = dict(_versions())
        field = self.fields["proposed"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, _name(version)) for key, version in self.versions.items()]
        self.initial["first"], self.initial["last"] = today - timedelta(days=DAYS), today
        drafts = (key for key, version in self.versions.items() if _is_draft(version))
        self.initial["proposed"] = proposed if proposed in self.versions else next(drafts, None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first is None or last is None:
            return data
        if last < first:
            self.add_error("last", _("The period ends before it begins. Choose a later day."))
        elif first > self.today:
            self.add_error("first", _("This day is still to come. Choose one of the past."))
        elif (last - first).days > MOST_DAYS:
            self.add_error("first", _("This is more than three years. Choose a later day."))
        return data

    @property
    def version(self) -> Proposed:
        """What was chosen, of a form that is valid."""
        return self.versions[self.cleaned_data["proposed"]]


def _versions() -> Iterator[tuple[str, Proposed]]:
    """The latest two versions of each active policy and of each calendar: drafts before others."""
    policies = SlaPolicyVersion.objects.filter(policy__is_active=True).select_related("policy")
    for version in _latest(policies.order_by("policy__position", "policy_id", "-number"), "policy"):
        yield f"policy-{version.pk}", version
    calendars = CalendarVersion.objects.select_related("calendar")
    for version in _latest(calendars.order_by("calendar__code", "-number"), "calendar"):
        yield f"calendar-{version.pk}", version


def _latest(versions: Any, of: str, most: int = 2) -> Iterator[Any]:
    seen: dict[int, int] = {}
    for version in versions:
        key = getattr(version, f"{of}_id")
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= most:
            yield version


def name_of(version: Proposed) -> str:
    """`SLA policy “Standard”, version 2`."""
    if isinstance(version, SlaPolicyVersion):
        template, name = gettext("SLA policy “%(name)s”, version %(number)d"), version.policy.name
    else:
        template, name = gettext("Calendar “%(name)s”, version %(number)d"), version.calendar.name
    return template % {"name": name, "number": version.number}


def _is_draft(version: Proposed) -> bool:
    return isinstance(version, SlaPolicyVersion) and version.published_at is None


def _name(version: Proposed) -> str:
    return (
        gettext("%(version)s (draft)") % {"version": name_of(version)}
        if _is_draft(version)
        else name_of(version)
    )
