"""The intake API, mounted under /api/v1/."""

from django.urls import path

from channels.api.views import SubmissionsView, SubmissionView

urlpatterns = [
    path("submissions/", SubmissionsView.as_view(), name="submissions"),
    path("submissions/<uuid:pk>/", SubmissionView.as_view(), name="submission"),
]
