"""Have every stored file looked through, those of before too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tickets.models import StoredFile


class Command(BaseCommand):
    help = "Put every stored file back into the line of those to be looked through for viruses."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CLAMD_SOCKET:
            raise CommandError(
                "No scanner is set up. Set FEEDBACK_DESK_CLAMD_SOCKET to clamd's socket first."
            )
        waiting = StoredFile.objects.exclude(scan=StoredFile.Scan.INFECTED).update(prepared_at=None)
        self.stdout.write(f"{waiting} files wait; a worker looks them through.")
