from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tickets.slots import Place


class AnalyticsConfig(AppConfig):
    """What managers look at: facts, metrics, reports, alarms, improvement."""

    name = "analytics"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Analytics")

    def ready(self) -> None:
        from analytics import slices
        from tickets import slots

        slices.add_facets()
        slots.fill_places(_places)
        slots.fill_simulation(_simulation_url)


def _simulation_url(what: str, version_id: int) -> str:
    from django.urls import reverse

    return f"{reverse('simulations')}?proposed={what}-{version_id}"


def _places(request: HttpRequest) -> Iterable[Place]:
    from django.urls import reverse
    from django.utils.translation import gettext_lazy as _

    from tickets.access import has_right
    from tickets.models import Right
    from tickets.slots import Place

    if has_right(request.user, Right.SEE_BOARD):
        yield Place(_("SLA board"), "chart", reverse("board"))
