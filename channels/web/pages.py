"""What the public pages have in common: short pages of words, limits, language and privacy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from channels.links import LinkOver, LinkUnknown
from channels.ratelimit import client_address, seconds_to_wait
from feedback_desk.forgery import posted_without_origin
from tickets import configuration

View = Callable[..., HttpResponse]
OFTEN_SENT = (
    gettext_lazy("That was a lot at once"),
    gettext_lazy("We take only so many messages from one place in a short time."),
    ngettext_lazy(
        "Go back and send it again in %(minutes)d minute: what you wrote is still there.",
        "Go back and send it again in %(minutes)d minutes: what you wrote is still there.",
        "minutes",
    ),
)
OFTEN_OPENED = (
    gettext_lazy("One moment, please"),
    gettext_lazy("This page was opened very often from one place in a short time."),
    ngettext_lazy(
        "Load it again in %(minutes)d minute. Nothing is lost.",
        "Load it again in %(minutes)d minutes. Nothing is lost.",
        "minutes",
    ),
)


def shell() -> dict[str, Any]:
    """Return what the customer's shell shows around every page."""
    house = configuration.desk_settings()
    is_chinese = (translation.get_language() or "").startswith("zh")
    return {"organisation": house.site_name_zh if is_chinese else house.site_name_en}


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a public page."""
    return render(request, f"channels/web/{template}.html", shell() | context, status=status)


def note(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render a short page of words: title, lead, paragraphs, next, url, action, form."""
    return page(request, "note", context, status=status)


def private(view: View) -> View:
    """For pages behind a link: nobody keeps them, no address of theirs is passed on.

    Also turns a link that was never made into 404 and one that has ended into 410, and lets the
    language a mail was written in decide until the reader uses the switch.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        use_language_of_link(request)
        try:
            answer = view(request, *args, **kwargs)
        except LinkUnknown:
            answer = link_page(request, status=404)
        except LinkOver:
            answer = link_page(request, status=410)
        add_never_cache_headers(answer)
        answer["Cache-Control"] = "no-store, private"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        # Django would log the path of a refused request, and with it a token that may work.
        answer._has_been_logged = True  # type: ignore[attr-defined]
        return answer

    return posted_without_origin(guarded)


def use_language_of_link(request: HttpRequest) -> None:
    """Let `?lang=` decide, unless the reader has used the switch."""
    wanted = request.GET.get("lang", "")
    if wanted in dict(settings.LANGUAGES) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(wanted)
        request.LANGUAGE_CODE = wanted


def link_page(request: HttpRequest, *, status: int) -> HttpResponse:
    """Say that a link opens nothing, in the same look whatever the reason."""
    reason = (
        _("This link is unknown. Perhaps it was cut off when it was copied.")
        if status == 404
        else _("This link has ended.")
    )
    return note(
        request,
        status=status,
        title=_("This link opens nothing"),
        lead=reason,
        paragraphs=[_("We can mail you a new one.")],
        url=reverse("channels:fresh_link"),
        action=_("Get a new link"),
    )


def limited(scope: str, *, setting: str, methods: tuple[str, ...] = ("POST",)) -> Callable:
    """Let one client do so much in so much time (`settings.<setting>`), then answer 429."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                rate = getattr(settings, setting)
                wait = seconds_to_wait(scope, client_address(request), rate)
                if wait:
                    return too_many(request, wait)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """Say how long to wait, and what to do if it can't."""
    is_sent = request.method == "POST"
    title, lead, then = OFTEN_SENT if is_sent else OFTEN_OPENED
    minutes = max(1, -(-wait // 60))
    answer = note(
        request,
        status=429,
        title=title,
        lead=lead,
        paragraphs=[then % {"minutes": minutes}],
        url=reverse("channels:how_to_complain"),
        action=_("Other ways to reach us"),
    )
    answer["Retry-After"] = str(wait)
    return answer
