"""The pages on which colleagues report."""

from django.urls import path

from channels.staff.views import new_report, report, reports

urlpatterns = [
    path("reports/", reports, name="reports"),
    path("reports/new/", new_report, name="new_report"),
    path("reports/<int:report_id>/", report, name="report"),
]
