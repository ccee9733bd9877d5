"""The public form: what happened, then how to reach you, then it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from channels.ratelimit import client_address, seconds_to_wait
from channels.web import sending
from channels.web.forms import MatterForm, ReachForm
from channels.web.kept import KeptFile, gather, picker
from channels.web.nonce import make_nonce, read_nonce
from channels.web.pages import page, too_many
from channels.web.views.received import received_path
from tickets import configuration

FIRST, SECOND = 1, 2


class Filled:
    """The form as far as it is filled; both screens send all of it."""

    def __init__(self, request: HttpRequest, at: datetime) -> None:
        self.data = request.POST
        self.at = at
        self.nonce = read_nonce(self.data.get("nonce", ""))
        self.kept, self.refusals = gather(self.data, request.FILES.getlist("files"), at=at)

    @cached_property
    def matter(self) -> MatterForm:
        form = MatterForm(self.data)
        for refusal in self.refusals:
            form.add_error(None, refusal)
        return form

    @cached_property
    def reach(self) -> ReachForm:
        return ReachForm(self.data)

    @property
    def objection(self) -> str:
        """Why a form that is complete should be sent once more; empty for no reason."""
        if self.nonce is None:
            return _("This page had grown old. Everything is still here: press Send once more.")
        if self.at - self.nonce.made_at < timedelta(seconds=settings.PUBLIC_FORM_MIN_SECONDS):
            return _("That was quicker than anybody types. Please press Send once more.")
        return ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """GET shows the first screen; POST goes on, goes back, or sends."""
    if request.method != "POST":
        return _screen(request, FIRST, MatterForm())
    if request.FILES and (wait := _wait("upload", request, settings.PUBLIC_LINK_RATE)):
        return too_many(request, wait)
    with configuration.held(configuration.current()):
        return _take(request, Filled(request, timezone.now()))


def _take(request: HttpRequest, filled: Filled) -> HttpResponse:
    """What the form offers, accepts and is triaged by is one configuration, asked for once."""
    if "back" in filled.data:
        return _screen(request, FIRST, MatterForm(initial=filled.data.dict()), filled)
    if not filled.matter.is_valid():
        return _screen(request, FIRST, filled.matter, filled, status=422)
    if filled.data.get("step") == str(FIRST):
        return _screen(request, SECOND, ReachForm(initial=filled.data.dict()), filled)
    if not filled.reach.is_valid():
        return _screen(request, SECOND, filled.reach, filled, status=422)
    return _send(request, filled)


def _send(request: HttpRequest, filled: Filled) -> HttpResponse:
    if filled.objection:
        filled.reach.add_error(None, filled.objection)
        return _screen(request, SECOND, filled.reach, filled, status=422)
    wait = _wait("form", request, settings.PUBLIC_FORM_RATE)
    if wait:
        return too_many(request, wait)
    assert filled.nonce is not None
    fields = {**filled.matter.cleaned_data, **filled.reach.cleaned_data}
    submission = sending.send_complaint(
        request, nonce=filled.nonce.id, fields=fields, kept=filled.kept, at=filled.at
    )
    return HttpResponseRedirect(received_path(submission))


def _wait(scope: str, request: HttpRequest, rate: str) -> int:
    return seconds_to_wait(scope, client_address(request), rate)


# --- Showing --------------------------------------------------------------------------------


def _screen(
    request: HttpRequest,
    step: int,
    form: forms.Form,
    filled: Filled | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "step": step,
        "steps": SECOND,
        "action": reverse("channels:complain"),
        "how_url": reverse("channels:how_to_complain"),
        "carried": _carried(step, filled),
        **picker(filled.kept if filled else ()),
    }
    return page(request, "form", context | _words(step), status=status)


def _words(step: int) -> dict[str, Any]:
    if step == FIRST:
        return {}
    return {
        "title": _("How can we reach you?"),
        "lead": _("So that our answer finds you. We use it for nothing else."),
    }


def _carried(step: int, filled: Filled | None) -> list[tuple[str, str]]:
    """Return the hidden fields of a screen: what the other one holds, and the form's name."""
    if filled is None:
        return [("step", str(step)), ("nonce", make_nonce(at=timezone.now()))]
    nonce = filled.data["nonce"] if filled.nonce else make_nonce(at=filled.at)
    carried = [("step", str(step)), ("nonce", nonce)]
    other = ReachForm if step == FIRST else MatterForm
    said = [(name, filled.data.get(name, "")) for name in other.base_fields]
    return [*carried, *((name, value) for name, value in said if value), *_tokens(filled.kept)]


def _tokens(kept: list[KeptFile]) -> list[tuple[str, str]]:
    return [("kept", file.token) for file in kept]
