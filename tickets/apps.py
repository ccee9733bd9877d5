from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """The desk: what agents work with, and the only place where a ticket changes."""

    name = "tickets"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from tickets import checks  # noqa: F401
