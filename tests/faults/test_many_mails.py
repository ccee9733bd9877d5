"""A small edition of what bin/faults does with 500 mails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import many_mails
from tests.support.mailbed import MailBed
from tests.support.own_desk import OwnDesk
from tests.support.smtp_sink import SmtpSink

pytestmark = [pytest.mark.faults, pytest.mark.serial]


def test_forty_mails_are_forty_tickets_whatever_is_killed(tmp_path: Path, mailbed: MailBed) -> None:
    mailbed.empty("support")
    tmp_path.chmod(0o711)
    with SmtpSink() as sink, OwnDesk(tmp_path, sink, **many_mails.SETTINGS) as desk:
        came = many_mails.run(desk, mailbed, count=40)
    assert came.held_its_word, came
