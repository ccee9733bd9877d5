from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Everything a customer touches, in and out."""

    name = "channels"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Channels"

    def ready(self) -> None:
        from channels import subscriptions

        subscriptions.connect()
