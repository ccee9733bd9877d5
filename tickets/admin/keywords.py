"""The form of a keyword rule: words one below the other, and refusals that name the word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tickets.display import listed
from tickets.models import Category, KeywordRule, Ticket
from tickets.triage import problems_of_guards, problems_of_words, words_that_never_count

SCORES = ("1", "2", "3", "4")
BETWEEN = re.compile(r"[\r\n,，、;；]+")
LONGEST = 80
PROBLEMS_TOLD = 8
"""More of them at once help nobody."""


class WordsField(forms.CharField):
    """Words, one a line or with commas between them; one written twice counts once."""

    def __init__(self, **more: Any) -> None:
        area = forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField written"})
        super().__init__(widget=area, strip=True, **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        words = filter(None, map(str.strip, BETWEEN.split(super().to_python(value) or "")))
        first_of_each: dict[str, str] = {}
        for word in words:
            first_of_each.setdefault(word.casefold(), word)
        return list(first_of_each.values())

    def validate(self, value: Any) -> None:
        super().validate(value)
        refuse(_too_long(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class KeywordRuleForm(forms.ModelForm):
    words = WordsField(
        label=_("words"),
        help_text=_(
            "One a line; one of them is enough. “smok*” finds any ending, “child + injur*” asks "
            "for both close together."
        ),
    )
    guards = WordsField(
        label=_("guards"),
        required=False,
        help_text=_(
            "One a line. A match that one of these covers or touches doesn't count: “fire sale”. "
            "“~drill” looks nearby, “@not” for a denial. For a category “@praise”, “@inquiry”, "
            "“@suggestion” and “@complaint” void it in messages of that kind."
        ),
    )

    def clean_words(self) -> list[str]:
        return self._without_problems("words", problems_of_words)

    def clean_guards(self) -> list[str]:
        return self._without_problems("guards", problems_of_guards)

    def _without_problems(self, field: str, problems: Any) -> list[str]:
        words: list[str] = self.cleaned_data[field]
        refuse(problems(words))
        return words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._refuse_a_value_nobody_knows(data)
        if "words" in data and "guards" in data:
            for problem in list(words_that_never_count(data["words"], data["guards"]))[
                :PROBLEMS_TOLD
            ]:
                self.add_error("words", problem)
        return data

    def _refuse_a_value_nobody_knows(self, data: dict[str, Any]) -> None:
        accepted = _accepted_values(data.get("sets", ""))
        if accepted is not None and "value" in data and data["value"] not in accepted:
            self.add_error(
                "value",
                ValidationError(
                    _("This can't be proposed here. Write one of: %(values)s.")
                    % {"values": listed(accepted)}
                ),
            )


def refuse(problems: Iterable[str]) -> None:
    """Raise ValidationError with the first of the problems, if there is any."""
    if told := list(problems)[:PROBLEMS_TOLD]:
        raise ValidationError(told)


def _too_long(words: Iterable[str]) -> list[str]:
    too_long = _("“%(word)s…” is longer than %(most)d characters. Take its telling part.")
    return [
        too_long % {"word": word[:30], "most": LONGEST} for word in words if len(word) > LONGEST
    ]


def _accepted_values(sets: str) -> list[str] | None:
    by_target: dict[str, list[str]] = {
        KeywordRule.Sets.KIND: list(Ticket.Kind.values),
        KeywordRule.Sets.RISK: list(Ticket.RiskFlag.values),
        KeywordRule.Sets.CATEGORY: list(Category.objects.values_list("code", flat=True)),
        KeywordRule.Sets.SEVERITY: list(SCORES),
        KeywordRule.Sets.URGENCY: list(SCORES),
        KeywordRule.Sets.SCOPE: list(SCORES),
    }
    return by_target.get(sets)
