"""Invented content for the style guide, the same in every language: shapes, not tickets."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.pieces import STATUSES

HOUR = 3600
HERE = "#main"


class SampleForm(forms.Form):
    """One of each control, one of them refused."""

    subject = forms.CharField(label="Subject")
    order = forms.CharField(
        label="Order", required=False, widget=forms.TextInput(attrs={"placeholder": "HH-"})
    )
    due = forms.CharField(label="By when", help_text="A day and a time.")
    team = forms.ChoiceField(label="Team", choices=[("1", "Refunds"), ("2", "上海门店")])
    danger = forms.ChoiceField(
        label="Is anyone hurt?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    tell = forms.BooleanField(label="Tell me when it moves", required=False)
    words = forms.CharField(label="What happened", widget=forms.Textarea(attrs={"rows": 3}))

    def clean_due(self) -> str:
        raise forms.ValidationError("This is in the past. Pick a later time.")


FILLED_IN = {
    "subject": "Lamp hums when dimmed",
    "due": "Yesterday, 12:15",
    "team": "1",
    "danger": "no",
    "tell": "on",
    "words": "灯一调暗就嗡嗡响。",
}


def themes() -> list[dict[str, Any]]:
    """The two halves of the page; each has a form of its own, so that ids stay unique."""
    return [
        {
            "code": code,
            "name": name,
            "form": SampleForm({f"{code}-{k}": v for k, v in FILLED_IN.items()}, prefix=code),
        }
        for code, name in (("light", _("Light")), ("dark", _("Dark")))
    ]


def _clock(state: str, left: float | str, why: str, percent: int) -> dict[str, Any]:
    return {"state": state, "left": left, "why": why, "percent_used": percent}


def _tile(name: str, value: str | None, note: str, icon: str, kind: str = "") -> dict[str, Any]:
    return {"url": HERE, "name": name, "value": value, "note": note, "icon": icon, "kind": kind}


def _step(name: str, value: str, percent: int, kind: str) -> dict[str, Any]:
    return {"url": HERE, "name": name, "value": value, "percent": percent, "kind": kind}


PIECES: dict[str, Any] = {
    "statuses": list(STATUSES),
    "clocks": [
        _clock("on_track", 3 * HOUR + 300, "First reply due 13:45", 35),
        _clock("at_risk", 25 * 60, "Next reply due 11:05", 78),
        _clock("breached", -12 * 60, "First reply was due 10:28", 100),
        _clock("paused", 28 * HOUR, "Waiting for Hannah since Mon 15:20", 60),
        _clock("met", "38 min", "On time, 12 November", 20),
    ],
    "tiles": [
        _tile("Overdue", "6", "2 urgent or high", "c-over", "breached"),
        _tile("At risk", "14", "5 within the hour", "c-risk", "at-risk"),
        _tile("Solved", None, "no answers yet", "s-done"),
    ],
    "voice": {
        "text": "You marked this as solved. It isn’t.",
        "facts": ["Rosa’s answer to our survey", "Solved: no", "Satisfaction: 1 of 5"],
    },
    "proposal": {
        "label": "Category",
        "value": "Refund › Amount incomplete",
        "reasons": "“412.00, not 489.00” · like 31 earlier tickets · 86 % sure",
        "accept_url": HERE,
        "correct_url": HERE,
    },
    "chip": {"name": "Team", "value": "上海门店", "url": HERE},
    "menu": [
        {"url": HERE, "icon": "merge", "name": "Merge…", "key": "G"},
        {"url": HERE, "icon": "flag", "name": "Escalate…"},
    ],
    "dialog": {
        "id": "sample-dialog",
        "title": "Merge 2 tickets into C-…871-4?",
        "text": "Rosa keeps one number. Clocks of the other two stop here; a promise already "
        "broken stays on record.",
        "keep": "Keep apart",
        "action": "Merge 2 tickets",
        "url": HERE,
    },
    "steps": [
        _step("Answered", "538", 100, "quiet"),
        _step("Confirmed solved", "451", 84, "good"),
        _step("Reopened", "87", 16, "bad"),
    ],
    "heat": {
        "caption": "Broken promises by team and hour",
        "columns": range(8, 14),
        "rows": [
            {
                "label": "上海门店",
                "cells": [
                    {"count": n * 2, "level": n, "url": HERE, "title": f"{8 + n}:00: {n * 2}"}
                    for n in range(6)
                ],
            }
        ],
    },
    "table": {
        "caption": "Share on time, percent",
        "columns": ["Team", "Open", "On time"],
        "rows": [
            {"label": "Delivery", "values": ["62", "91.3"]},
            {"label": "上海门店", "values": ["27", "96.8"]},
        ],
    },
    "stages": [
        {"name": "We have it", "state": "done", "note": "12 November, 09:14"},
        {"name": "You decide", "state": "now", "note": "until 3 December"},
        {"name": "Closed", "state": "later", "note": ""},
    ],
}


def conversation(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "kind": "in",
            "author": "Rosa Delgado",
            "to": "by e-mail",
            "at": now - timedelta(hours=20),
            "text": "I want the 77.00.",
            "is_waiting": True,
            "files": [{"url": HERE, "name": "statement.pdf", "size": "184 kB"}],
        },
        {
            "kind": "out",
            "author": "Ana Ferreira",
            "to": "to Rosa, by e-mail",
            "at": now - timedelta(hours=2),
            "text": "You are right, and we did not call.\n\nI call you today.",
            "promise": "a call at the time Rosa names",
        },
        {"kind": "happening", "icon": "pause", "text": "Clock paused while we waited for Rosa"},
        {"kind": "note", "author": "王磊", "at": now, "text": "是我们没有做到。"},
    ]
