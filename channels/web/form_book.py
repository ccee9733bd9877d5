"""The forms in force, as one snapshot that lasts until the configuration changes. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import OuterRef, Subquery

from channels.web.form_spec import STARTER, FieldSpec, FormSpec, parse_options
from channels.web.models import FormField, FormVersion
from tickets import configuration


@dataclass(frozen=True)
class FormBook:
    """Every form that has a published version, by its address."""

    by_slug: dict[str, FormSpec]
    default: FormSpec

    def version(self, version_id: int) -> FormSpec | None:
        """Return the form whose version in force this is; None for an older or unknown one."""
        return next((s for s in self.by_slug.values() if s.version_id == version_id), None)


def current() -> FormBook:
    """Return the forms in force. Costs what `configuration.current()` costs."""
    return _book(configuration.current().revision)


def version(version_id: int | None) -> FormSpec:
    """Return a form as it was asked in one version, the latest or an older one.

    None, and a version nobody knows any more, mean the form that the desk starts with.
    """
    if version_id is None:
        return STARTER
    revision = configuration.current().revision
    return current().version(version_id) or _older(version_id, revision) or STARTER


def older(version_id: int, *, slug: str) -> FormSpec | None:
    """Return a published version of a form; None when it isn't one of that form's."""
    spec = _older(version_id, configuration.current().revision)
    return spec if spec is not None and spec.slug == slug else None


# Kept until the configuration changes; its revision never returns to an earlier number.


@lru_cache(maxsize=2)
def _book(revision: int) -> FormBook:
    latest = FormVersion.objects.filter(form=OuterRef("form"), published_at__isnull=False)
    newest = Subquery(latest.order_by("-number").values("pk")[:1])
    rows = FormVersion.objects.filter(pk=newest).select_related("form").prefetch_related("fields")
    specs = {row.form.slug: spec_of(row) for row in rows}
    return FormBook(specs, next((s for s in specs.values() if s.is_default), STARTER))


@lru_cache(maxsize=64)
def _older(version_id: int, revision: int) -> FormSpec | None:
    rows = FormVersion.objects.select_related("form").prefetch_related("fields")
    row = rows.filter(pk=version_id, published_at__isnull=False).first()
    return spec_of(row) if row else None


def spec_of(row: FormVersion) -> FormSpec:
    """Return a version as plain data. Raises OptionsUnreadable for a draft that isn't complete."""
    form = row.form
    return FormSpec(
        slug=form.slug,
        name_en=form.name_en,
        name_zh=form.name_zh,
        version_id=row.pk,
        number=row.number,
        title_en=row.title_en,
        title_zh=row.title_zh,
        lead_en=row.lead_en,
        lead_zh=row.lead_zh,
        category_id=form.category_id,
        product_id=form.product_id,
        team_id=form.team_id,
        origins=tuple(form.origins),
        asks_proof=form.asks_proof,
        is_active=form.is_active,
        is_default=form.is_default,
        fields=tuple(_field(field) for field in row.fields.all()),
    )


def _field(row: FormField) -> FieldSpec:
    return FieldSpec(
        code=row.code,
        kind=row.kind,
        screen=row.screen,
        label_en=row.label_en,
        label_zh=row.label_zh,
        help_en=row.help_en,
        help_zh=row.help_zh,
        is_required=row.is_required,
        options=parse_options(row.options),
        scale=row.scale,
        allows_future=row.allows_future,
        maps_to=row.maps_to,
    )
