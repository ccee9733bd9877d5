"""Where the desk's navigation leads whoever may report."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.access import has_right
from tickets.models import Right
from tickets.slots import Place


def places(request: HttpRequest) -> Iterator[Place]:
    if has_right(request.user, Right.REPORT_INTERNALLY):
        yield Place(_("My reports"), "flag", reverse("channels:reports"))
