"""From a colleague's page to a stored submission, and on to its ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from channels import intake
from channels.channel_book import active_channel
from channels.models import Submission
from channels.staff.forms import CUSTOMER
from channels.staff.parsing import ReportWords
from channels.web.nonce import make_nonce, read_nonce
from tickets.models import StoredFile, User

CHANNEL = "internal_staff"


def send_report(
    *,
    user: User,
    given: Mapping[str, Any],
    files: Sequence[tuple[StoredFile, str]],
    at: datetime,
) -> Submission:
    """Store a report and open its ticket; the same page sent twice is one report.

    Raises UnknownChannel while reports are switched off.
    """
    nonce = read_nonce(given["nonce"]) or read_nonce(make_nonce(at=at))
    assert nonce is not None
    submission, _is_new = intake.store(
        channel=active_channel(CHANNEL),
        provider_id=f"report:{user.pk}:{nonce.id}",
        raw=_words(user, given).as_raw(),
        at=at,
        files=files,
    )
    return intake.take_in(submission, at=at)


def _words(user: User, given: Mapping[str, Any]) -> ReportWords:
    """What is known of a customer counts only when it is a customer's matter."""
    for_customer = given["whose"] == CUSTOMER
    day = given["occurred_on"]
    contact = {name: given[name] if for_customer else "" for name in ("name", "phone", "email")}
    return ReportWords(
        text=given["text"],
        reported_by=user.pk,
        for_customer=for_customer,
        language=given["language"] if for_customer else user.language or given["language"],
        hurt=given["hurt"],
        occurred_on=day.isoformat() if day else "",
        store=given["store"],
        **contact,
    )
