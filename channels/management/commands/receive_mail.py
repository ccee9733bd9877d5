"""Take one mail from a mail server's pipe: `python manage.py receive_mail < message`."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from channels.email.receiving import NotTakenIn, TooLarge, mailbox_named, receive
from channels.models import Submission


class Command(BaseCommand):
    help = (
        "Takes one raw mail from standard input. Ends with 0 when it is kept, 75 when the mail "
        "server should try again later, 64 for a wrong call, 65 for a mail that is never taken."
    )
    # A pipe runs for every mail; whether the house is in order is for others to ask.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mailbox", default="", help="Code or address; optional with only one")
        parser.add_argument("--recipient", default="", help="The address it was delivered to")

    def handle(self, *args: Any, mailbox: str, recipient: str, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        try:
            into = mailbox_named(mailbox)
            submission = receive(raw, mailbox=into, at=timezone.now(), recipient=recipient)
        except LookupError as error:
            self._end(os.EX_USAGE, error)
        except TooLarge as error:
            self._end(os.EX_DATAERR, error)
        except NotTakenIn as error:
            self._end(os.EX_TEMPFAIL, error)
        except Exception as error:  # not kept, so the mail server must keep it and come again
            self._end(os.EX_TEMPFAIL, f"Not kept, try again: {type(error).__name__}: {error}")
        else:
            self.stdout.write(_outcome(submission))

    def _end(self, code: int, why: object) -> None:
        self.stderr.write(str(why))
        sys.exit(code)


def _outcome(submission: Submission) -> str:
    where = submission.ticket.number if submission.ticket else submission.error
    return " ".join(filter(None, (str(submission.pk), submission.state, where)))
