"""Where the navigation leads to the system page."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.access import has_right
from tickets.models import Right
from tickets.slots import Place


def places(request: HttpRequest) -> Iterable[Place]:
    if has_right(request.user, Right.SEE_SYSTEM):
        yield Place(_("System"), "gear", reverse("system"))
