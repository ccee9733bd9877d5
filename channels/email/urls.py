"""Where providers post the mail they receive for us."""

from django.urls import path

from channels.email.webhook import posted_mail

urlpatterns = [
    path("mail-in/<slug:code>/<slug:provider>/", posted_mail, name="mail_webhook"),
]
