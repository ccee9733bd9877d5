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
    with OwnDesk(tmp_path_factory.mktemp("desk"), sink) as running:
        yield running
