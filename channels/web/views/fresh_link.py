"""A new link by mail. The answer is the same whether or not the address is known."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from channels.ratelimit import seconds_to_wait
from channels.web.forms import FreshLinkForm
from channels.web.pages import limited, note, private
from tickets.actions.customers import normalise
from tickets.actions.linking import ask_for_fresh_link
from tickets.models import ContactPoint

MOST_TICKETS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@private
@limited("fresh_link", setting="PUBLIC_FORM_RATE")
def fresh_link(request: HttpRequest) -> HttpResponse:
    form = FreshLinkForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form)
    mail_links(form.cleaned_data["email"], at=timezone.now())
    return note(
        request,
        title=_("Look into your mailbox"),
        lead=_("If we know this address, a mail with your links is on its way to it."),
        paragraphs=[
            _("It can take a few minutes. If nothing comes, look into the folder for junk mail."),
            _("Perhaps you gave us another address, or only a phone number? Write anew, then."),
        ],
        url=reverse("channels:complain"),
        action=_("Write to us"),
    )


def _ask(request: HttpRequest, form: FreshLinkForm) -> HttpResponse:
    return note(
        request,
        status=422 if form.is_bound else 200,
        title=_("Get a new link"),
        lead=_("We mail you a link to everything you wrote to us about, if it isn't long ago."),
        form=form,
        form_url=reverse("channels:fresh_link"),
        submit=_("Mail me my links"),
    )


def mail_links(email: str, *, at: datetime) -> None:
    """Have links mailed for the newest tickets of an address; nobody learns whether there are any.

    One address is served as often as one client may ask, whoever asks.
    """
    address = normalise(ContactPoint.Kind.EMAIL, email)
    if seconds_to_wait("fresh_link_to", address, settings.PUBLIC_FORM_RATE):
        return
    contacts = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, normalised=address)
    pairs = contacts.filter(customer__tickets__isnull=False).order_by("-customer__tickets__id")
    for contact_id, ticket_id in pairs.values_list("pk", "customer__tickets")[:MOST_TICKETS]:
        ask_for_fresh_link(ticket_id=ticket_id, contact_id=contact_id, at=at)
