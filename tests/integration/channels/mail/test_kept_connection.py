"""Letters of one worker share a connection, and a dead one costs no letter."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage

from channels.email import backend
from channels.email.backend import KeptConnectionBackend
from tests.smoke.sink import Sink

# What becomes of a connection stands on the system page.
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_kept_between_tests() -> Iterator[None]:
    yield
    backend.close_kept()


def send(port: int, number: int, to: str = "rosa@example.test") -> int:
    mail = EmailMessage(f"Letter {number}", "Hello", "care@harbour.test", [to])
    mailer = KeptConnectionBackend(alias="default", host="127.0.0.1", port=port, timeout=5)
    return mailer.send_messages([mail])


def test_three_letters_go_over_one_connection() -> None:
    with Sink() as sink:
        assert [send(sink.port, number) for number in (1, 2, 3)] == [1, 1, 1]

        assert [mail.subject for mail in sink.mails] == ["Letter 1", "Letter 2", "Letter 3"]
        assert sink.connections == 1


def test_a_connection_that_stood_too_long_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "KEPT_SECONDS", 0.0)
    with Sink() as sink:
        send(sink.port, 1)
        send(sink.port, 2)

        assert (len(sink.mails), sink.connections) == (2, 2)


def test_another_server_gets_a_connection_of_its_own() -> None:
    with Sink() as first, Sink() as second:
        send(first.port, 1)
        send(second.port, 2)

        assert [len(first.mails), len(second.mails)] == [1, 1]


def test_a_server_that_went_away_and_came_back_loses_no_letter() -> None:
    with Sink() as sink:
        port = sink.port
        send(port, 1)
    backend._kept.connection.sock.shutdown(2)  # what the kernel does when the far end has died
    with pytest.raises(OSError, match="refused"):
        send(port, 2)

    with Sink(port) as sink:
        assert send(port, 2) == 1
        assert [mail.subject for mail in sink.mails] == ["Letter 2"]


def test_after_a_refusal_nothing_is_kept() -> None:
    with Sink() as sink:
        send(sink.port, 1)
        with pytest.raises((smtplib.SMTPException, ValueError)):
            send(sink.port, 2, to="rosa@@example..test")
        send(sink.port, 3)

        assert [mail.subject for mail in sink.mails] == ["Letter 1", "Letter 3"]
        assert sink.connections == 2
