"""System checks of a desk that faces customers: settings that would let them down."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

SHORTEST_TOKEN = 16
NOT_FOR_CUSTOMERS = ("localhost", "127.0.0.1", "::1")


@register(Tags.security, deploy=True)
def addresses_reach_customers(
    app_configs: Sequence[Any] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Links in mails have to open at the customer's, and replies have to find us."""
    problems: list[CheckMessage] = []
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https" or site.hostname in NOT_FOR_CUSTOMERS:
        problems.append(
            Error(
                f"FEEDBACK_DESK_SITE_URL is {settings.SITE_URL}: customers can't open such links.",
                hint="Set it to the public address, such as https://desk.example.com.",
                id="feedback_desk.E001",
            )
        )
    if not settings.MAIL_HOST:
        problems.append(
            Error(
                "No mail server is set, so mails to customers end as files in the data folder.",
                hint="Set FEEDBACK_DESK_SMTP_HOST and what goes with it.",
                id="feedback_desk.E002",
            )
        )
    if settings.MAIL_HOST and settings.MAIL_DOMAIN.endswith("localhost"):
        problems.append(
            Warning(
                f"Message-IDs end in @{settings.MAIL_DOMAIN}, which spam filters distrust.",
                hint="Set FEEDBACK_DESK_MAIL_DOMAIN to the domain you send from.",
                id="feedback_desk.W003",
            )
        )
    return problems


@register(Tags.security)
def mail_is_encrypted_in_one_way(
    app_configs: Sequence[Any] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    options: Any = settings.MAILERS["default"].get("OPTIONS", {})
    if not (options.get("use_tls") and options.get("use_ssl")):
        return []
    return [
        Error(
            "FEEDBACK_DESK_SMTP_STARTTLS and FEEDBACK_DESK_SMTP_SSL are both on: no mail leaves.",
            hint="Keep STARTTLS for port 587, SSL for port 465, and leave the other out.",
            id="feedback_desk.E005",
        )
    ]


@register(Tags.security)
def the_metrics_token_is_long(
    app_configs: Sequence[Any] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    if not settings.METRICS_TOKEN or len(settings.METRICS_TOKEN) >= SHORTEST_TOKEN:
        return []
    return [
        Error(
            f"FEEDBACK_DESK_METRICS_TOKEN has only {len(settings.METRICS_TOKEN)} characters.",
            hint="Make one with python3 -c 'import secrets; print(secrets.token_urlsafe(24))'.",
            id="feedback_desk.E004",
        )
    ]
