"""A form in a frame of somebody else's page, and the script that puts it there."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_http_methods, require_safe

from channels.web.embedding import frameable, is_opened_elsewhere, is_sent_by_us
from channels.web.filling import Way
from channels.web.form_spec import FormSpec
from channels.web.pages import note, use_language_of_link
from channels.web.views.complain import answer, form_of
from tickets import configuration

CACHED_SECONDS = 3600


@never_cache
@csrf_exempt  # a frame of another site gets no cookies; embedding.py says what is checked instead
@require_http_methods(["GET", "HEAD", "POST"])
def embedded_form(request: HttpRequest, slug: str) -> HttpResponse:
    use_language_of_link(request)
    with configuration.held(configuration.current()):
        spec = form_of(slug)
        return frameable(_answer(request, spec), spec.origins)


def _answer(request: HttpRequest, spec: FormSpec) -> HttpResponse:
    if request.method == "POST" and not is_sent_by_us(request):
        return _refused(request, spec)
    if request.method != "POST" and is_opened_elsewhere(request, spec.origins):
        return _refused(request, spec)
    path = reverse("channels:embedded_form", args=[spec.slug])
    language = translation.get_language()
    return answer(request, Way(spec, f"{path}?lang={language}", is_embedded=True))


def _refused(request: HttpRequest, spec: FormSpec) -> HttpResponse:
    return note(
        request,
        status=403,
        is_embedded=True,
        title=_("This form can't be used here"),
        lead=_("The page you are on is not on the form's list of sites."),
        paragraphs=[_("Nothing was sent. The form itself is open to everybody.")],
        url=reverse("channels:form", args=[spec.slug]),
        action=_("Open the form"),
    )


# --- The script -----------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _script() -> tuple[str, str]:
    """Return the script with its words in every language, and its digest."""
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = {"title": _("Write to us"), "open": _("Open the form in a new tab")}
    script = render_to_string(
        "channels/web/widget.js", {"words": json.dumps(words, ensure_ascii=False)}
    )
    return script, hashlib.sha256(script.encode()).hexdigest()[:16]


@require_safe
@cache_control(public=True, max_age=CACHED_SECONDS)
@condition(etag_func=lambda _request: f'"{_script()[1]}"')
def widget(_request: HttpRequest) -> HttpResponse:
    """What another site's page loads. The same for every form and everybody."""
    answer = HttpResponse(_script()[0], content_type="text/javascript; charset=utf-8")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
