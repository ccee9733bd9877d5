"""The desk's page for mentions."""

from django.urls import path

from channels.social import views

urlpatterns = [
    path("desk/mentions/", views.mentions, name="mentions"),
    path("desk/mentions/<int:post_id>/ticket/", views.mention_ticket, name="mention_ticket"),
    path(
        "desk/mentions/<int:post_id>/dismissal/",
        views.mention_dismissal,
        name="mention_dismissal",
    ),
]
