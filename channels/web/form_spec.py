"""What a form asks, as plain data: one version, and the form it belongs to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Fields that every ticket knows; their code is their name on the page.
STANDARD = (
    "hurt",
    "text",
    "category",
    "product",
    "occurred_on",
    "desired_outcome",
    "property_loss",
    "files",
)
ALWAYS = ("hurt", "text")
UPLOADS = ("file", "voice")
WITH_OPTIONS = ("choice", "several")
# The name of an own field on the page begins with this, so that it can't meet one of ours.
OWN_PREFIX = "own_"
MAX_OPTIONS = 60


def in_language(en: str, zh: str, language: str) -> str:
    """Return the words for a reader; those of the other language where theirs are missing."""
    return (zh or en) if language.startswith("zh") else (en or zh)


@dataclass(frozen=True)
class Option:
    """One choice of a field."""

    code: str
    en: str
    zh: str

    def label(self, language: str) -> str:
        return in_language(self.en, self.zh, language)


class OptionsUnreadable(ValueError):
    """A line of choices can't be read; `line` is its text and `reason` one of the codes below."""

    INCOMPLETE, TWICE, TOO_MANY = "incomplete", "twice", "too_many"

    def __init__(self, reason: str, line: str) -> None:
        super().__init__(f"{reason}: {line}")
        self.reason = reason
        self.line = line


def parse_options(text: str) -> tuple[Option, ...]:
    """Read choices, a line each: `leak | It leaks | 漏水`. Raises OptionsUnreadable."""
    options: dict[str, Option] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        code, *labels = (part.strip() for part in line.split("|"))
        if not code or len(labels) != 2 or not all(labels):
            raise OptionsUnreadable(OptionsUnreadable.INCOMPLETE, line)
        if code in options:
            raise OptionsUnreadable(OptionsUnreadable.TWICE, code)
        options[code] = Option(code, *labels)
    if len(options) > MAX_OPTIONS:
        raise OptionsUnreadable(OptionsUnreadable.TOO_MANY, str(len(options)))
    return tuple(options.values())


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """One field. Empty labels of a standard field mean: ours."""

    code: str
    kind: str
    screen: int = 1
    label_en: str = ""
    label_zh: str = ""
    help_en: str = ""
    help_zh: str = ""
    is_required: bool = False
    options: tuple[Option, ...] = ()
    scale: int = 5
    allows_future: bool = False
    maps_to: str = ""

    @property
    def is_standard(self) -> bool:
        return self.kind in STANDARD

    @property
    def name(self) -> str:
        """What the field is called on the page."""
        return self.kind if self.is_standard else f"{OWN_PREFIX}{self.code}"

    @property
    def is_mandatory(self) -> bool:
        return self.is_required or self.kind in ALWAYS

    def label(self, language: str) -> str:
        return in_language(self.label_en, self.label_zh, language)

    def shown(self, answer: Any, language: str) -> str:
        """Return an answer to this field as a reader should see it."""
        if isinstance(answer, list):
            return " · ".join(self.shown(each, language) for each in answer)
        labels = {option.code: option.label(language) for option in self.options}
        if self.kind == "score":
            return f"{answer} / {self.scale}"
        return labels.get(str(answer), str(answer))


@dataclass(frozen=True, kw_only=True, eq=False)
class FormSpec:
    """A form with one of its versions. `version_id` is None for the form the desk starts with."""

    slug: str
    fields: tuple[FieldSpec, ...]
    name_en: str = ""
    name_zh: str = ""
    version_id: int | None = None
    number: int = 0
    title_en: str = ""
    title_zh: str = ""
    lead_en: str = ""
    lead_zh: str = ""
    category_id: int | None = None
    product_id: int | None = None
    team_id: int | None = None
    origins: tuple[str, ...] = ()
    asks_proof: bool = False
    is_active: bool = True
    is_default: bool = False

    def name(self, language: str) -> str:
        return in_language(self.name_en, self.name_zh, language)

    @property
    def own(self) -> list[FieldSpec]:
        return [field for field in self.fields if not field.is_standard]

    @property
    def uploads(self) -> list[FieldSpec]:
        return [field for field in self.fields if field.kind in UPLOADS]

    @property
    def takes_files(self) -> bool:
        return any(field.kind == "files" for field in self.fields)

    def on_screen(self, screen: int) -> list[FieldSpec]:
        return [field for field in self.fields if field.screen == screen]

    def mapped(self, what: str, answers: Mapping[str, Any]) -> str:
        """Return the code of the category or product that an answer chose; empty for none."""
        chosen = (answers.get(field.code) for field in self.fields if field.maps_to == what)
        return next((str(code) for code in chosen if code), "")


# What the desk's own form asks until an administrator publishes a version of it.
STARTER = FormSpec(
    slug="complain",
    name_en="The desk's own form",
    name_zh="客诉中心的表单",
    is_default=True,
    fields=(
        FieldSpec(code="hurt", kind="hurt", is_required=True),
        FieldSpec(code="text", kind="text", is_required=True),
        FieldSpec(code="category", kind="category"),
        FieldSpec(code="product", kind="product"),
        FieldSpec(code="occurred_on", kind="occurred_on"),
        FieldSpec(code="desired_outcome", kind="desired_outcome"),
        FieldSpec(code="property_loss", kind="property_loss"),
        FieldSpec(
            code="voice_note",
            kind="voice",
            label_en="Voice note",
            label_zh="语音留言",
            help_en="Up to three minutes. You can listen to it before you send it.",
            help_zh="最长三分钟，发送前可以先听一遍。",
        ),
        FieldSpec(code="files", kind="files"),
    ),
)
