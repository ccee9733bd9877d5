"""Loads the demo: reads the files, plays all stories in the order of their moments."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from tickets import configuration
from tickets.models import Delivery, Ticket, User

from .people import load_staff, load_stores
from .playing import Story
from .timekeeping import catch_up

HERE = Path(__file__).parent


def read_people() -> dict[str, Any]:
    return json.loads((HERE / "people.json").read_text(encoding="utf-8"))


def read_stories() -> list[dict[str, Any]]:
    """All stories, file by file."""
    return [
        story
        for file in sorted(HERE.glob("stories_*.json"))
        for story in json.loads(file.read_text(encoding="utf-8"))["stories"]
    ]


@transaction.atomic
def load(*, now: datetime, zone: ZoneInfo, password: str) -> dict[str, int]:
    """Play every story up to `now`; return the ticket of each story by its id.

    One transaction: a demo is there whole or not at all, and no mail of it ever leaves, because
    its deliveries are dropped before anybody can see them.
    """
    people = read_people()
    staff = load_staff(people["staff"], password=password)
    load_stores(people["stores"])
    stories = [
        Story(told, people=people, staff=staff, now=now, zone=zone) for told in read_stories()
    ]
    with configuration.held(configuration.current()):
        for at, story, event in _in_order(stories):
            catch_up(until=at)
            story.play(event)
        catch_up(until=now)
    tickets = {story.told["id"]: story.ticket_id for story in stories}
    Delivery.objects.filter(ticket__in=tickets.values(), state=Delivery.State.PENDING).update(
        state=Delivery.State.DROPPED, done_at=now, last_error="demo"
    )
    return tickets


def _in_order(stories: list[Story]) -> list[tuple[datetime, Story, dict[str, Any]]]:
    """All events by their moment; a story's own events keep their order."""
    timed = [
        (at, story, event)
        for story in stories
        for at, event in zip(story.moments(), story.events, strict=True)
    ]
    return sorted(timed, key=lambda step: step[0])


def is_wanted() -> bool:
    """Only an unused desk gets a demo: real tickets and invented ones never stand side by side."""
    return not Ticket.objects.exists()


def is_loaded(people: dict[str, Any]) -> bool:
    """Whether its people are here; their addresses are nobody else's."""
    return User.objects.filter(email=people["staff"][0]["email"], is_active=True).exists()
