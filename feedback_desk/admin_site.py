"""The admin site: who gets in, and what it is called."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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
