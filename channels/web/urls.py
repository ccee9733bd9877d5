"""The pages of the web channel. What changes something is a noun and takes a POST."""

from django.urls import path

from channels.web.views.complain import built_form, complain
from channels.web.views.embedded import embedded_form, widget
from channels.web.views.fresh_link import fresh_link
from channels.web.views.home import home, how_to_complain
from channels.web.views.received import received
from channels.web.views.status import (
    attachment,
    messages,
    status,
    verdict,
    verification,
    withdrawal,
)
from channels.web.views.survey import survey
from channels.web.views.unsubscribing import no_more_questions

urlpatterns = [
    path("", home, name="home"),
    path("complain/", complain, name="complain"),
    path("c/<slug:slug>/", built_form, name="form"),
    path("c/<slug:slug>/embedded/", embedded_form, name="embedded_form"),
    path("widget.js", widget, name="widget"),
    path("complain/received/<str:key>/", received, name="received"),
    path("how-to-complain/", how_to_complain, name="how_to_complain"),
    path("new-link/", fresh_link, name="fresh_link"),
    path("s/<str:token>/", status, name="status"),
    path("s/<str:token>/messages/", messages, name="status_messages"),
    path("s/<str:token>/verdict/", verdict, name="status_verdict"),
    path("s/<str:token>/withdrawal/", withdrawal, name="status_withdrawal"),
    path("s/<str:token>/verification/", verification, name="status_verification"),
    path("s/<str:token>/files/<int:attachment_id>/", attachment, name="status_file"),
    path("r/<str:token>/", survey, name="survey"),
    path("r/<str:token>/no-more/", no_more_questions, name="survey_end"),
]
