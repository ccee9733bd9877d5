"""What managers look at."""

from django.urls import path

from analytics import views

urlpatterns = [path("", views.board, name="board")]
