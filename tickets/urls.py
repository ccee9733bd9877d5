"""The desk's own pages; every state change is a noun of its own."""

from django.urls import path

from tickets.views.appearance import appearance
from tickets.views.styleguide import styleguide

app_name = "desk"
urlpatterns = [
    path("appearance/", appearance, name="appearance"),
    path("styleguide/", styleguide, name="styleguide"),
]
