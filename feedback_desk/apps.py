from django.apps import AppConfig


class FeedbackDeskConfig(AppConfig):
    """What belongs to no app: health, metrics, system checks, the Celery application."""

    name = "feedback_desk"

    def ready(self) -> None:
        # Shared tasks bind to the current application, so it has to exist in every process.
        from feedback_desk import celery  # noqa: F401
