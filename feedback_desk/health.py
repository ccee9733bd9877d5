"""Is it alive, is it ready, how is it doing."""

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from feedback_desk import readiness
from tickets.access import has_right
from tickets.models import Right


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing, so that a busy database never restarts it."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 when nothing could be taken in; 200 with `degraded` and why when something is missed."""
    found = readiness.look()
    return JsonResponse(found.as_data(), status=200 if found.can_work else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures, for staff who may see the system or for a scraper with the token."""
    if not _may_scrape(request):
        return HttpResponseForbidden(
            "Sign in as someone who may see the system page, or send "
            "'Authorization: Bearer <FEEDBACK_DESK_METRICS_TOKEN>'.\n",
            content_type="text/plain",
        )
    import feedback_desk.metrics  # noqa: F401  registers the collector

    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    return request.user.is_authenticated and has_right(request.user, Right.SEE_SYSTEM)
