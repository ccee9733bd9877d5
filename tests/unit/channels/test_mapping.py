"""Paths into somebody else's JSON, and what is made of what stands there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from channels.webhook.mapping import NothingFound, documents_in, find, item_in, steps_of

DOCUMENT = {"a": {"b c": [{"d": 1}, {"d": "two"}], "none": None, "zero": 0}, "x-y": "z"}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.a['b c'][1].d", "two"),
        ("$.a['b c'][0].d", 1),
        ("$.x-y", "z"),
        ("$['x-y']", "z"),
        ("$.a.zero", 0),
        ("$.a.none", None),
        ("$.a['b c'][2].d", None),
        ("$.a[0]", None),
        ("$.x-y.more", None),
        (["$.nowhere", "$.a.none", "$.x-y"], "z"),
        ("$", DOCUMENT),
    ],
)
def test_find(path: Any, found: Any) -> None:
    assert find(path, DOCUMENT) == found


@pytest.mark.parametrize("path", ["$..a", "$.a[", "$.a[-1]", "$.a[*]", "a b", "$.a[?(@.b)]"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        steps_of(path)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-10T09:00:00+08:00", datetime(2026, 3, 10, 1, tzinfo=UTC)),
        ("2026-03-10T09:00:00", datetime(2026, 3, 10, 9, tzinfo=UTC)),
        (1773104400, datetime(2026, 3, 10, 1, tzinfo=UTC)),
        ("1773104400000", datetime(2026, 3, 10, 1, tzinfo=UTC)),
        ("yesterday", None),
        (10**30, None),
        (None, None),
    ],
)
def test_moments(value: Any, moment: datetime | None) -> None:
    item = item_in({"id": "$.id", "text": "$.t", "at": "$.at"}, {"id": 1, "t": "x", "at": value})
    assert item.at == moment


@pytest.mark.parametrize(
    ("given", "rating", "reach"),
    [
        ({"r": "4.5", "n": "1200"}, 4.5, 1200),
        ({"r": None, "n": -3}, None, None),
        ({"r": "five", "n": {}}, None, None),
        ({"r": float("nan"), "n": float("inf")}, None, None),
    ],
)
def test_numbers(given: dict[str, Any], rating: float | None, reach: int | None) -> None:
    mapping = {"id": "$.id", "text": "$.t", "rating": "$.r", "reach": "$.n"}
    item = item_in(mapping, {"id": "1", "t": "x"} | given)
    assert (item.rating, item.reach) == (rating, reach)


def test_a_rating_needs_no_words_and_nothing_else_goes_without() -> None:
    mapping = {"id": "$.id", "text": "$.t", "rating": "$.r"}
    assert item_in(mapping, {"id": "1", "r": 1}).text == ""
    with pytest.raises(NothingFound, match="text"):
        item_in(mapping, {"id": "1"})


def test_a_request_is_one_item_or_a_list_of_them() -> None:
    assert documents_in({"id": "$.id"}, {"id": 1}) == [{"id": 1}]
    assert documents_in({"items": "$.data"}, {"data": []}) == []
    with pytest.raises(NothingFound, match="501"):
        documents_in({"items": "$.data"}, {"data": [{}] * 501})
