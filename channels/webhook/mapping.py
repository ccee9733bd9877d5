"""Find things in somebody else's JSON by paths that an administrator wrote. Pure.

A path is a small part of JSONPath: `$.review.author['display name']`, `$.photos[0].url`. A list of
paths means the first that finds something.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from channels import troubles

STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]")
FIELDS = (
    "id", "text", "subject", "author", "author_id", "url", "rating", "reach", "at", "product",
    "email", "phone", "language",
)  # fmt: skip
REQUIRED = ("id", "text")
MOST_ITEMS = 500
MOST_TEXT = 100_000
# A number this large counts milliseconds, not seconds: as seconds it would be the year 5138.
MILLISECONDS_FROM = 100_000_000_000


class NothingFound(Exception):
    """The mapping finds nothing where something has to be; the message names field and path."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One review, mention or message, as far as it was found."""

    id: str
    text: str
    subject: str = ""
    author: str = ""
    author_id: str = ""
    url: str = ""
    rating: float | None = None
    reach: int | None = None
    at: datetime | None = None
    product: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""


# --- Paths ----------------------------------------------------------------------------------


def steps_of(path: str) -> list[str | int]:
    """Read a path: `$.a[0]` is ["a", 0]. Raises ValueError."""
    rest, steps = path.strip().removeprefix("$"), []
    while rest:
        found = STEP.match(rest)
        if found is None:
            raise ValueError(path)
        name, place, quoted = found.groups()
        steps.append(int(place) if place is not None else name or quoted)
        rest = rest[found.end() :]
    return steps


def find(paths: Any, document: Any) -> Any:
    """Return what the first path that finds something leads to; None when none does."""
    for path in paths if isinstance(paths, list) else [paths]:
        found = _walk(steps_of(str(path)), document)
        if found not in (None, ""):
            return found
    return None


def _walk(steps: list[str | int], place: Any) -> Any:
    for step in steps:
        is_there = (
            0 <= step < len(place)
            if isinstance(step, int) and isinstance(place, list)
            else isinstance(place, Mapping) and step in place
        )
        if not is_there:
            return None
        place = place[step]
    return place


def checked_mapping(mapping: Any) -> None:
    """Refuse a mapping that can't work; each message names the field. Raises ValidationError."""
    if not isinstance(mapping, dict):
        raise ValidationError(_("Write a JSON object: field names and where they stand."))
    faults = [
        _("%(field)s isn't known. Known are: items, %(known)s.")
        % {"field": field, "known": ", ".join(FIELDS)}
        for field in mapping
        if field not in (*FIELDS, "items")
    ]
    faults += [
        _("%(field)s is missing: say where it stands.") % {"field": field}
        for field in REQUIRED
        if not mapping.get(field)
    ]
    faults += [fault for field, paths in mapping.items() for fault in _path_faults(field, paths)]
    if faults:
        raise ValidationError(faults)


def _path_faults(field: str, paths: Any) -> list[str]:
    wrong = []
    for path in paths if isinstance(paths, list) else [paths]:
        try:
            steps_of(path)
        except (ValueError, AttributeError):
            words = _("%(field)s: “%(path)s” is no path. Write it like $.review.id or $.items[0].")
            wrong.append(words % {"field": field, "path": path})
    return wrong


# --- What was sent --------------------------------------------------------------------------


def documents_in(mapping: Mapping[str, Any], document: Any) -> list[Any]:
    """Return the JSON of each item in a request. Raises NothingFound."""
    found = find(mapping["items"], document) if "items" in mapping else document
    items = found if isinstance(found, list) else [found]
    if found is None or len(items) > MOST_ITEMS:
        raise NothingFound(
            troubles.NOTHING_THERE.said(field="items", path=mapping.get("items"))
            if found is None
            else troubles.TOO_MANY_ITEMS.said(count=len(items), most=MOST_ITEMS)
        )
    return items


def item_in(mapping: Mapping[str, Any], document: Any) -> Item:
    """Return what the mapping finds in one item's JSON. Raises NothingFound."""
    found = {field: find(mapping[field], document) for field in FIELDS if field in mapping}
    words = {field: _text(found.get(field)) for field in FIELDS}
    for field in REQUIRED:
        is_rated_without_words = field == "text" and found.get("rating") is not None
        if not words[field] and not is_rated_without_words:
            raise NothingFound(troubles.NOTHING_THERE.said(field=field, path=mapping.get(field)))
    facts: dict[str, Any] = {
        **words,
        "rating": _number(found.get("rating")),
        "reach": _whole(found.get("reach")),
        "at": _moment(found.get("at")),
    }
    return Item(**facts)


def _text(value: Any) -> str:
    """Postgres keeps no null character; nobody misses it."""
    if value is None or isinstance(value, dict | list | bool):
        return ""
    return str(value).replace("\x00", "").strip()[:MOST_TEXT]


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < 1e9 else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return None if number is None or number < 0 else int(number)


def _moment(value: Any) -> datetime | None:
    """Return an aware moment from ISO 8601 or from seconds or milliseconds since 1970."""
    try:
        if isinstance(value, int | float) or str(value).isdecimal():
            stamp = float(value)
            return datetime.fromtimestamp(
                stamp / 1000 if stamp >= MILLISECONDS_FROM else stamp, tz=UTC
            )
        moment = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
