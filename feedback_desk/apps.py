from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class FeedbackDeskConfig(AppConfig):
    """What belongs to no app: health, metrics, system checks, the Celery application."""

    name = "feedback_desk"

    def ready(self) -> None:
        # Shared tasks bind to the current application, so it has to exist in every process.
        from feedback_desk import celery, checks  # noqa: F401
        from feedback_desk.active import hold_what_is_active
        from feedback_desk.catalogs import merge_catalogs
        from feedback_desk.escaping import escape_without_asking
        from feedback_desk.sign_in_locks import bound_locks
        from feedback_desk.system.places import places
        from tickets import slots

        slots.fill_places(places)
        merge_catalogs()
        bound_locks()
        hold_what_is_active()
        escape_without_asking()


class DeskAdminConfig(AdminConfig):
    """Django's admin, open to those who may configure the desk or read its audit trail."""

    default_site = "feedback_desk.admin_site.DeskAdminSite"
