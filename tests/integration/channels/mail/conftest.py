"""Mail tests talk to a real SMTP server, and hand deliveries over as the relay does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine

from tests.support.smtp_sink import SmtpSink
from tickets import outbox
from tickets.models import Delivery


@pytest.fixture
def sink(settings) -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        settings.MAILERS = {
            "default": {
                "BACKEND": "channels.email.backend.KeptConnectionBackend",
                "OPTIONS": {"host": running.host, "port": running.port, "timeout": 5},
            }
        }
        settings.DEFAULT_FROM_EMAIL = "Harbour Home <care@harbour.test>"
        settings.MAIL_DOMAIN = "harbour.test"
        yield running


Relay = Callable[[datetime], None]


@pytest.fixture
def relay_at(db: None) -> Relay:
    """Carry out everything that is due at a moment, whatever the lane, until nothing is left."""

    def run(at: datetime) -> None:
        with time_machine.travel(at, tick=False):
            lanes = list(Delivery.Lane)
            while sum(outbox.relay(lane) for lane in lanes):
                pass

    return run
