"""The picture of a deadline: counted time to scale, the rest cut short."""

from datetime import UTC, datetime, timedelta

from tickets.deadline_strip import SKIP_WIDTH, WIDTH, Stretch, deadline_strip

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NINE + timedelta(hours=hours)


STRETCHES = [
    Stretch(at(0), at(3), "counts", "Mon"),
    Stretch(at(3), at(24), "skipped"),
    Stretch(at(24), at(25), "counts", "Tue"),
]


def strip(now: datetime) -> dict:
    return deadline_strip(
        STRETCHES, now=now, state="at_risk", title="t", now_label="now", due_label="10:00"
    )


def test_counted_time_is_drawn_to_scale_and_a_night_is_not():
    first, night, second = strip(at(30))["pieces"]
    assert round(first["width"] / second["width"]) == 3
    assert night["width"] < SKIP_WIDTH


def test_what_is_left_is_drawn_apart_from_what_is_gone():
    kinds = [piece["kind"] for piece in strip(at(24.5))["pieces"]]
    assert kinds == ["on-track", "skipped", "at-risk", "left"]


def test_now_stands_at_the_due_mark_once_time_is_up():
    drawn = strip(at(48))
    assert drawn["now_x"] == drawn["due_x"] == WIDTH - 8


def test_before_the_clock_starts_everything_is_left():
    drawn = strip(at(-1))
    assert drawn["now_x"] == 0
    assert [piece["kind"] for piece in drawn["pieces"]] == ["left", "skipped", "left"]


def labels(due_label: str, first: str = "Mon") -> list[str]:
    stretches = [Stretch(at(0), at(3), "counts", first), *STRETCHES[1:]]
    drawn = deadline_strip(
        stretches, now=at(30), state="at_risk", title="t", now_label="now", due_label=due_label
    )
    assert drawn["due_label"] == due_label
    return [piece["label"] for piece in drawn["pieces"] if piece["kind"] != "skipped"]


def test_labels_stand_under_their_stretches_where_there_is_room():
    assert labels("10:00") == ["Mon", "Tue"]


def test_a_label_never_runs_into_the_due_time_or_the_one_before():
    assert labels("tomorrow 10:00") == ["Mon", ""]
    assert labels("10:00", first="x" * 47) == ["x" * 47, ""]
    assert labels("10:00", first="x" * 58) == ["", "Tue"]
