"""Everything a customer can open."""

from django.urls import include, path

from channels.link_views import link_revocation

app_name = "channels"
urlpatterns = [
    path("", include("channels.web.urls")),
    path("desk/tickets/<int:ticket_id>/links/revocation/", link_revocation, name="link_revocation"),
    path("", include("channels.store.urls")),
    path("", include("channels.staff.urls")),
    path("", include("channels.email.urls")),
    path("", include("channels.webhook.urls")),
    path("", include("channels.social.urls")),
    path("", include("channels.wechat.urls")),
]
