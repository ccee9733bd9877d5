"""The words of notices: which there are, what may stand in them, and how the blanks are filled.

What administrators change lies in `NoticeTemplate`; the words a new desk starts with lie as plain
files in `channels/notice_texts`, the subject in the first line. A blank is written `{like_this}`.
A paragraph one of whose blanks has nothing to say is left out, so that no sentence breaks off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from channels.way_book import ways_out

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FOLDER = Path(__file__).parent / "notice_texts"
ENGLISH, CHINESE = "en", "zh-hans"
LANGUAGES = (ENGLISH, CHINESE)
EMAIL, SMS, WECHAT = "email", "sms", "wechat"
# Where a way has no words of its own, it takes those of the next one.
WORDS_OF_WAYS = {EMAIL: (EMAIL,), SMS: (SMS,), WECHAT: (WECHAT, SMS)}
BLANK = re.compile(r"\{([a-z_]+)\}")
PARAGRAPHS = re.compile(r"\n\s*\n")

# What each blank says. Every notice about a ticket may use the first group.
ABOUT_THE_TICKET = ("customer", "number", "subject", "matter", "holder", "team", "organisation")
ABOUT_THE_PROMISE = ("metric", "due_at", "percent", "handover")
BLANKS = {
    "customer": _("the customer's name"),
    "number": _("the ticket's number"),
    "subject": _("the ticket's subject"),
    "matter": _("complaint, suggestion, question, praise or message"),
    "holder": _("who has it: the owner, or the team while nobody does"),
    "team": _("the team's name"),
    "organisation": _("the name of this desk"),
    "message": _("what the agent wrote"),
    "asked_at": _("when we ask whether it is solved"),
    "asked_on": _("the day we asked"),
    "resolved_on": _("the day we said it was solved"),
    "reopen_until": _("until when it can be started again"),
    "stops_at": _("when we stop without an answer"),
    "metric": _("the promise: first reply, solved ..."),
    "due_at": _("when it is or was due"),
    "left": _("the time left"),
    "over": _("the time over"),
    "percent": _("how much of the time is used, in percent"),
    "handover": _("that the reader has it now, if so"),
    "assigned_by": _("who assigned it"),
    "round": _("the round that begins"),
    "why": _("the reason, in a sentence"),
    "words": _("the customer's own words"),
}


@dataclass(frozen=True)
class Notice:
    """One kind of notice: its code, whom it is for, and the blanks that are its own."""

    code: str
    reader: str
    label: StrOrPromise
    own_blanks: tuple[str, ...] = ()

    @property
    def blanks(self) -> tuple[str, ...]:
        return ABOUT_THE_TICKET + self.own_blanks


def _of(reader: str, *rows: tuple[str, StrOrPromise, tuple[str, ...]]) -> Iterable[Notice]:
    return (Notice(code, reader, label, blanks) for code, label, blanks in rows)


NOTICES: dict[str, Notice] = {
    notice.code: notice
    for notice in (
        *_of(
            "customer",
            ("acknowledgement", _("We have it"), ()),
            ("acknowledgement_praise", _("We have it: praise"), ()),
            ("reply", _("An agent's answer"), ("message",)),
            ("resolution", _("The outcome"), ("message", "asked_at")),
            ("resolved_silent", _("Stopped without an answer"), ("asked_on",)),
            ("survey", _("Is it solved?"), ("resolved_on",)),
            ("survey_reminder", _("Is it solved? Once more"), ("asked_on",)),
            ("reopened", _("We start again"), ()),
            ("closed_confirmed", _("Closed: the customer agrees"), ("reopen_until",)),
            ("closed_silent", _("Closed: no answer"), ("reopen_until",)),
            ("silence_reminder", _("We wait for you"), ("message", "asked_on", "stops_at")),
            ("fresh_link", _("A new link"), ()),
            ("verify_address", _("Confirm an address"), ()),
        ),
        *_of(
            "staff",
            (
                "staff_warning",
                _("A promise is at risk"),
                ("metric", "due_at", "left", "percent", "handover"),
            ),
            (
                "staff_breach",
                _("A promise is broken"),
                ("metric", "due_at", "over", "percent", "handover"),
            ),
            ("staff_assigned", _("Assigned to you"), ("assigned_by",)),
            ("staff_handed_up", _("Handed up to you"), ("why", "handover")),
            ("staff_reopened", _("Reopened"), ("round", "words", "handover")),
            ("staff_call_back", _("Call back"), ("due_at", "why")),
        ),
    )
}


def language_of(code: str) -> str:
    """Return which of the two languages letters are written in for a reader's language code."""
    return CHINESE if code.lower().startswith("zh") else ENGLISH


# --- The words ------------------------------------------------------------------------------


def _starter(code: str, language: str, kind: str = EMAIL) -> tuple[str, str]:
    if kind == EMAIL:
        whole = (FOLDER / language / f"{code}.txt").read_text("utf-8")
        subject, _blank, body = whole.partition("\n")
        return subject.strip(), body.strip()
    return "", (FOLDER / language / "short" / f"{code}.txt").read_text("utf-8").strip()


def kinds_of(notice: Notice) -> tuple[str, ...]:
    """Return the ways that have words of their own from the start; colleagues get mail only."""
    return (EMAIL, SMS) if notice.reader == "customer" else (EMAIL,)


# (code, language, kind, subject, text)
STARTER_TEXTS: tuple[tuple[str, str, str, str, str], ...] = tuple(
    (notice.code, language, kind, *_starter(notice.code, language, kind))
    for notice in NOTICES.values()
    for language in LANGUAGES
    for kind in kinds_of(notice)
)


def words_of(code: str, language: str, kind: str = EMAIL) -> tuple[str, str]:
    """Return (subject, text) of a notice as administrators left them, else as a desk starts.

    A short text has no subject.
    """
    words = ways_out().words
    kept = ((code, language, each) for each in WORDS_OF_WAYS[kind])
    chosen = next((words[key] for key in kept if key in words), None)
    return chosen or _starter(code, language, kind)


def unknown_blanks(code: str, text: str) -> list[str]:
    """Return the blanks of a text that this notice can't fill; the admin refuses them by name."""
    return sorted(set(BLANK.findall(text)) - set(NOTICES[code].blanks))


# --- Filling the blanks ---------------------------------------------------------------------


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill the blanks of one line or paragraph; an unknown one stays as it is written."""
    return BLANK.sub(lambda found: values.get(found[1], found[0]), text)


def fill_paragraphs(text: str, values: Mapping[str, str]) -> list[str]:
    """Return the filled paragraphs of a text, without those that have nothing to say.

    `fill_paragraphs("A {a}\\n\\nB {b}", {"a": "1", "b": ""})` is `["A 1"]`. What a person wrote may
    have blank lines of its own: it becomes several paragraphs.
    """
    whole = [
        fill(paragraph, values)
        for paragraph in PARAGRAPHS.split(text.strip())
        if all(values.get(blank, blank).strip() for blank in BLANK.findall(paragraph))
    ]
    return [part.strip() for filled in whole for part in PARAGRAPHS.split(filled) if part.strip()]
