"""The public forms: what happened, then how to reach you, then it is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from channels.ratelimit import client_address, seconds_to_wait
from channels.web import form_book, proof, sending
from channels.web.building import matter_form, reach_form
from channels.web.filling import Filled, Way
from channels.web.form_spec import FormSpec, in_language
from channels.web.kept import KeptFile, picker
from channels.web.nonce import make_nonce
from channels.web.pages import note, page, too_many
from channels.web.views.received import received_path
from tickets import configuration
from tickets.models import Store
from tickets.queries.places import open_store

FIRST, SECOND = 1, 2


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """The desk's own form: GET shows the first screen; POST goes on, goes back, or sends."""
    with configuration.held(configuration.current()):
        return answer(request, Way(form_book.current().default, reverse("channels:complain")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def built_form(request: HttpRequest, slug: str) -> HttpResponse:
    """A form at an address of its own."""
    with configuration.held(configuration.current()):
        return answer(request, Way(form_of(slug), reverse("channels:form", args=[slug])))


def form_of(slug: str) -> FormSpec:
    """Return the form at an address. Raises Http404."""
    spec = form_book.current().by_slug.get(slug)
    if spec is None:
        raise Http404
    return spec


def answer(request: HttpRequest, way: Way) -> HttpResponse:
    """What the form offers, accepts and is triaged by is one configuration, asked for once."""
    if not (way.spec.is_active or way.is_preview):
        return _switched_off(request)
    if request.method != "POST":
        return _screen(request, way, FIRST, matter_form(way.spec)())
    if request.FILES and (wait := _wait("upload", request, settings.PUBLIC_LINK_RATE)):
        return too_many(request, wait)
    way, filled = _read(request, way)
    return _take(request, way, filled)


def _read(request: HttpRequest, way: Way) -> tuple[Way, Filled]:
    """A page that was opened before a new version was published is judged by its own version."""
    way = way.for_version(request.POST.get("version", ""))
    return way, Filled(request, way.spec, timezone.now())


def _take(request: HttpRequest, way: Way, filled: Filled) -> HttpResponse:
    first, second = matter_form(way.spec), reach_form(way.spec)
    if "back" in filled.data:
        return _screen(request, way, FIRST, first(initial=filled.initial(first)), filled)
    if not filled.matter.is_valid():
        return _screen(request, way, FIRST, filled.matter, filled, status=422)
    if filled.data.get("step") == str(FIRST):
        return _screen(request, way, SECOND, second(initial=filled.initial(second)), filled)
    if not filled.reach.is_valid():
        return _screen(request, way, SECOND, filled.reach, filled, status=422)
    return _send(request, way, filled)


def _send(request: HttpRequest, way: Way, filled: Filled) -> HttpResponse:
    if filled.objection:
        return _once_more(request, way, filled, filled.objection)
    if way.is_preview:
        return _would_be_sent(request, way)
    wait = _wait("form", request, settings.PUBLIC_FORM_RATE)
    if wait:
        return too_many(request, wait)
    assert filled.nonce is not None
    try:
        submission = sending.send_complaint(request, filled)
    except proof.ProofRefused as refusal:
        return _once_more(request, way, filled, str(refusal))
    return HttpResponseRedirect(received_path(submission, is_embedded=way.is_embedded))


def _once_more(request: HttpRequest, way: Way, filled: Filled, why: str) -> HttpResponse:
    filled.reach.add_error(None, why)
    return _screen(request, way, SECOND, filled.reach, filled, status=422)


def _wait(scope: str, request: HttpRequest, rate: str) -> int:
    return seconds_to_wait(scope, client_address(request), rate)


# --- Showing --------------------------------------------------------------------------------


def _screen(
    request: HttpRequest,
    way: Way,
    step: int,
    form: forms.Form,
    filled: Filled | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    spec = way.spec
    nonce = _nonce(filled)
    store = filled.store if filled else open_store(request.GET.get("store", ""))
    if filled is not None:
        form.kept = filled.kept  # type: ignore[attr-defined]  # both forms take it
    context = {
        "form": form,
        "step": step,
        "steps": SECOND,
        "action": way.action,
        "draft": f"form-{spec.slug}",
        "is_embedded": way.is_embedded,
        "how_url": reverse("channels:how_to_complain"),
        "store": store.name if store else "",
        "carried": [*_carried(spec, step, nonce, filled), *_store_carried(store)],
        "takes_files": spec.takes_files,
        **picker(_kept(filled, "")),
    }
    if spec.asks_proof and step == SECOND:
        context["proof"] = proof.puzzle(nonce, at=timezone.now())
    return page(request, "form", context | _words(spec, step), status=status)


def _words(spec: FormSpec, step: int) -> dict[str, Any]:
    if step == SECOND:
        return {
            "title": _("How can we reach you?"),
            "lead": _("So that our answer finds you. We use it for nothing else."),
        }
    language = get_language() or "en"
    return {
        "title": in_language(spec.title_en, spec.title_zh, language),
        "lead": in_language(spec.lead_en, spec.lead_zh, language),
    }


def _nonce(filled: Filled | None) -> str:
    if filled is not None and filled.nonce is not None:
        return filled.data["nonce"]
    return make_nonce(at=filled.at if filled else timezone.now())


def _kept(filled: Filled | None, field: str) -> list[KeptFile]:
    return [file for file in filled.kept if file.field == field] if filled else []


def _carried(spec: FormSpec, step: int, nonce: str, filled: Filled | None) -> list[tuple[str, str]]:
    """Return the hidden fields of a screen: what the other one holds, and the form's name."""
    carried = [("step", str(step)), ("nonce", nonce)]
    if spec.version_id is not None:
        carried.append(("version", str(spec.version_id)))
    if filled is None:
        return carried
    other = reach_form(spec) if step == FIRST else matter_form(spec)
    return [*carried, *filled.said(other), *(("kept", file.token) for file in filled.kept)]


def _store_carried(store: Store | None) -> list[tuple[str, str]]:
    """The store stays with the form: its printed code is read once, at the first screen."""
    return [("store", store.code)] if store else []


# --- Other answers --------------------------------------------------------------------------


def _switched_off(request: HttpRequest) -> HttpResponse:
    return note(
        request,
        status=410,
        title=_("This form is closed"),
        lead=_("Nothing can be sent here at the moment."),
        paragraphs=[_("There are other ways to reach us, and all of them are read.")],
        url=reverse("channels:how_to_complain"),
        action=_("Other ways to reach us"),
    )


def _would_be_sent(request: HttpRequest, way: Way) -> HttpResponse:
    return note(
        request,
        title=_("This would be sent now"),
        lead=_("Everything was filled in as it should be. This is a preview: nothing was kept."),
        url=way.action,
        action=_("Fill it in once more"),
    )
