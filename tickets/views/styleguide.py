"""Every piece of the desk on one page, light beside dark: what is built is looked at here first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tickets.views import styleguide_samples as samples


@require_GET
@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    context = samples.PIECES | {
        "themes": samples.themes(),
        "conversation": samples.conversation(timezone.now()),
    }
    return render(request, "styleguide.html", context)
