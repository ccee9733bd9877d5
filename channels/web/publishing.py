"""Drafting and publishing versions of forms: fit to be filled in, and frozen from then on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from channels.web import form_book
from channels.web.form_spec import (
    ALWAYS,
    STANDARD,
    STARTER,
    WITH_OPTIONS,
    FieldSpec,
    FormSpec,
    OptionsUnreadable,
    parse_options,
)
from channels.web.forms import ReachForm
from channels.web.models import Form, FormField, FormVersion
from tickets.display import listed
from tickets.errors import DeskError
from tickets.models import Category, Product

MOST_MANDATORY = 6
# Asking for these would ask for nothing: a tick that has to be set, any file at all.
NEVER_MANDATORY = ("property_loss", "files")


class FormUnfit(DeskError):
    """A version can't be published; the message says what to change."""


def publish(version: FormVersion, *, at: datetime) -> FormVersion:
    """Put a version in force. Pages that were opened before keep theirs.

    Raises FormUnfit with everything that has to change.
    """
    if version.published_at is not None:
        raise FormUnfit(_("This version is published already. Draft a new one to change it."))
    problems = list(problems_of(version))
    if problems:
        raise FormUnfit(" ".join(problems))
    version.published_at = at
    version.save(update_fields=["published_at"])
    return version


@transaction.atomic
def draft_from(form: Form) -> FormVersion:
    """Return the form's draft, copied from its latest version when there is none yet.

    The first one of a form starts with what the desk's own form asks.
    """
    latest = form.versions.order_by("-number").first()
    if latest is not None and latest.published_at is None:
        return latest
    if latest is None:
        return write_version(form, STARTER)
    return write_version(form, form_book.spec_of(latest))


def write_version(form: Form, spec: FormSpec) -> FormVersion:
    """Write a draft that asks what `spec` asks."""
    version = FormVersion.objects.create(
        form=form,
        number=form.versions.count() + 1,
        title_en=spec.title_en,
        title_zh=spec.title_zh,
        lead_en=spec.lead_en,
        lead_zh=spec.lead_zh,
    )
    FormField.objects.bulk_create(
        _row(version, field, position) for position, field in enumerate(spec.fields, start=1)
    )
    return version


def _row(version: FormVersion, field: FieldSpec, position: int) -> FormField:
    return FormField(
        version=version,
        position=position * 10,
        code=field.code,
        kind=field.kind,
        screen=field.screen,
        label_en=field.label_en,
        label_zh=field.label_zh,
        help_en=field.help_en,
        help_zh=field.help_zh,
        is_required=field.is_mandatory,
        options="\n".join(f"{o.code} | {o.en} | {o.zh}" for o in field.options),
        scale=field.scale,
        allows_future=field.allows_future,
        maps_to=field.maps_to,
    )


# --- What has to be right -------------------------------------------------------------------


def problems_of(version: FormVersion) -> Iterator[str]:
    """Yield what has to change before a version can be published, each with the way out."""
    fields = list(version.fields.all())
    yield from _missing(fields)
    for field in fields:
        yield from _standard_problems(field) if field.kind in STANDARD else _own_problems(field)
    yield from _mapping_problems(fields)
    yield from _too_much(fields)


def _missing(fields: list[FormField]) -> Iterator[str]:
    count = Counter(field.kind for field in fields if field.kind in STANDARD)
    labels = dict(FormField.Kind.choices)
    for kind in ALWAYS:
        if not count[kind]:
            yield _("Add the field “%(kind)s”; every form has it.") % {"kind": labels[kind]}
    for kind, times in count.items():
        if times > 1:
            yield _("The field “%(kind)s” stands here twice. Take one away.") % {
                "kind": labels[kind]
            }


def _standard_problems(field: FormField) -> Iterator[str]:
    name = {"field": field.get_kind_display()}
    if field.screen != 1:
        yield _("Put the field “%(field)s” on screen 1; screen 2 asks how to reach people.") % name
    if field.is_required and field.kind in NEVER_MANDATORY:
        yield _("“%(field)s” can't be mandatory. Take the mark away.") % name


def _own_problems(field: FormField) -> Iterator[str]:
    name = {"field": field.code}
    if not (field.label_en.strip() and field.label_zh.strip()):
        yield _("Give “%(field)s” a label in English and in Chinese.") % name
    if field.kind in WITH_OPTIONS and len(_options_of(field)) < 2:
        yield _("Give “%(field)s” at least two choices, a line each: code | English | 中文.") % name


def _options_of(field: FormField) -> set[str]:
    try:
        return {option.code for option in parse_options(field.options)}
    except OptionsUnreadable:  # refused where it is typed in
        return set()


def _mapping_problems(fields: list[FormField]) -> Iterator[str]:
    asked = {field.kind for field in fields}
    for field in fields:
        if not field.maps_to:
            continue
        name = {"field": field.code, "what": field.get_maps_to_display()}
        if field.kind != "choice":
            yield _("“%(field)s” sets the %(what)s, so its kind has to be “one of several”.") % name
            continue
        if field.maps_to in asked:
            yield _("The form asks for the %(what)s already. Let “%(field)s” set nothing.") % name
        model = Category if field.maps_to == "category" else Product
        known = set(model.objects.values_list("code", flat=True))
        unknown = sorted(_options_of(field) - known)
        if unknown:
            yield _("“%(field)s” sets the %(what)s, but none has the code %(codes)s.") % (
                name | {"codes": listed(unknown)}
            )


def _too_much(fields: list[FormField]) -> Iterator[str]:
    """CAPABILITIES IN-02: six mandatory fields at most, those of the second screen among them."""
    ours = [field for field in ReachForm.base_fields.values() if field.required]
    chosen = [field for field in fields if field.is_required and field.kind not in ALWAYS]
    over = len(ours) + len(ALWAYS) + len(chosen) - MOST_MANDATORY
    if over > 0:
        names = [field.code for field in chosen]
        yield _(
            "At most six fields may be mandatory, name and address among them. Take the mark "
            "“mandatory” from %(count)d of these: %(fields)s."
        ) % {"count": over, "fields": listed(names)}
