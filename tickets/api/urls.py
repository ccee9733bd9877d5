"""What people at the desk read over the API, mounted under /api/v1/."""

from django.urls import path

from tickets.api.clocks import ClocksView

urlpatterns = [path("tickets/<str:number>/clocks/", ClocksView.as_view(), name="ticket-clocks")]
