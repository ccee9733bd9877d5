"""Where other programs post to."""

from django.urls import path

from channels.webhook.views import WebhookView

urlpatterns = [path("hooks/<slug:code>/", WebhookView.as_view(), name="webhook")]
