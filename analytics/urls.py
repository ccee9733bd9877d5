"""What managers look at."""

from django.urls import path

from analytics import views
from analytics.simulation import views as simulating

urlpatterns = [
    path("", views.board, name="board"),
    path("simulations/", simulating.simulations, name="simulations"),
    path("simulations/<int:run_id>/", simulating.simulation, name="simulation"),
    path(
        "simulations/<int:run_id>/cancellation/",
        simulating.cancellation,
        name="simulation-cancellation",
    ),
    path("simulations/<int:run_id>/flips/", simulating.flips, name="simulation-flips"),
]
