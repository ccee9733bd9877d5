from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """What managers look at: facts, metrics, reports, alarms, improvement."""

    name = "analytics"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Analytics"
