"""The pages of the stores."""

from django.urls import path

from channels.store.views import slips, store_code, store_poster, stores

urlpatterns = [
    path("slips/", slips, name="slips"),
    path("stores/", stores, name="stores"),
    path("stores/<slug:store_code>/poster/", store_poster, name="store_poster"),
    path("stores/<slug:store_code>/code.svg", store_code, name="store_code"),
]
