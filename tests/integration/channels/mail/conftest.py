"""Mail tests talk to a real SMTP server, and hand deliveries over as the relay does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from tests.support.smtp_sink import SmtpSink
from tickets import outbox
from tickets.models import Delivery


@pytest.fixture
def sink(settings) -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": running.host, "port": running.port, "timeout": 5},
            }
        }
        settings.DEFAULT_FROM_EMAIL = "Harbour Home <care@harbour.test>"
        settings.MAIL_DOMAIN = "harbour.test"
        yield running


@pytest.fixture
def carry_out_all() -> Callable[[], None]:
    """Carry out everything that is due, whatever the lane, until nothing is left."""

    def run() -> None:
        while any([outbox.relay(lane) for lane in Delivery.Lane.values]):
            pass

    return run


@pytest.fixture
def everything_due(db: None) -> Callable[[], None]:
    """Make every waiting delivery due now, as time would."""
    return lambda: Delivery.objects.filter(state="pending").update(due_at=timezone.now())
