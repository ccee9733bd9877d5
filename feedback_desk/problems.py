"""API errors as RFC 9457 problem details."""

import logging
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from tickets.errors import Conflict, DeskError, NotAllowed

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
# How REST framework begins what it says of a forged request, and of a body it can't read.
FORGED = "CSRF Failed:"
NO_JSON = "JSON parse error - "


def problem(status_code: int, title: str, detail: str = "", **more: Any) -> Response:
    body = {"type": "about:blank", "title": title, "status": status_code}
    if detail:
        body["detail"] = detail
    return Response(body | more, status=status_code, content_type=CONTENT_TYPE)


def problem_json(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: refusals keep their sentence, field errors their names."""
    if isinstance(error, DeskError):
        return problem(_status_of(error), error.title, str(error))
    response = exception_handler(error, context)
    if response is None:
        return _fault(error)
    if isinstance(error, Http404):
        error = NotFound()
    extra = {"errors": error.detail} if isinstance(error, ValidationError) else {}
    detail = "" if extra or not isinstance(error, APIException) else _detail(error)
    answer = problem(response.status_code, _title(error), detail, **extra)
    for name, value in response.headers.items():
        if name != "Content-Type":
            answer.headers[name] = value
    return answer


def _fault(error: Exception) -> Response | None:
    """A fault of ours: on a developer's desk it is raised, elsewhere logged and told in brief."""
    if settings.DEBUG:
        return None
    log.error("an API request failed", exc_info=error)
    words = _("That is our fault and was noted. Send it again in a minute, with the same id.")
    return problem(status.HTTP_500_INTERNAL_SERVER_ERROR, _("Something went wrong here"), words)


def no_such_address(request: HttpRequest, path: str = "") -> JsonResponse:
    """Answer for every address under /api/ that leads nowhere, in the API's own form."""
    body = {
        "type": "about:blank",
        "title": _("Nothing is here"),
        "status": status.HTTP_404_NOT_FOUND,
        "detail": _("Look at /api/v1/docs/ for the addresses there are."),
    }
    return JsonResponse(body, status=status.HTTP_404_NOT_FOUND, content_type=CONTENT_TYPE)


def _status_of(error: DeskError) -> int:
    if isinstance(error, NotAllowed):
        return status.HTTP_403_FORBIDDEN
    if isinstance(error, Conflict):
        return status.HTTP_409_CONFLICT
    return status.HTTP_422_UNPROCESSABLE_ENTITY


def _title(error: Exception) -> str:
    """What it is called; REST framework's own names for some have blanks that its detail fills."""
    title = str(getattr(error, "default_detail", type(error).__name__))
    return str(error.detail) if "{" in title and isinstance(error, APIException) else title


def _detail(error: APIException) -> str:
    """Say in the reader's language what REST framework says in English only."""
    said = str(error.detail)
    if said.startswith(FORGED):
        return _("Send what stands in the cookie csrftoken in the header X-CSRFToken as well.")
    if said.startswith(NO_JSON):
        return _("The body is no JSON: %(why)s") % {"why": said.removeprefix(NO_JSON)}
    return said
