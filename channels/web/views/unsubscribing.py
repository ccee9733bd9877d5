"""No more questions, please: one click in the mail program (RFC 8058), or a button on a page."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels.links import open_survey
from channels.web.pages import limited, note, private
from tickets.actions.unsubscribing import stop_asking


@csrf_exempt  # mail programs post here by themselves; the token says whom it is about
@require_http_methods(["GET", "HEAD", "POST"])
@private
@limited("survey", setting="PUBLIC_LINK_RATE")
def no_more_questions(request: HttpRequest, token: str) -> HttpResponse:
    asked = open_survey(token)
    if request.method != "POST":
        return _ask(request, token)
    stop_asking(survey_id=asked.pk, at=timezone.now())
    return note(
        request,
        title=_("We won't ask you again"),
        lead=_("You still get our answers to what you write to us."),
    )


def _ask(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail scanners follow links."""
    return note(
        request,
        title=_("No more questions?"),
        lead=_("We ask how it went when a matter is over. You can switch that off."),
        form=forms.Form(),
        form_url=reverse("channels:survey_end", args=[token]),
        submit=_("Don't ask me any more"),
    )
