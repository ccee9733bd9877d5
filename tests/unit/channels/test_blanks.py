"""Blanks of what is posted, and which fields of an answer are refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from channels.ways.blanks import all_filled
from channels.webhook.answer_fields import checked_answer_fields, usual_answer_fields


def test_a_blank_is_filled_once_and_braces_that_name_none_stay() -> None:
    blanks = {"text": "{id} {x}", "id": "7"}
    given = {"a": "{text}/{id}", "b": "{unknown} {", "c": 5}
    assert all_filled(given, blanks) == {"a": "{id} {x}/7", "b": "{unknown} {", "c": "5"}


@pytest.mark.parametrize("fields", [[], "text", {"a": 1}, {"a": "{id}"}, {}])
def test_fields_that_would_say_nothing_are_refused(fields: object) -> None:
    with pytest.raises(ValidationError):
        checked_answer_fields(fields)


def test_the_usual_fields_hold() -> None:
    checked_answer_fields(usual_answer_fields())
