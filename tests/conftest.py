"""Fixtures that every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.cast import START, Cast, make_cast
from tests.support import mailbed as mail_servers
from tests.support.mailbed import MailBed
from tests.support.smtp_sink import SmtpSink


@pytest.fixture
def committed_roles(django_db_setup: None, django_db_blocker: Any) -> None:
    """The roles that the migrations made, also after a test that emptied the tables."""
    from django.apps import apps

    from tickets.models import Role

    with django_db_blocker.unblock():
        if not Role.objects.exists():
            import_module("tickets.migrations.0001_initial").add_roles(apps, None)
            import_module("tickets.migrations.0006_everybody_reports").let_report(apps, None)
            import_module("tickets.migrations.0008_late_sweeps_and_mending").give_rights(apps, None)


@pytest.fixture
def committed_starter(committed_roles: None, django_db_blocker: Any) -> None:
    """A starter configuration that lies committed in the test database.

    Loaded once; again only after a test that emptied the tables. Asked for before the test's own
    transaction begins, so that tests roll back to it.
    """
    from channels import starter as channels_starter
    from tickets import configuration
    from tickets import starter as tickets_starter
    from tickets.models import SlaPolicy

    with django_db_blocker.unblock():
        if not SlaPolicy.objects.exists():
            tickets_starter.load(at=START)
            channels_starter.load()
            configuration.current()


@pytest.fixture
def starter(committed_starter: None, db: None) -> None:
    """A desk with its starter configuration."""


@pytest.fixture
def cast(starter: None) -> Cast:
    return make_cast()


@pytest.fixture(scope="session")
def outer_world() -> Iterator[SmtpSink]:
    """The mail servers of everybody else: what Exim hands over arrives here."""
    with SmtpSink() as running:
        yield running


@pytest.fixture(scope="session")
def mailbed(request: pytest.FixtureRequest, outer_world: SmtpSink) -> Iterator[MailBed]:
    """A real IMAP and a real SMTP server, one pair a run. In CI they must be there."""
    missing = mail_servers.missing()
    if missing:
        why = f"{' and '.join(missing)} missing: apt-get install -y {mail_servers.PACKAGES}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    with MailBed(capture_port=outer_world.port) as bed:
        terminal = request.config.pluginmanager.getplugin("terminalreporter")
        terminal.write_line(f"\n{bed.banners()}")
        yield bed
