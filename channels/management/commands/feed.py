"""Send real feedback through the public form of a running desk."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from channels.feeding import Feeder, NoFeedback, Outcome, mixed, read_corpus

# The form asks once more whoever sends it sooner than anybody types.
TYPING_SECONDS = 2.2


class Command(BaseCommand):
    help = "Send texts of CSV files through a running desk's public form, as customers would."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--corpus", type=Path, required=True, help="folder of CSV files")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="of the running desk")
        parser.add_argument("--rate", type=float, default=5.0, help="how many a second")
        parser.add_argument("--limit", type=int, default=200, help="how many in all")
        parser.add_argument("--seed", type=int, default=1, help="same seed, same texts")
        parser.add_argument(
            "--typing-seconds", type=float, default=TYPING_SECONDS, help="from opening to sending"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            feedback = mixed(
                read_corpus(options["corpus"]), limit=options["limit"], seed=options["seed"]
            )
        except NoFeedback as error:
            raise CommandError(str(error)) from error
        feeder = Feeder(
            options["url"],
            rate=options["rate"],
            wait=options["typing_seconds"],
        )
        outcome = feeder.send_all(feedback, tell=self.tell)
        self.tell(outcome)
        if not outcome.is_good:
            raise CommandError("Not every text became a ticket of its own; the counts stand above.")

    def tell(self, outcome: Outcome) -> None:
        self.stdout.write(json.dumps(outcome.as_data(), ensure_ascii=False))
