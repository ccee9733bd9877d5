"""Make the key that a program sends with everything it hands in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from channels.api.keys import make_key
from channels.models import Channel


class Command(BaseCommand):
    help = "Makes a new key for an API channel and prints it once; an older one stops working."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="The channel's code, e.g. api.")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        channel = Channel.objects.filter(code=code, kind="api").first()
        if channel is None:
            known = ", ".join(Channel.objects.filter(kind="api").values_list("code", flat=True))
            raise CommandError(
                f"No API channel has the code {code!r}. There are: {known or 'none'}."
            )
        self.stdout.write(make_key(channel))
