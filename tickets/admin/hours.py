"""The form of a calendar version: its hours as people write them, one field for each day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tickets.models import CalendarVersion
from tickets.sla import written
from tickets.sla.calendar import Problem, validate
from tickets.sla.spec import WEEKDAYS

DAY_LABELS = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
DAY_FIELDS = {f"hours_{day}": day for day in WEEKDAYS}
DATED: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    "holidays": (written.read_holidays, written.write_holidays),
    "special": (written.read_special, written.write_special),
    "breaks": (written.read_breaks, written.write_breaks),
}


class Written(forms.CharField):
    """Text that people write, of a value that the configuration keeps; empty is nothing."""

    def __init__(
        self, read: Callable[[str], Any], write: Callable[[Any], str], **given: Any
    ) -> None:
        self.read, self.write = read, write
        super().__init__(required=False, **given)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else self.write(value or self.read(""))

    def to_python(self, value: Any) -> Any:
        try:
            return self.read(super().to_python(value) or "")
        except written.Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class DatedLines(Written):
    """One date a line."""

    def __init__(self, name: str, *, rows: int, **given: Any) -> None:
        area = forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField written"})
        super().__init__(*DATED[name], widget=area, **given)


class DayHours(Written):
    """The hours of one weekday; empty is closed."""

    def __init__(self, **given: Any) -> None:
        line = forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"})
        super().__init__(written.read_hours, written.write_hours, widget=line, **given)


class HoursForm(forms.ModelForm):
    """Everything a version says about open time. What `validate` refuses is said at its field."""

    hours_mon = DayHours(
        label=DAY_LABELS["mon"],
        help_text=_("Commas between shifts: 09:00-12:00, 13:00-18:00. Empty: closed."),
    )
    hours_tue = DayHours(label=DAY_LABELS["tue"])
    hours_wed = DayHours(label=DAY_LABELS["wed"])
    hours_thu = DayHours(label=DAY_LABELS["thu"])
    hours_fri = DayHours(label=DAY_LABELS["fri"])
    hours_sat = DayHours(label=DAY_LABELS["sat"])
    hours_sun = DayHours(label=DAY_LABELS["sun"])
    special = DatedLines(
        "special",
        label=capfirst(_("special hours")),
        help_text=_("They win over holidays. One day a line: 2026-10-10 09:00-18:00, or closed."),
        rows=6,
    )
    holidays = DatedLines(
        "holidays",
        label=capfirst(_("holidays")),
        help_text=_("One day a line: 2026-10-01 National Day."),
        rows=10,
    )
    breaks = DatedLines(
        "breaks",
        label=capfirst(_("breaks")),
        help_text=_("Closed in between, on one day: 2026-12-18 12:00-15:00 Works meeting."),
        rows=4,
    )

    class Meta:
        model = CalendarVersion
        fields = ("tz", "close_of_business")
        help_texts = {"tz": _("A name such as Asia/Shanghai or Europe/Berlin.")}

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        version = self.instance
        for field, day in DAY_FIELDS.items():
            self.initial.setdefault(field, version.weekly.get(day, []))
        for field in DATED:
            self.initial.setdefault(field, getattr(version, field))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        for problem in validate(config_of(data)):
            self.add_error(field_of(problem), f"{problem.sentence} {problem.next_step}")
        return data

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            for name, value in config_of(self.cleaned_data).items():
                setattr(self.instance, name, value)


def config_of(data: dict[str, Any]) -> dict[str, Any]:
    """The configuration that the fields make together."""
    weekly = {day: data[field] for field, day in DAY_FIELDS.items()}
    return {"tz": data["tz"], "weekly": weekly} | {name: data[name] for name in DATED}


def field_of(problem: Problem) -> str:
    """The field of the form that a problem of the configuration belongs to."""
    part, _dot, rest = problem.field.partition(".")
    day = rest.partition("[")[0]
    if part == "weekly":
        return f"hours_{day}" if day in WEEKDAYS else "hours_mon"
    return part.partition("[")[0]
