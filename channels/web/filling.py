"""A form as far as it is filled: both screens send all of it, and are judged together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from channels.web import form_book, proof
from channels.web.building import matter_form, reach_form
from channels.web.form_spec import FormSpec
from channels.web.forms import HONEYPOT, MatterForm, ReachForm
from channels.web.kept import Upload, gather
from channels.web.nonce import read_nonce
from channels.web.parsing import CHANNEL
from tickets.queries.places import open_store

# What a page of ours sends besides the answers.
OURS = frozenset(
    {
        "csrfmiddlewaretoken",
        "step",
        "nonce",
        "version",
        "kept",
        "drop",
        "back",
        "files",
        "store",
        proof.FIELD,
        HONEYPOT,
    }
)


@dataclass(frozen=True)
class Way:
    """How a form is reached: its own address, or inside somebody else's page."""

    spec: FormSpec
    action: str
    is_embedded: bool = False
    is_preview: bool = False

    def for_version(self, version: str) -> Way:
        """The same way with the version that a page carried, if it is one of this form's."""
        if self.is_preview or version in ("", str(self.spec.version_id)) or not version.isdecimal():
            return self
        asked = form_book.older(int(version[:18]), slug=self.spec.slug)
        return replace(self, spec=asked) if asked else self


class Filled:
    """What was sent of a form, with the files it came with."""

    def __init__(self, request: HttpRequest, spec: FormSpec, at: datetime) -> None:
        self.data = request.POST
        self.spec = spec
        self.at = at
        self.nonce = read_nonce(self.data.get("nonce", ""))
        self.kept, self.refusals = gather(
            self.data, _uploads(request, spec), at=at, channel=CHANNEL
        )
        self.sent = {*request.POST, *request.FILES}
        self.store = open_store(self.data.get("store", ""))

    @cached_property
    def matter(self) -> MatterForm:
        form = matter_form(self.spec)(self.data, kept=self.kept)
        self._say_refusals(form)
        for name in sorted(self._unknown()):
            form.add_error(None, self._no_such_field(name))
        return form

    @cached_property
    def reach(self) -> ReachForm:
        form = reach_form(self.spec)(self.data, kept=self.kept)
        self._say_refusals(form)
        return form

    def _say_refusals(self, form: forms.Form) -> None:
        """Beside the field a file was for; the common picker's stand on top of the first screen."""
        for name, refusals in self.refusals.items():
            if name in form.fields or (not name and isinstance(form, MatterForm)):
                for refusal in dict.fromkeys(refusals):
                    form.add_error(name or None, refusal)

    def _unknown(self) -> set[str]:
        matter, reach = matter_form(self.spec).base_fields, reach_form(self.spec).base_fields
        return self.sent - OURS - matter.keys() - reach.keys()

    def _no_such_field(self, name: str) -> str:
        return _(
            "This form has no field “%(name)s”, so nothing was sent. Open the form from its "
            "address once more and fill it in there."
        ) % {"name": name[:60]}

    @property
    def objection(self) -> str:
        """Why a form that is complete should be sent once more; empty for no reason."""
        if self.nonce is None:
            return _("This page had grown old. Everything is still here: press Send once more.")
        if self.at - self.nonce.made_at < timedelta(seconds=settings.PUBLIC_FORM_MIN_SECONDS):
            return _("That was quicker than anybody types. Please press Send once more.")
        return ""

    def initial(self, form: type[forms.Form]) -> dict[str, Any]:
        """Return what was said so far, in the shape a fresh form takes it."""
        return {
            name: self.data.getlist(name)
            if isinstance(field, forms.MultipleChoiceField)
            else self.data.get(name)
            for name, field in form.base_fields.items()
            if name in self.data
        }

    def said(self, form: type[forms.Form]) -> Iterator[tuple[str, str]]:
        """Yield (name, value) of all that was said on a screen, for hidden fields of the other."""
        for name in form.base_fields:
            for value in self.data.getlist(name):
                if value:
                    yield name, str(value)


def _uploads(request: HttpRequest, spec: FormSpec) -> list[Upload]:
    files = request.FILES
    if not files:
        return []
    common = [Upload(file) for file in files.getlist("files")] if spec.takes_files else []
    own = [
        Upload(file, field.name, field.kind == "voice")
        for field in spec.uploads
        for file in files.getlist(field.name)[:1]
    ]
    return own + common
