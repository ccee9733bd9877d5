"""What every page of the desk shows around its own content: the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tickets.queries.navigation import navigation


def desk(request: HttpRequest) -> dict[str, Any]:
    """Add `nav`, which reads nothing until a template asks for it."""
    return {"nav": SimpleLazyObject(lambda: navigation(request))}
