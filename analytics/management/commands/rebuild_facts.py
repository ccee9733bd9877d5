"""Make all facts again from the events."""

from typing import Any

from django.core.management.base import BaseCommand

from analytics import facts
from analytics.models import FollowedTicket


class Command(BaseCommand):
    help = "Forget every fact and read all event chains from their first event."

    def handle(self, *args: Any, **options: Any) -> None:
        facts.rebuild()
        self.stdout.write(f"{FollowedTicket.objects.count()} tickets read.")
