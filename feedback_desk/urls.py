"""Every address of the house; each app keeps its own list."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from feedback_desk import health
from feedback_desk.accounts import no_own_addresses
from feedback_desk.forgery import posted_without_origin

urlpatterns = [
    path("", include("channels.urls")),
    path("desk/", include("tickets.urls")),
    path("board/", include("analytics.urls")),
    path("system/", include("feedback_desk.system.urls")),
    path("api/v1/", include("feedback_desk.api_urls")),
    path("accounts/email/", no_own_addresses, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("language/", posted_without_origin(set_language), name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
