"""Which language and which time zone the reader of a page gets."""

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.utils import timezone, translation

ZONE_COOKIE = "zone"


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones: six hundred files are looked at, so once a process."""
    return frozenset(available_timezones())


class LocaleMiddleware(DjangoLocaleMiddleware):
    """Django's choice (cookie, then browser). Any Chinese the browser asks for is ours."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            return
        wanted = request.headers.get("Accept-Language", "").lower()
        if wanted.startswith("zh"):
            translation.activate("zh-hans")
            request.LANGUAGE_CODE = "zh-hans"


class ReaderZoneMiddleware:
    """Show times in the reader's zone: a person's own setting, else the site's.

    A signed-in person's language setting wins over the browser unless they used the switch.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        user = request.user = get_user(request)  # itself: each look at Django's stand-in costs
        zone = getattr(user, "time_zone", "")
        if zone and zone in known_zones():
            with timezone.override(ZoneInfo(zone)):
                return self._in_language(request, user)
        return self._in_language(request, user)

    def _in_language(self, request: HttpRequest, user: object) -> HttpResponse:
        language = getattr(user, "language", "")
        if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)
