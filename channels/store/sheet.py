"""A filled sheet of slips, row by row. A bad row keeps the others; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from channels import intake
from channels.channel_book import active_channel
from channels.models import Submission
from channels.store.forms import SheetForm, SlipForm
from channels.store.parsing import SlipWords, collected_at
from channels.web.kept import KeptFile, Upload, gather, stored_files
from channels.web.nonce import make_nonce, read_nonce
from tickets.models import Store, User

ROWS, MORE, MOST = 6, 6, 60


@dataclass
class Row:
    """One row of the page. `key` names the slip: the same one sent twice is one ticket."""

    number: int
    key: str
    form: SlipForm
    picture: KeptFile | None = None

    @property
    def prefix(self) -> str:
        return f"row{self.number}"

    @property
    def is_blank(self) -> bool:
        typed = (self.form.data.get(self.form.add_prefix(name), "") for name in self.form.fields)
        return self.picture is None and not any(value.strip() for value in typed)


def blank_row(number: int, *, at: datetime) -> Row:
    return Row(number, make_nonce(at=at), SlipForm(prefix=f"row{number}"))


class Sheet:
    """What was sent: the head, the rows that hold something, and pictures stored already."""

    def __init__(self, request: HttpRequest, user: User, at: datetime) -> None:
        self.data: QueryDict = request.POST
        self.user = user
        self.at = at
        self.head = SheetForm(self.data)
        uploads = [
            Upload(file, name)
            for name in request.FILES
            if name.startswith("row")
            for file in request.FILES.getlist(name)[:1]
        ]
        self.kept, self.refusals = gather(self.data, uploads, at=at, channel=self._channel())

    def _channel(self) -> str:
        """Where the slips were collected, as far as it was chosen."""
        self.head.is_valid()
        return self.head.cleaned_data.get("channel") or "in_store_box"

    @cached_property
    def rows(self) -> list[Row]:
        """Return the rows that hold something, in their order."""
        numbers = sorted(int(n) for n in self.data.getlist("row") if n.isdecimal())[:MOST]
        return [row for row in map(self._row, dict.fromkeys(numbers)) if not row.is_blank]

    def _row(self, number: int) -> Row:
        field = f"row{number}-picture"
        picture = next((file for file in self.kept if file.field == field), None)
        form = SlipForm(self.data, prefix=f"row{number}", has_picture=picture is not None)
        for refusal in self.refusals.get(field, ()):
            form.add_error("text", refusal)
        key = self.data.get(f"row{number}-key", "")
        return Row(number, key if read_nonce(key) else make_nonce(at=self.at), form, picture)

    def enter(self) -> tuple[list[Submission], list[Row]]:
        """Store every good row and open its ticket; return what was entered and the bad rows."""
        entered, bad = [], []
        for row in self.rows:
            submission = self._enter(row) if row.form.is_valid() else None
            if submission is None:
                bad.append(row)
            else:
                entered.append(submission)
        return entered, bad

    def _enter(self, row: Row) -> Submission | None:
        """Enter one slip. None when the same row was entered before with other words."""
        nonce = read_nonce(row.key)
        assert nonce is not None  # made or checked when the row was read
        files = stored_files([row.picture] if row.picture else [])
        raw = self._raw(row.form.cleaned_data)
        head = self.head.cleaned_data
        submission, is_new = intake.store(
            channel=active_channel(head["channel"]),
            provider_id=f"slip:{nonce.id}",
            raw=raw,
            at=self.at,
            received_at=collected_at(head["collected_on"], zone=settings.TIME_ZONE, now=self.at),
            files=files,
        )
        if not is_new and submission.body_digest != intake.digest_of(raw, files):
            row.form.add_error("text", _changed(submission))
            return None
        return intake.take_in(submission, at=self.at)

    def _raw(self, given: Mapping[str, Any]) -> dict[str, Any]:
        head = self.head.cleaned_data
        return SlipWords(
            text=given["text"].strip(),
            name=given["name"],
            phone=given["phone"],
            language=head["language"],
            store=Store.objects.values_list("code", flat=True).get(pk=head["store"]),
            collected_on=head["collected_on"].isoformat(),
            entered_by=self.user.pk,
        ).as_raw()


def _changed(submission: Submission) -> str:
    number = submission.ticket.number if submission.ticket else _("a number to come")
    return _(
        "This slip was entered already, with other words: %(number)s. Empty the row, or move what "
        "is new into an empty row."
    ) % {"number": number}
