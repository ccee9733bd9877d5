"""The admin site: who gets in, and what it is called."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feedback_desk.admin_sections import in_sections
from tickets.access import rights_of
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

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Sections by what an administrator came to do; an app's own page stays Django's."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else in_sections(apps)
