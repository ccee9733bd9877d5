"""What `manage.py check` says about a desk that would let customers down."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from tests.cast import Cast
from tickets.models import CalendarVersion, PriorityCell, RoutingRule, SlaPolicy


def said(**options) -> set[str]:
    return {message.id for message in run_checks(**options)}


def of_database() -> set[str]:
    return said(tags=["database"], databases=["default"])


def test_a_starter_desk_has_nothing_to_complain_about(cast: Cast) -> None:
    assert of_database() == set()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda: RoutingRule.objects.update(is_active=False), "tickets.E001"),
        (lambda: PriorityCell.objects.first().delete(), "tickets.E002"),
        (lambda: SlaPolicy.objects.update(is_active=False), "tickets.E003"),
        (lambda: CalendarVersion.objects.update(tz="Mars/Olympus"), "tickets.W004"),
    ],
)
def test_a_missing_row_is_named(cast: Cast, spoil, code: str) -> None:
    spoil()
    assert code in of_database()


def test_a_desk_that_waits_for_migrations_is_not_kept_from_them(cast: Cast) -> None:
    RoutingRule.objects.update(is_active=False)
    recorder = MigrationRecorder(connection)
    newest = max(name for app, name in recorder.applied_migrations() if app == "analytics")
    recorder.record_unapplied("analytics", newest)

    assert of_database() == set()


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"SITE_URL": "http://127.0.0.1:8000"}, "feedback_desk.E001"),
        ({"SITE_URL": "https://desk.example.com", "MAIL_HOST": ""}, "feedback_desk.E002"),
        ({"MAIL_HOST": "smtp.example.com", "MAIL_DOMAIN": "desk.localhost"}, "feedback_desk.W003"),
        ({"METRICS_TOKEN": "short"}, "feedback_desk.E004"),
        (
            {"MAILERS": {"default": {"OPTIONS": {"use_tls": True, "use_ssl": True}}}},
            "feedback_desk.E005",
        ),
    ],
)
def test_a_setting_that_lets_customers_down_is_named(settings: dict, code: str) -> None:
    with override_settings(**settings):
        assert code in said(tags=["security"], include_deployment_checks=True)
