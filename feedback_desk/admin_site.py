"""The admin site: who gets in, and what it is called."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback_desk.admin_sections import in_sections
from tickets.access import require_right, rights_of
from tickets.errors import NotAllowed
from tickets.models import Right


class DeskAdminSite(AdminSite):
    site_header = _("Feedback Desk configuration")
    site_title = _("Configuration")
    index_title = _("What can be configured")
    site_url = "/desk/"

    def has_permission(self, request: HttpRequest) -> bool:
        """A right opens the door, not Django's staff flag; each page asks again for its own."""
        wanted = {Right.CONFIGURE, Right.SEE_AUDIT, Right.SEE_SYSTEM}
        return bool(wanted & rights_of(request.user))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the house's one door, which counts wrong passwords and asks for the
        second factor; Django's own page for administrators does neither.
        """
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            _refuse(request)
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or index)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Sections by what an administrator came to do; an app's own page stays Django's."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else in_sections(apps)


def _refuse(request: HttpRequest) -> None:
    try:
        require_right(request.user, Right.CONFIGURE)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
