"""Where the desk's navigation leads store staff."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.access import has_right
from tickets.models import Right
from tickets.slots import Place


def places(request: HttpRequest) -> Iterator[Place]:
    may_enter = has_right(request.user, Right.ENTER_SLIPS)
    if may_enter:
        yield Place(_("Slips"), "note", reverse("channels:slips"))
    if may_enter or has_right(request.user, Right.CONFIGURE):
        yield Place(_("Stores and QR codes"), "store", reverse("channels:stores"))
