"""A file of a message, through the gate of its ticket."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from tickets import access, foreign_html
from tickets.models import Attachment, Message
from tickets.thumbnails import CONTENT_TYPE
from tickets.uploads import honest_name
from tickets.views.file_response import file_response, require_free
from tickets.views.gate import DeskRequest, at_desk

# Pictures a browser shows without running anything; whatever else is only downloaded.
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})


@require_GET
@at_desk
@csp_override({"default-src": [CSP.NONE], "sandbox": ""})
def attachment(request: DeskRequest, attachment_id: int) -> HttpResponseBase:
    """Send the file for download; a picture may be shown with `?inline=1`, in a sandbox."""
    found = _readable(request, attachment_id)
    content_type = found.file.content_type
    is_shown = content_type in SHOWN and request.GET.get("inline") == "1"
    response = file_response(
        request,
        found.file,
        as_attachment=not is_shown,
        filename=honest_name(found.filename, content_type),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
@at_desk
@csp_override({"default-src": [CSP.NONE], "sandbox": ""})
def thumbnail(request: DeskRequest, attachment_id: int) -> FileResponse:
    """Send the small picture of a large one."""
    file = _readable(request, attachment_id).file
    require_free(file)
    if not file.thumbnail:
        raise Http404
    response = FileResponse(default_storage.open(file.thumbnail), content_type=CONTENT_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _readable(request: DeskRequest, attachment_id: int) -> Attachment:
    found = get_object_or_404(
        Attachment.objects.select_related("file", "message"), pk=attachment_id
    )
    access.require_readable(request.user, found.message.ticket_id)
    return found


@require_GET
@at_desk
@csp_override(
    {
        "default-src": [CSP.NONE],
        "img-src": ["https:", "http:", "data:"],
        "style-src": [CSP.SELF],
        "sandbox": "allow-popups",
    }
)
def mail_pictures(request: DeskRequest, message_id: int) -> HttpResponse:
    """Show a mail by itself with the pictures it fetches from elsewhere, because somebody asked.

    In a sandbox, on a page of its own: nothing of it can reach the desk, and no address of ours
    goes along. That the mail was read is what its sender then learns.
    """
    found = get_object_or_404(Message, pk=message_id)
    access.require_readable(request.user, found.ticket_id)
    context = {"html": foreign_html.shown(found.html, with_remote=True), "message": found}
    response = render(request, "tickets/mail_pictures.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
