"""Fill an unused desk with invented people and tickets, to look around in."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from tickets.starter.demo import loading


class Command(BaseCommand):
    help = "Fill an unused desk with invented people and tickets. Safe to run at every start."

    def handle(self, *args: Any, **options: Any) -> None:
        people = loading.read_people()
        if loading.is_loaded(people):
            self.stdout.write("The demo is there. Who hasn't changed it signs in with:")
            self.name(people)
            return
        if not loading.is_wanted():
            self.stdout.write("There are tickets already, so no demo content was added.")
            return
        tickets = loading.load(
            now=timezone.now(),
            zone=ZoneInfo(settings.TIME_ZONE),
            password=people["password"],
        )
        self.stdout.write(f"Added {len(tickets)} demo tickets. Sign in with one of:")
        self.name(people)

    def name(self, people: dict[str, Any]) -> None:
        for row in people["staff"]:
            self.stdout.write(f"  {row['code']:<12} {people['password']:<20} {row['role']}")
