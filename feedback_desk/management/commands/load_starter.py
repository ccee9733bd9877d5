"""Load the starter configuration. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from channels import starter as channels_starter
from tickets import starter as tickets_starter


class Command(BaseCommand):
    help = "Load teams, categories, tiers, policies, calendars, rules, channels and texts."

    def handle(self, *args: Any, **options: Any) -> None:
        tickets_starter.load(at=timezone.now().replace(microsecond=0))
        channels_starter.load()
        self.stdout.write("Starter configuration is loaded.")
