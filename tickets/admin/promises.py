"""The rows of a policy version: what is promised to each tier, and the rungs of the ladder."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Case, Field, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tickets import configuration
from tickets.admin.base import GuardedInline
from tickets.admin.drafting import NONE, FrozenRows
from tickets.display import listed
from tickets.durations import read_duration, word_duration, write_duration
from tickets.models import BusinessCalendar, LadderStep, Metric, SlaTarget

SHORT = {"class": "vDurationField", "autocomplete": "off"}


def tier_choices() -> list[tuple[int, str]]:
    return configuration.current().tier_choices()


class ChoicesField(forms.TypedMultipleChoiceField):
    """Several of a fixed set, kept as an array."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, required=False, **kwargs)


class DurationField(forms.CharField):
    """A length of time such as `15 min`; the value is seconds, or None when left empty."""

    def __init__(self, **given: Any) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs=SHORT), **given)

    def prepare_value(self, value: Any) -> Any:
        return write_duration(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_duration(text)
        except ValueError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class TargetForm(forms.ModelForm):
    amount = DurationField(
        label=_("amount"),
        help_text=_("Of open time such as 15 min, 4 h or 7 d; otherwise a number of days."),
    )

    class Meta:
        model = SlaTarget
        fields = ("tier", "metric", "kind", "amount", "calendar")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        calendars = BusinessCalendar.objects.filter(versions__number=1)
        self.fields["calendar"] = forms.ModelChoiceField(
            calendars, required=False, label=_("calendar")
        )
        if self.instance.kind not in ("", SlaTarget.Kind.DURATION):
            # A number of days, or of nothing: shown as the bare number.
            self.initial["amount"] = str(self.initial.get("amount") or "")

    def clean_amount(self) -> int:
        return self.cleaned_data["amount"] or 0

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind in (None, SlaTarget.Kind.NONE):
            return data
        if kind != SlaTarget.Kind.DURATION and not self._amount_is_bare():
            self.add_error("amount", _("Write a number of days, such as 3."))
        if data.get("amount") == 0:
            self.add_error("amount", _("Write an amount above zero, or choose “no promise”."))
        if "calendar" in data and not data["calendar"]:
            self.add_error("calendar", _("Choose the calendar that the time is counted on."))
        return data

    def _amount_is_bare(self) -> bool:
        return str(self.data.get(self.add_prefix("amount"), "0")).strip().isdigit()


class LadderForm(forms.ModelForm):
    tell = ChoicesField(choices=LadderStep.Tell.choices, label=_("tell"))
    tiers = ChoicesField(choices=tier_choices, coerce=int, label=_("only tiers"))
    repeat_seconds = DurationField(
        label=_("repeat every"),
        help_text=_("Until a named person acknowledges. Empty: once."),
    )

    class Meta:
        model = LadderStep
        fields = LadderStep.WRITTEN

    def clean_repeat_seconds(self) -> int | None:
        seconds = self.cleaned_data["repeat_seconds"]
        if seconds == 0:
            raise forms.ValidationError(_("Write a time above zero, or leave it empty for once."))
        return seconds


class FrozenInline(FrozenRows, GuardedInline):
    """Rows in plain cells: a pencil and an eye beside each of thirty choices say nothing."""

    typed: ClassVar[tuple[str, ...]]
    worded: ClassVar[dict[str, str]]

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **given: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **given)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Once frozen, lengths of time are worded by a column of their own."""
        if self.has_change_permission(request, obj):
            return self.typed
        return [self.worded.get(name, name) for name in self.typed]


class TargetInline(FrozenInline):
    model = SlaTarget
    form = TargetForm
    typed = TargetForm.Meta.fields
    worded = {"amount": "amount_worded"}
    readonly_fields = ("amount_worded",)

    @admin.display(description=_("amount"))
    def amount_worded(self, target: SlaTarget) -> str:
        if target.kind == SlaTarget.Kind.DURATION:
            return word_duration(target.amount)
        return str(target.amount or NONE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SlaTarget]:
        """One promise after the other as a ticket meets them, each from the most urgent tier on."""
        met = [When(metric=metric, then=Value(n)) for n, metric in enumerate(Metric.values)]
        return super().get_queryset(request).order_by(Case(*met), "tier", "pk")


class LadderInline(FrozenInline):
    model = LadderStep
    form = LadderForm
    typed = LadderStep.WRITTEN
    worded = {"tell": "told", "tiers": "tiers_worded", "repeat_seconds": "repeat_worded"}
    readonly_fields = ("told", "tiers_worded", "repeat_worded")

    @admin.display(description=_("tell"))
    def told(self, rung: LadderStep) -> str:
        return listed(str(LadderStep.Tell(role).label) for role in rung.tell) or NONE

    @admin.display(description=_("only tiers"))
    def tiers_worded(self, rung: LadderStep) -> str:
        words = dict(tier_choices())
        return listed(words.get(rank, str(rank)) for rank in rung.tiers) or NONE

    @admin.display(description=_("repeat every"))
    def repeat_worded(self, rung: LadderStep) -> str:
        return word_duration(rung.repeat_seconds) if rung.repeat_seconds else NONE
