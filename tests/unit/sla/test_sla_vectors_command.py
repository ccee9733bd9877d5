"""`manage.py sla_vectors`: what it prints, and the exit code."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.unit.sla.calendars import config

GOOD = {
    "id": "X1",
    "op": "due",
    "calendar": config(),
    "start": "2026-01-05T10:00:00Z",
    "budget_seconds": 3600,
    "pauses": [],
    "expected_due": "2026-01-05T11:00:00Z",
}
STORY = {
    "id": "S1",
    "checks": [
        {
            "fn": "elapsed",
            "calendar": config(),
            "start": "2026-01-05T10:00:00Z",
            "end": "2026-01-05T19:00:00Z",
            "pauses": [["2026-01-05T12:00:00Z", None]],
            "equals": 7200,
        }
    ],
}
DEADLINE = {
    "id": "B1",
    "calendar": {"tz": "UTC", "workdays": ["mon", "tue"], "holidays": [], "makeup_workdays": []},
    "received": "2026-01-06T10:00:00Z",
    "n": 1,
    "rule": "business_days_following",
    "close_of_business": "17:00",
    "expected_deadline": "2026-01-12T17:00:00Z",
}
VERSIONED = GOOD | {
    "id": "X2",
    "calendar": [[None, config(weekly={})], ["2026-01-05T12:00:00Z", config()]],
    "expected_due": "2026-01-05T13:00:00Z",
}


def run(tmp_path, *contents):
    """Run the command over files of these contents; return its output and exit code."""
    paths = []
    for number, content in enumerate(contents):
        path = tmp_path / f"file{number}.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        paths.append(str(path))
    out = StringIO()
    try:
        call_command("sla_vectors", *paths, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_cases_of_every_format_pass(tmp_path):
    assert run(tmp_path, [GOOD, STORY], [DEADLINE, VERSIONED]) == ("4 passed, 0 failed\n", 0)


def test_a_failing_case_is_one_line_with_expected_and_got(tmp_path):
    wrong = GOOD | {"expected_due": "2026-01-05T11:00:01Z"}
    output, code = run(tmp_path, [wrong, GOOD])
    assert output.splitlines() == [
        "file0.json X1 due_at: expected 2026-01-05T11:00:01Z, got 2026-01-05T11:00:00Z",
        "1 passed, 1 failed",
    ]
    assert code == 1


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (GOOD | {"calendar": config(tz="Nowhere/Land")}, "CalendarError"),
        (GOOD | {"budget_seconds": -1}, "ValueError"),
        (GOOD | {"pauses": [["2026-01-05T12:00:00Z", "2026-01-05T11:00:00Z"]]}, "PauseError"),
        (GOOD | {"expected_due": None}, "expected None"),
        (STORY | {"checks": [STORY["checks"][0] | {"equals": 7201}]}, "S1.1 elapsed"),
        (DEADLINE | {"rule": "some_days"}, "ValueError"),
        ({"id": "M1", "fn": "csat"}, "M1"),
        ({key: GOOD[key] for key in GOOD if key != "start"}, "'start' is missing"),
        (GOOD | {"start": "yesterday"}, "yesterday"),
        (GOOD | {"start": None}, "can't be read"),
        (GOOD | {"op": "late"}, "late"),
        (GOOD | {"calendar": None}, "NoneType"),
        (7, "case 0"),
    ],
)
def test_a_case_that_raises_or_differs_fails_and_the_others_still_run(tmp_path, broken, words):
    output, code = run(tmp_path, [broken, GOOD])
    assert words in output
    assert output.endswith("1 passed, 1 failed\n")
    assert code == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not JSON"),
        ({"id": 1}, "no list of cases"),
    ],
)
def test_a_file_that_is_no_vector_file_is_refused_with_2(tmp_path, content, words):
    with pytest.raises(CommandError, match=words) as refusal:
        run(tmp_path, content)
    assert refusal.value.returncode == 2


def test_a_file_that_is_not_there_is_refused_with_2(tmp_path):
    with pytest.raises(CommandError, match="No such file") as refusal:
        call_command("sla_vectors", str(tmp_path / "none.json"))
    assert refusal.value.returncode == 2


def test_what_a_calendar_is_called_and_an_instant_without_offset_are_no_matter(tmp_path):
    named = GOOD | {
        "calendar": GOOD["calendar"] | {"name": "office"},
        "start": GOOD["start"].removesuffix("Z"),
    }
    assert run(tmp_path, [named]) == ("1 passed, 0 failed\n", 0)
