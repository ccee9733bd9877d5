from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """The desk: what agents work with, and the only place where a ticket changes."""

    name = "tickets"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Desk"

    def ready(self) -> None:
        from tickets import checks  # noqa: F401
