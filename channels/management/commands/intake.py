"""Look at what arrived and could not be opened, and open it again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from channels import intake
from channels.models import Submission
from tickets.sentences import words_of


class Command(BaseCommand):
    help = "Lists parked submissions, or opens one of them (or all) again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("parked", help="List what is parked, with the reason.")
        replay = actions.add_parser("replay", help="Open parked submissions again.")
        replay.add_argument("ids", nargs="*", help="Ids from `intake parked`; none means all.")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "parked":
            self._list()
        else:
            self._replay(options["ids"])

    def _list(self) -> None:
        for row in _parked():
            self.stdout.write(f"{row.pk}  {row.recorded_at:%F %T}  {row.channel}  {row.error}")

    def _replay(self, ids: list[str]) -> None:
        failed = sum(not self._replay_one(row) for row in _chosen(ids))
        if failed:
            raise CommandError(
                f"{failed} could not be opened; they are parked again with their reasons."
            )

    def _replay_one(self, row: Submission) -> bool:
        try:
            opened = intake.replay(row.pk, at=timezone.now())
        except Exception as error:  # the operator reads why; the row stays
            intake.park(row.pk, reason=words_of(error))
            self.stderr.write(f"{row.pk}  {error}")
            return False
        self.stdout.write(f"{row.pk}  {opened.ticket.number if opened.ticket else opened.state}")
        return True


def _parked() -> Any:
    rows = Submission.objects.filter(state=Submission.State.PARKED)
    return rows.select_related("channel").order_by("recorded_at")


def _chosen(ids: list[str]) -> list[Submission]:
    if not ids:
        return list(_parked())
    try:
        chosen = list(_parked().filter(pk__in=ids))
    except ValidationError as error:
        raise CommandError("Give ids as `manage.py intake parked` shows them.") from error
    if len(chosen) < len(set(ids)):
        raise CommandError("Not all of these ids are parked. See `manage.py intake parked`.")
    return chosen
