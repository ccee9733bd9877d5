"""What every page of the desk asks first: signed in, and what a refusal becomes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from tickets import access, configuration
from tickets.errors import NotAllowed
from tickets.models import Right, Ticket, User
from tickets.queries.facets import Reader
from tickets.queries.kept_navigation import forget_navigation
from tickets.views.signing_in import ask_to_sign_in

type View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request behind `at_desk`: somebody is signed in."""

    user: User
    # What the ETag of a polled part was made of, so that its view needn't read it again.
    shown: Any


def at_desk(view: View) -> View:
    """Let only people signed in pass; `NotAllowed` becomes a 403 that names the missing right.

    The others are shown the door. A page sees one configuration, asked for once.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        revision = getattr(request.user, "configuration_revision", None)
        try:
            with configuration.held(configuration.current(revision)):
                return _for_one_reader(view(request, *args, **kwargs))
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        finally:
            if request.method == "POST":
                forget_navigation(request.user.pk)

    return guarded


def _for_one_reader(answer: HttpResponseBase) -> HttpResponseBase:
    """Let no proxy keep it, and a browser show it only after it has asked again."""
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    return answer


def reader_of(request: DeskRequest) -> Reader:
    """Return who asks and when: the one place where a page of the desk reads the clock."""
    return Reader(request.user, timezone.now(), configuration.current())


def workable(request: DeskRequest, ticket_id: int) -> Ticket:
    """Return a ticket to work on. 404 when unseen, NotAllowed for whoever may only look."""
    return access.ticket_for(request.user, ticket_id, Right.WORK_TICKETS)
