"""The first page, and the page that says how to complain."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels.models import Channel
from channels.web.pages import page
from channels.web.promises import promised_times
from tickets import configuration

ICONS = {"web": "web", "email": "mail", "phone": "phone", "store": "store", "wechat": "chat"}
BY_INVITATION = {"interview", "customer_panel"}
"""Talks we ask people to: they are where complaints come from, but nobody can turn up there."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        "home",
        {
            "form_url": reverse("channels:complain"),
            "how_url": reverse("channels:how_to_complain"),
            "new_link_url": reverse("channels:fresh_link"),
        },
    )


@require_safe
def how_to_complain(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        "how_to_complain",
        {
            "channels": _ways(),
            "tiers": promised_times(),
            "elsewhere": _elsewhere(),
            "form_url": reverse("channels:complain"),
            "new_link_url": reverse("channels:fresh_link"),
        },
    )


def _ways() -> list[dict[str, Any]]:
    """Return the ways in that are switched on, each with how to use it; the form comes first."""
    known = Channel.objects.filter(is_active=True, is_retired=False, kind__in=ICONS)
    channels = known.exclude(code__in=BY_INVITATION).prefetch_related("mailboxes")
    return [_way(each) for each in sorted(channels, key=lambda channel: channel.kind != "web")]


def _way(channel: Channel) -> dict[str, Any]:
    """How to use a way in: its own words if an administrator gave some, else ours."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    ours = {
        "web": _("Here, at any time, in a few minutes"),
        "email": _("By e-mail: we answer on the same thread"),
        "phone": _("By phone, while we are open"),
        "store": _("At the service desk of every store; they write it down for you"),
        "wechat": _("In our WeChat account"),
        "in_store_box": _("Drop a note in; the store reads them and enters each one"),
    }
    words = ours.get(channel.code) or ours[channel.kind]
    return {
        "name": channel.name,
        "icon": ICONS[channel.kind],
        "how": channel.settings.get(f"how_{language}") or words,
        "url": reverse("channels:complain") if channel.kind == "web" else "",
        "addresses": [box.address for box in channel.mailboxes.all() if box.is_enabled],
    }


def _elsewhere() -> list[dict[str, str]]:
    house = configuration.desk_settings()
    is_chinese = (get_language() or "").startswith("zh")
    text = house.outside_redress_zh if is_chinese else house.outside_redress_en
    return [{"name": "", "text": text, "url": ""}] if text.strip() else []
