from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from feedback_desk.problems import no_such_address

app_name = "api"
urlpatterns = [
    path("", include("channels.api.urls")),
    path("", include("tickets.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("", no_such_address, name="nowhere"),
    path("<path:path>", no_such_address, name="nowhere"),
]
