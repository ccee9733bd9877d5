from django.urls import path

from feedback_desk.system import views

urlpatterns = [
    path("", views.system, name="system"),
    path(
        "deliveries/<int:delivery_id>/attempt/",
        views.delivery_attempt,
        name="system-delivery-attempt",
    ),
    path(
        "submissions/<uuid:pk>/attempt/",
        views.submission_attempt,
        name="system-submission-attempt",
    ),
    path("submissions/<uuid:pk>/ticket/", views.submission_ticket, name="system-submission-ticket"),
]
