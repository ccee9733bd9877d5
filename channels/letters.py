"""Turn a ticket and a notice into a letter: in the reader's language, in their zone, with names.

What every letter to a customer carries (number, next step, by when, link) is put in here and not in
the words that administrators edit, so that no edit can lose it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from channels import notices
from channels.email.rendering import Letter
from tickets import configuration, display
from tickets.models import Customer, Team, Ticket, User

MATTERS = {
    "complaint": pgettext_lazy("what somebody sent us", "complaint"),
    "suggestion": pgettext_lazy("what somebody sent us", "suggestion"),
    "inquiry": pgettext_lazy("what somebody sent us", "question"),
    "praise": pgettext_lazy("what somebody sent us", "praise"),
    "other": pgettext_lazy("what somebody sent us", "message"),
}
# How people call the zones we know best; others are given by their distance from UTC.
ZONES = {
    "Asia/Shanghai": pgettext_lazy("time zone", "China time"),
    "Asia/Hong_Kong": pgettext_lazy("time zone", "Hong Kong time"),
    "Asia/Singapore": pgettext_lazy("time zone", "Singapore time"),
    "Asia/Tokyo": pgettext_lazy("time zone", "Japan time"),
    "Europe/London": pgettext_lazy("time zone", "London time"),
    "Europe/Berlin": pgettext_lazy("time zone", "Berlin time"),
    "America/New_York": pgettext_lazy("time zone", "New York time"),
    "America/Los_Angeles": pgettext_lazy("time zone", "Los Angeles time"),
}


@dataclass(frozen=True)
class Reader:
    """Whom a letter speaks to."""

    name: str
    language: str
    zone: str

    @classmethod
    def customer(cls, customer: Customer) -> Reader:
        language = notices.language_of(customer.language)
        return cls(customer.name, language, customer.time_zone or settings.TIME_ZONE)

    @classmethod
    def of_desk(cls) -> Reader:
        """Whoever of the desk reads it: what a page keeps for all of them."""
        return cls("", notices.language_of(settings.LANGUAGE_CODE), settings.TIME_ZONE)

    @classmethod
    def person(cls, user: User) -> Reader:
        language = notices.language_of(user.language or settings.LANGUAGE_CODE)
        return cls(user.display_name, language, user.time_zone or settings.TIME_ZONE)


@contextmanager
def speaking_to(reader: Reader) -> Iterator[None]:
    """Word everything inside in the reader's language and time zone."""
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.zone)):
        yield


def moment(at: datetime | None) -> str:
    """`Tue 24 Nov 2026, 17:00 (China time)`, or nothing. Call inside `speaking_to`."""
    if at is None:
        return ""
    words = {"moment": display.full_moment(at), "zone": _zone_words(at)}
    return _("%(moment)s (%(zone)s)") % words


def _zone_words(at: datetime) -> str:
    zone = timezone.get_current_timezone_name()
    if zone in ZONES:
        return str(ZONES[zone])
    minutes = (timezone.localtime(at).utcoffset() or timedelta()) // timedelta(minutes=1)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"


def blanks_of(ticket: Ticket) -> dict[str, str]:
    """Return what the blanks that every notice may use say about this ticket."""
    team = configuration.current().teams[ticket.team_id]
    return {
        "customer": ticket.customer.name,
        "number": ticket.number,
        "subject": ticket.subject,
        "matter": str(MATTERS[ticket.kind]),
        "holder": ticket.owner.display_name if ticket.owner else team.name,
        "team": team.name,
        "organisation": organisation(),
    }


def organisation() -> str:
    desk = configuration.desk_settings()
    is_chinese = (translation.get_language() or "").startswith("zh")
    return desk.site_name_zh if is_chinese else desk.site_name_en


def signature_of(team: Team, person: str = "") -> str:
    is_chinese = (translation.get_language() or "").startswith("zh")
    own = team.signature_zh if is_chinese else team.signature_en
    return "\n".join(part for part in (person, own.strip() or team.name) if part)


def greeting(name: str) -> str:
    if not name.strip():
        return pgettext("first line of a letter", "Hello,")
    return pgettext("first line of a letter", "Dear %(name)s,") % {"name": name}


def write(
    code: str,
    *,
    ticket: Ticket,
    reader: Reader,
    values: dict[str, str],
    kind: str = notices.EMAIL,
    words: tuple[str, str] | None = None,
    **parts: Any,
) -> Letter:
    """Write one notice about a ticket. Call inside `speaking_to`; `parts` are fields of Letter.

    `words` are (subject, text) to use instead of those of the desk, to look at them beforehand.
    """
    subject, body = words or notices.words_of(code, reader.language, kind)
    values = blanks_of(ticket) | values
    title = notices.fill(subject, values)
    defaults: dict[str, Any] = {
        "title": title,
        "greeting": greeting(reader.name),
        "paragraphs": notices.fill_paragraphs(body, values),
    }
    return Letter(
        language=reader.language,
        organisation=values["organisation"],
        subject=f"{title} [{ticket.number}]",
        **(defaults | parts),
    )
