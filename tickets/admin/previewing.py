"""See what a change of promises would do to the clocks that run now, before it is saved."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets import display, slots
from tickets.admin.base import ConfigurationAdmin
from tickets.configuration import Configuration
from tickets.models import Metric, Recalculation
from tickets.sla.preview import Preview, Shift, preview

PREVIEW = "_preview"
# Buttons of Django's form: what is kept for the second press is everything else.
BUTTONS = frozenset({PREVIEW, "_save", "_continue", "_addanother", "_publish"})


def preview_context(seen: Preview) -> dict[str, Any]:
    """Return what admin/tickets/_preview.html shows of a preview."""
    now = timezone.now()
    return {
        "seen": seen,
        "is_cut": seen.tickets < seen.total,
        "rows": [_row(shift, now) for shift in seen.rows],
    }


def _row(shift: Shift, now: Any) -> dict[str, Any]:
    return {
        "number": shift.number,
        "url": reverse("desk:ticket", args=[shift.ticket_id]),
        "promise": Metric(shift.metric).label,
        "tier": shift.tier,
        "before": display.moment(shift.due_before, now=now) if shift.due_before else "–",
        "after": display.moment(shift.due_after, now=now) if shift.due_after else "–",
        "says": _("breaks now") if shift.breaks else _("ends") if shift.ends else "",
    }


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return name and value of each field that was sent, for the second press."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in BUTTONS and name != "csrfmiddlewaretoken"
    ]


def following(wave: Recalculation) -> str:
    """Say how many tickets the sweep is going to visit."""
    return ngettext(
        "The running clocks of %(count)d ticket follow it in a moment.",
        "The running clocks of %(count)d tickets follow it in a moment.",
        wave.total,
    ) % {"count": wave.total}


class PreviewedAdmin(ConfigurationAdmin):
    """A change form with a button that saves, looks at what would follow, and takes it back."""

    simulated_as: ClassVar[str]
    confirm: ClassVar[dict[str, Any]]
    """Buttons of the preview: the name Django knows them by, and their words."""

    def proposed_by(self, obj: Any) -> tuple[Configuration, int | None]:
        """Return the configuration with the object in force, and the calendar it is about."""
        raise NotImplementedError

    def is_preview(self, request: HttpRequest) -> bool:
        return PREVIEW in request.POST

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if not self.is_preview(request):
            return super().response_change(request, obj)
        proposed, calendar_id = self.proposed_by(obj)
        seen = preview(proposed, at=timezone.now(), calendar_id=calendar_id)
        transaction.set_rollback(True)
        context = {
            **self.admin_site.each_context(request),
            **preview_context(seen),
            "title": _("What it would do to running clocks"),
            "kept": kept_fields(request),
            "confirm": self.confirm,
            "object_name": str(obj),
            "back_url": request.path,
            "simulation_url": slots.simulation_url(self.simulated_as, obj.pk),
        }
        return TemplateResponse(request, "admin/tickets/preview.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: Model | None = context.get("original")
        if obj is not None and obj.pk:
            context["simulation_url"] = slots.simulation_url(self.simulated_as, obj.pk)
        return super().render_change_form(request, context, *args, **kwargs)
