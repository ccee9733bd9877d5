"""Fault tests have servers of their own, and the machine to themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.own_desk import OwnDesk
from tests.support.smtp_sink import SmtpSink


@pytest.fixture(scope="session")
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, sink: SmtpSink) -> Iterator[OwnDesk]:
    # A form is sent here sooner than anybody types.
    quick = {"FEEDBACK_DESK_FORM_MIN_SECONDS": "0"}
    with OwnDesk(tmp_path_factory.mktemp("desk"), sink, **quick) as running:
        yield running
