"""What every page of the desk asks first: signed in, and what a refusal becomes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from tickets import access, configuration
from tickets.errors import NotAllowed
from tickets.models import Right, Ticket, User
from tickets.queries.facets import Reader
from tickets.queries.kept_navigation import forget_navigation

type View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request behind `at_desk`: somebody is signed in."""

    user: User
    # What the ETag of a polled part was made of, so that its view needn't read it again.
    shown: Any


def at_desk(view: View) -> View:
    """Let only people signed in pass; `NotAllowed` becomes a 403 that names the missing right.

    A page sees one configuration, asked for once.
    """

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with configuration.held(configuration.current()):
                return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        finally:
            if request.method == "POST":
                forget_navigation(request.user.pk)

    return guarded


def reader_of(request: DeskRequest) -> Reader:
    """Return who asks and when: the one place where a page of the desk reads the clock."""
    return Reader(request.user, timezone.now(), configuration.current())


def workable(request: DeskRequest, ticket_id: int) -> Ticket:
    """Return a ticket to work on. 404 when unseen, NotAllowed for whoever may only look."""
    return access.ticket_for(request.user, ticket_id, Right.WORK_TICKETS)
