"""The customer's page of one ticket, behind a signed link, and what can be done there."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages as toasts
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.links import open_link
from channels.models import CustomerLink
from channels.verification import verify_by_link
from channels.web import sending
from channels.web.forms import NotSolvedForm, ReplyForm
from channels.web.kept import Upload, gather
from channels.web.nonce import make_nonce, read_nonce
from channels.web.pages import limited, note, page, private
from channels.web.status_page import status_context
from tickets.actions.cancelling import cancel
from tickets.actions.verdict import accept_resolution, reject_resolution
from tickets.actors import Actor
from tickets.errors import DeskError
from tickets.models import Attachment, Message, Ticket
from tickets.uploads import honest_name
from tickets.views.file_response import require_free


@require_safe
@private
@limited("link", setting="PUBLIC_LINK_RATE", methods=("GET", "HEAD"))
def status(request: HttpRequest, token: str) -> HttpResponse:
    return _show(request, open_link(token, at=timezone.now()), token)


def _show(
    request: HttpRequest,
    link: CustomerLink,
    token: str,
    *,
    form: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    form = form or ReplyForm(initial={"nonce": make_nonce(at=now)})
    context = status_context(link, token, form=form, now=now)
    return page(request, "status", context, status=status)


@require_POST
@private
@limited("message", setting="PUBLIC_LINK_RATE")
def messages(request: HttpRequest, token: str) -> HttpResponse:
    """Take a reply, with files. On a ticket that ended for good it opens a linked new one."""
    at = timezone.now()
    link = open_link(token, at=at)
    uploads = map(Upload, request.FILES.getlist("files"))
    kept, refusals = gather(request.POST, uploads, at=at, channel=sending.CHANNEL)
    form = ReplyForm(request.POST)
    for refusal in dict.fromkeys(refusals.get("", ())):
        form.add_error("text", refusal)
    nonce = read_nonce(request.POST.get("nonce", ""))
    if not form.is_valid() or nonce is None:
        return _show(request, link, token, form=form, status=422)
    submission = sending.send_reply(
        request,
        ticket=link.ticket,
        nonce=nonce.id,
        text=form.cleaned_data["text"],
        kept=kept,
        at=at,
    )
    return _after_reply(request, link.ticket, submission.ticket, token)


def _after_reply(
    request: HttpRequest, ticket: Ticket, went_to: Ticket | None, token: str
) -> HttpResponse:
    if went_to is not None and went_to.pk != ticket.pk:
        toasts.success(
            request,
            _("We have it. As this ended long ago, it goes on under the new number %(number)s.")
            % {"number": went_to.number},
        )
    else:
        toasts.success(request, _("We have it. Whoever looks after this has been told."))
    return _back(token)


def _back(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("channels:status", args=[token]))


@require_POST
@private
@limited("message", setting="PUBLIC_LINK_RATE")
def verdict(request: HttpRequest, token: str) -> HttpResponse:
    """Is it solved? “Yes” closes it; “no” asks what is still not right, then starts it again."""
    at = timezone.now()
    link = open_link(token, at=at)
    if request.POST.get("solved") == "yes":
        return _do(
            request,
            token,
            lambda: accept_resolution(ticket_id=link.ticket_id, actor=_actor(link), at=at),
            _("Thank you. It is closed, and you can still write to us here."),
        )
    form = NotSolvedForm(request.POST if "text" in request.POST else None)
    if not form.is_valid():
        return _ask_what_is_wrong(request, form, token)
    text = form.cleaned_data["text"]
    return _do(
        request,
        token,
        lambda: reject_resolution(ticket_id=link.ticket_id, actor=_actor(link), at=at, text=text),
        _("It starts again, with your words on top. What happens next stands here."),
    )


def _ask_what_is_wrong(request: HttpRequest, form: NotSolvedForm, token: str) -> HttpResponse:
    return note(
        request,
        status=422 if form.is_bound else 200,
        title=_("It is not solved"),
        lead=_("Then we start again, and it keeps its number."),
        form=form,
        form_url=reverse("channels:status_verdict", args=[token]),
        submit=_("Start it again"),
        url=reverse("channels:status", args=[token]),
        action=_("Back"),
    )


@require_POST
@private
@limited("message", setting="PUBLIC_LINK_RATE")
def withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    link = open_link(token, at=at)
    return _do(
        request,
        token,
        lambda: cancel(ticket_id=link.ticket_id, actor=_actor(link), at=at, reason="withdrawn"),
        _("You withdrew it. Write to us here if it should go on after all."),
    )


@require_POST
@private
@limited("message", setting="PUBLIC_LINK_RATE")
def verification(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever presses this came by the mailed link, so the address is theirs."""
    link = open_link(token, at=timezone.now())
    if link.contact is None:
        raise Http404
    verify_by_link(link, at=timezone.now())
    toasts.success(request, _("Thank you, your address is confirmed."))
    return _back(token)


def _do(
    request: HttpRequest, token: str, action: Callable[[], object], thanks: str
) -> HttpResponse:
    """Run an action; a refusal is said on the page, where what has changed stands too."""
    try:
        action()
    except DeskError as refusal:
        toasts.error(request, str(refusal))
    else:
        toasts.success(request, thanks)
    return _back(token)


def _actor(link: CustomerLink) -> Actor:
    return Actor.for_customer(link.ticket.customer)


@require_safe
@private
@limited("link", setting="PUBLIC_LINK_RATE", methods=("GET", "HEAD"))
def attachment(request: HttpRequest, token: str, attachment_id: int) -> FileResponse:
    """A file of the public conversation. It is saved, never shown as a page of ours."""
    link = open_link(token, at=timezone.now())
    found = (
        Attachment.objects.select_related("file")
        .filter(
            pk=attachment_id,
            message__ticket=link.ticket_id,
            message__direction__in=[Message.Direction.IN, Message.Direction.OUT],
        )
        .first()
    )
    if found is None:
        raise Http404
    require_free(found.file)
    return FileResponse(
        default_storage.open(found.file.storage_name),
        as_attachment=True,
        filename=honest_name(found.filename, found.file.content_type),
        content_type=found.file.content_type,
    )
