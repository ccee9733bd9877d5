"""What belongs together on the administration's first page and in its navigation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

# Named by what an administrator came to do; a table that no section names goes to the last one.
SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        pgettext_lazy("admin section", "People and the desk"),
        ("User", "Team", "Role", "Store", "DeskSettings"),
    ),
    (
        pgettext_lazy("admin section", "What matters are sorted by"),
        ("Category", "Product", "Tag", "Tier", "PriorityCell", "KeywordRule", "RoutingRule"),
    ),
    (
        pgettext_lazy("admin section", "Promises"),
        (
            "SlaPolicy",
            "SlaPolicyVersion",
            "BusinessCalendar",
            "CalendarVersion",
            "OnCallWebhook",
        ),
    ),
    (
        pgettext_lazy("admin section", "Texts and queues"),
        ("NoticeTemplate", "Macro", "Article", "SurveyVersion", "SavedQueue"),
    ),
    (
        pgettext_lazy("admin section", "Ways in and out"),
        (
            "Channel",
            "Form",
            "FormVersion",
            "Mailbox",
            "NoticeWay",
            "SmsGateway",
            "WeChatAccount",
            "Webhook",
        ),
    ),
    (
        pgettext_lazy("admin section", "On record, only to read"),
        (
            "Ticket",
            "TicketEvent",
            "SlaClock",
            "SlaBreach",
            "SurveyAnswer",
            "Post",
            "Submission",
            "Delivery",
            "ConfigurationEvent",
        ),
    ),
)


def in_sections(apps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tables of Django's list of apps, which knows what a reader may see, by section."""
    tables = {table["object_name"]: table for app in apps for table in app["models"]}
    found = [_section(name, [tables.pop(code, None) for code in codes]) for name, codes in SECTIONS]
    found[-1]["models"] += [_named(table) for table in tables.values()]
    return [section for section in found if section["models"]]


def _section(name: Any, tables: list[dict[str, Any] | None]) -> dict[str, Any]:
    """The shape of an app in Django's list; without an address, since no page shows a section."""
    return {
        "name": name,
        "app_label": "",
        "app_url": "",
        "has_module_perms": True,
        "models": [_named(table) for table in tables if table],
    }


def _named(table: dict[str, Any]) -> dict[str, Any]:
    return table | {"name": capfirst(table["name"])}
