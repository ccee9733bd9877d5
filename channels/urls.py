"""Everything a customer can open."""

from django.urls import include, path

app_name = "channels"
urlpatterns = [
    path("", include("channels.web.urls")),
    path("", include("channels.webhook.urls")),
    path("", include("channels.social.urls")),
    path("", include("channels.wechat.urls")),
]
