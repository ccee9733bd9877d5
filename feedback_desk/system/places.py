"""Where the navigation leads beside the desk: the system page and the administration."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.access import has_right
from tickets.models import Right
from tickets.slots import Place


def places(request: HttpRequest) -> Iterable[Place]:
    if has_right(request.user, Right.SEE_SYSTEM):
        yield Place(_("System"), "bolt", reverse("system"))
    if has_right(request.user, Right.CONFIGURE):
        yield Place(_("Set up the desk"), "gear", reverse("admin:index"))
    elif has_right(request.user, Right.SEE_AUDIT):
        yield Place(_("Records"), "file", reverse("admin:index"))
