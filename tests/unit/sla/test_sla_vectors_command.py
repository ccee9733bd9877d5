"""`manage.py sla_vectors`: what it prints, and the exit code."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

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
        (GOOD | {"calendar": config(tz="Nowhere/Land")}, "tz: “Nowhere/Land”"),
        (GOOD | {"calendar": config(holidays=["soon"])}, "holidays[0]: “soon” is not a date"),
        (GOOD | {"calendar": None}, "`calendar` is neither"),
        (GOOD | {"calendar": [[None]]}, "`calendar` is neither"),
        (GOOD | {"calendar": [["soon", config()]]}, "`calendar`: 'soon' is no instant"),
        (GOOD | {"budget_seconds": -1}, "ValueError: A budget of -1 s is negative"),
        (GOOD | {"budget_seconds": "3600"}, "`budget_seconds`: '3600' is no number"),
        (GOOD | {"budget_seconds": None}, "`budget_seconds`: None is no number"),
        (GOOD | {"budget_seconds": float("nan")}, "`budget_seconds`: nan is no number"),
        (GOOD | {"budget_seconds": True}, "`budget_seconds`: True is no number"),
        (GOOD | {"pauses": [["2026-01-05T12:00:00Z", "2026-01-05T11:00:00Z"]]}, "PauseError"),
        (GOOD | {"pauses": [["2026-01-05T12:00:00Z"]]}, "`pauses`: write [[from"),
        (GOOD | {"pauses": {}}, "`pauses` is no list"),
        (GOOD | {"expected_due": None}, "expected None, got 2026-01-05T11:00:00Z"),
        (GOOD | {"expected_due": 7}, "`expected_due`: 7 is no instant"),
        (GOOD | {"start": "yesterday"}, "`start`: 'yesterday' is no instant"),
        (GOOD | {"start": None}, "`start`: None is no instant"),
        (GOOD | {"op": "late"}, "`late` is neither due_at nor elapsed"),
        ({key: GOOD[key] for key in GOOD if key != "start"}, "'start' is missing"),
        ({key: GOOD[key] for key in GOOD if key != "expected_due"}, "'expected_due' is missing"),
        (STORY | {"checks": [STORY["checks"][0] | {"equals": 7201}]}, "S1.1 elapsed"),
        (STORY | {"checks": 7}, "S1: expected a case"),
        (DEADLINE | {"rule": "some_days"}, "'some_days' is no rule"),
        (DEADLINE | {"n": "1"}, "`n`: '1' is no whole number"),
        (DEADLINE | {"n": -1}, "-1 days is negative"),
        (DEADLINE | {"close_of_business": "5 pm"}, "'5 pm' is not a time of day"),
        (DEADLINE | {"calendar": {"tz": "UTC", "workdays": ["Monday"]}}, "'Monday' is no weekday"),
        ({"id": "M1", "fn": "csat"}, "M1"),
        (7, "case 0"),
        (None, "case 0"),
    ],
)
def test_a_case_that_raises_or_differs_fails_and_the_others_still_run(tmp_path, broken, words):
    output, code = run(tmp_path, [broken, GOOD])
    assert words in output
    assert output.endswith("1 passed, 1 failed\n")
    assert code == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "no JSON"), ("", "no JSON"), ({"id": 1}, "no list of cases"), ("7", "no list of cases")],
)
def test_a_file_that_is_no_vector_file_is_one_failure_and_the_others_still_run(
    tmp_path, content, words
):
    output, code = run(tmp_path, content, [GOOD])
    assert "file0.json file: expected vectors, got VectorError" in output
    assert words in output
    assert (output.splitlines()[-1], code) == ("1 passed, 1 failed", 1)


@pytest.mark.parametrize(("name", "words"), [("none.json", "No such file"), (".", "directory")])
def test_a_path_that_is_no_file_is_one_failure(tmp_path, name, words):
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("sla_vectors", str(tmp_path / name), stdout=out)
    assert words in out.getvalue()
    assert out.getvalue().endswith("0 passed, 1 failed\n")


def test_a_mark_of_byte_order_and_an_empty_list_are_no_matter(tmp_path):
    assert run(tmp_path, "\ufeff" + json.dumps([GOOD]), []) == ("1 passed, 0 failed\n", 0)


def test_one_bad_check_of_a_story_takes_no_other_along(tmp_path):
    good = STORY["checks"][0]
    story = STORY | {"checks": [good, good | {"start": "soon"}, 7, good | {"fn": "late"}, good]}
    output, code = run(tmp_path, [story])
    assert [line.split(":")[0] for line in output.splitlines()[:-1]] == [
        "file0.json S1.2",
        "file0.json S1.3",
        "file0.json S1.4",
    ]
    assert (output.splitlines()[-1], code) == ("2 passed, 3 failed", 1)


def test_what_a_calendar_is_called_and_an_instant_without_offset_are_no_matter(tmp_path):
    named = GOOD | {
        "calendar": GOOD["calendar"] | {"name": "office"},
        "start": GOOD["start"].removesuffix("Z"),
    }
    assert run(tmp_path, [named]) == ("1 passed, 0 failed\n", 0)
