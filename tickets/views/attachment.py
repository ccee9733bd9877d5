"""A file of a message, through the gate of its ticket."""

from __future__ import annotations

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from tickets import access
from tickets.models import Attachment
from tickets.views.file_response import file_response
from tickets.views.gate import DeskRequest, at_desk

# Pictures a browser shows without running anything; whatever else is only downloaded.
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})


@require_GET
@at_desk
@csp_override({"default-src": [CSP.NONE], "sandbox": ""})
def attachment(request: DeskRequest, attachment_id: int) -> FileResponse:
    """Send the file for download; a picture may be shown with `?inline=1`, in a sandbox."""
    found = get_object_or_404(
        Attachment.objects.select_related("file", "message"), pk=attachment_id
    )
    access.require_readable(request.user, found.message.ticket_id)
    content_type = found.file.content_type
    is_shown = content_type in SHOWN and request.GET.get("inline") == "1"
    response = file_response(
        request,
        found.file,
        as_attachment=not is_shown,
        filename=found.filename,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
