from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Everything a customer touches, in and out."""

    name = "channels"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from channels import subscriptions
        from channels.social import slots as social
        from channels.web import given_answers
        from tickets import slots

        subscriptions.connect()
        slots.fill_places(social.places)
        slots.fill_ticket_banners(social.banners)
        slots.fill_ticket_panels(given_answers.panels)
