"""The demo stories are complete, in order at any hour of loading, and speak in our voice."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tickets import starter, states
from tickets.models import Resolution, SurveyAnswer, Ticket
from tickets.starter.demo.loading import read_people, read_stories
from tickets.starter.demo.moments import moment, with_days
from tickets.starter.demo.playing import DOINGS

STORIES = read_stories()
PEOPLE = read_people()
ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 11, 21, tzinfo=ZONE).astimezone(UTC)
OURS = ("reply", "resolve")


def each_story(test):
    return pytest.mark.parametrize("story", STORIES, ids=lambda story: story["id"])(test)


def events(story, *doings):
    return [event for event in story["events"] if event["do"] in doings]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("-3h", "2026-11-21 07:00"),
        ("-2h50m", "2026-11-21 07:10"),
        ("-2d3h", "2026-11-19 07:00"),
        ("+1h", "2026-11-21 11:00"),
        ("-26d@09:12", "2026-10-26 09:12"),
        ("+1d@17:00", "2026-11-22 17:00"),
    ],
)
def test_moments_count_from_loading_or_stand_on_the_sites_clock(written, expected):
    now = datetime(2026, 11, 21, 10, tzinfo=ZONE).astimezone(UTC)

    found = moment(written, now=now, zone=ZONE)

    assert f"{found.astimezone(ZONE):%F %H:%M}" == expected


@pytest.mark.parametrize("written", ["", "-", "yesterday", "3h", "-1d@9:00"])
def test_what_is_no_moment_is_refused(written):
    with pytest.raises(ValueError, match="is no moment"):
        moment(written, now=MIDNIGHT, zone=ZONE)


def test_days_in_texts_read_as_the_language_writes_them():
    text = "{day:-1d}"

    assert with_days(text, now=MIDNIGHT, zone=ZONE, language="en") == "20 November"
    assert with_days(text, now=MIDNIGHT, zone=ZONE, language="zh-hans") == "11月20日"


def test_there_are_enough_stories_of_each_kind_language_and_stage():
    languages = {row["code"]: row["language"] for row in PEOPLE["customers"]}
    by_language = Counter(languages[story["customer"]] for story in STORIES)
    kinds = Counter(story["kind"] for story in STORIES)
    stages = Counter(story["stage"] for story in STORIES)

    assert len(STORIES) >= 60
    assert min(by_language["en"], by_language["zh-hans"]) >= 25
    assert all(kinds[kind] >= 3 for kind in ("complaint", "suggestion", "inquiry", "praise"))
    assert all(
        stages[stage] >= 3
        for stage in ("new", "open", "breached", "waiting", "on_hold", "resolved", "reopened")
    )
    assert {"closed_confirmed_round_3", "closed_silent", "cancelled"} <= set(stages)


def test_ids_are_unique():
    assert len({story["id"] for story in STORIES}) == len(STORIES)


@each_story
@pytest.mark.parametrize("hour", [0, 9, 17, 23])
def test_a_storys_events_are_in_order_and_past_whenever_it_is_loaded(story, hour):
    now = MIDNIGHT + timedelta(hours=hour, minutes=1)
    moments = [moment(event["at"], now=now, zone=ZONE) for event in story["events"]]

    assert moments == sorted(moments)
    assert moments[-1] < now


@each_story
@pytest.mark.parametrize("hour", [0, 9, 17, 23])
def test_what_is_promised_lies_after_the_promise(story, hour):
    now = MIDNIGHT + timedelta(hours=hour, minutes=1)
    for event in story["events"]:
        for field in ("next_step_by", "expected_by", "due"):
            if field in event:
                at = moment(event["at"], now=now, zone=ZONE)
                assert moment(event[field], now=now, zone=ZONE) > at


@each_story
def test_a_story_names_only_what_exists(story):
    catalog = starter.read("catalog.json")
    staff = {row["code"] for row in PEOPLE["staff"]}

    assert story["customer"] in {row["code"] for row in PEOPLE["customers"]}
    assert story.get("product") in {None, *(row["code"] for row in catalog["products"])}
    assert story["category"] in set(_codes(catalog["categories"]))
    assert {event["do"] for event in story["events"]} <= set(DOINGS)
    assert {event["by"] for event in story["events"] if "by" in event} <= staff


def _codes(nodes):
    for node in nodes:
        yield node["code"]
        yield from _codes(node.get("children", []))


@each_story
def test_a_story_uses_the_desks_own_codes(story):
    outcomes = {event["outcome"] for event in events(story, "resolve")}
    reasons = {event["reason"] for event in events(story, "cancel")}
    solved = {event["solved"] for event in events(story, "answer")}

    assert story["kind"] in Ticket.Kind.values
    assert outcomes <= set(Resolution.BY_KIND[story["kind"]])
    assert reasons <= set(Ticket.CancelReason.values)
    assert solved <= set(SurveyAnswer.Solved.values)
    assert {event.get("then", states.OPEN) for event in events(story, "reply")} <= {
        states.OPEN,
        states.WAITING_CUSTOMER,
    }


HOLLOW = re.compile(
    r"inconvenien|valued customer|\bsoon\b|unfortunately|oops|尽快|亲[，,！]|给您带来",
    re.IGNORECASE,
)


@each_story
def test_we_say_who_and_when_and_nothing_hollow(story):
    for event in events(story, *OURS):
        assert not HOLLOW.search(event["text"] + event.get("next_step", ""))
    first = next(iter(events(story, *OURS)), None)
    if story["kind"] == "complaint" and first and first["do"] == "reply" and "then" not in first:
        assert first["next_step"]
        assert first["next_step_by"]
