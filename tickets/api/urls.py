"""What people at the desk read and set up over the API, mounted under /api/v1/."""

from django.urls import path

from tickets.api.calendars import CalendarHolidaysView, CalendarsView, CalendarVersionsView
from tickets.api.clocks import ClocksView
from tickets.api.policies import PoliciesView, PolicyVersionsView, PolicyView

urlpatterns = [
    path("tickets/<str:number>/clocks/", ClocksView.as_view(), name="ticket-clocks"),
    path("calendars/", CalendarsView.as_view(), name="calendars"),
    path(
        "calendars/<slug:code>/versions/",
        CalendarVersionsView.as_view(),
        name="calendar-versions",
    ),
    path(
        "calendars/<slug:code>/holidays/",
        CalendarHolidaysView.as_view(),
        name="calendar-holidays",
    ),
    path("policies/", PoliciesView.as_view(), name="policies"),
    path("policies/<slug:code>/", PolicyView.as_view(), name="policy"),
    path("policies/<slug:code>/versions/", PolicyVersionsView.as_view(), name="policy-versions"),
]
