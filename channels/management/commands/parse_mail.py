"""Show what the mail parser makes of a file: `manage.py parse_mail FILE --json`."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from channels.email.parsing import parse


class Command(BaseCommand):
    help = "Parse one raw mail from FILE (- for standard input) and print it. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="path of the raw mail, or - for standard input")
        parser.add_argument("--json", action="store_true", help="print JSON with every field")

    def handle(self, *args, **options):
        mail = parse(self._read(options["file"]))
        if options["json"]:
            self.stdout.write(json.dumps(mail.as_dict(), ensure_ascii=False, indent=2))
        else:
            self._print_summary(mail)
        for problem in mail.problems:
            self.stderr.write(problem)

    def _read(self, name):
        if name == "-":
            return sys.stdin.buffer.read()
        try:
            return Path(name).read_bytes()
        except OSError as error:
            raise CommandError(
                f"{name} can't be read: {error.strerror}. Give the path of a raw mail."
            ) from error

    def _print_summary(self, mail):
        for label, value in mail.as_dict().items():
            if label not in ("text", "html"):
                self.stdout.write(f"{label}: {value}")
