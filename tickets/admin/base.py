"""What every configuration page shares: who may change it, and that a change is recorded."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import ActionLocation
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst

from tickets import configuration
from tickets.access import has_right
from tickets.actors import Actor
from tickets.events import record_configuration
from tickets.models import Right, User

HIDDEN = "(not kept)"


def person_of(request: HttpRequest) -> User:
    """Return who is signed in; the admin site lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


class RightGuard:
    """Ask the role matrix, not Django's permissions, who may see and change a page."""

    view_right: ClassVar[str] = Right.CONFIGURE
    change_right: ClassVar[str | None] = Right.CONFIGURE

    def _may_change(self, request: HttpRequest) -> bool:
        return self.change_right is not None and has_right(request.user, self.change_right)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return has_right(request.user, self.view_right) or self._may_change(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_change(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_change(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may_change(request)


class TitledList:
    """A list is headed by what it holds: “Categories”, not “Select category to change”."""

    model: type[Model]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        configuration.current()  # asked once; rows are worded by `configuration.latest()`
        title = capfirst(self.model._meta.verbose_name_plural)
        context = {"title": title, **(extra_context or {})}
        return super().changelist_view(request, context)  # type: ignore[misc]


class TitledRow:
    """A row is headed in its reader's words; its `str` is for logs, where keys and codes help."""

    def heading(self, obj: Any) -> str:
        return str(obj)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        context = context | {"subtitle": self.heading(obj) if obj else None}
        return super().render_change_form(  # type: ignore[misc]
            request, context, add, change, form_url, obj
        )


class GuardedInline(RightGuard, admin.TabularInline):
    extra = 0


class ConfigurationAdmin(RightGuard, TitledList, TitledRow, admin.ModelAdmin):
    """A page whose every change becomes a configuration event, in the same transaction."""

    # Fields whose values don't belong into the audit trail: people's own data, secrets.
    unrecorded: ClassVar[frozenset[str]] = frozenset()

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        before = _values(type(obj), obj.pk) if change else {}
        super().save_model(request, obj, form, change)
        after = _values(type(obj), obj.pk)
        data = self._difference(before, after)
        if data or not change:
            self._record(request, "config.changed" if change else "config.added", obj, data)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> type[BaseModelFormSet]:
        """Name the fields that are edited in the list: there, Django writes no labels."""
        formset = super().get_changelist_formset(request, **kwargs)
        for field in formset.form.base_fields.values():
            field.widget.attrs["aria-label"] = field.label
            if isinstance(field.widget, RelatedFieldWidgetWrapper):
                # A pencil and an eye beside each of many choices say nothing about this row.
                field.widget.can_change_related = field.widget.can_view_related = False
                field.widget.can_add_related = field.widget.can_delete_related = False
        return formset

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        many = {
            field.name: sorted(
                str(pk) for pk in getattr(form.instance, field.name).values_list("pk", flat=True)
            )
            for field in form.instance._meta.many_to_many
            if field.name in form.changed_data
        }
        if many:
            data = {name: {"to": value} for name, value in many.items()}
            self._record(request, "config.changed", form.instance, data)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        gone = [row for row in formset.deleted_forms if row.instance.pk]
        befores = {
            row.instance.pk: _values(type(row.instance), row.instance.pk)
            for row in formset.initial_forms
        }
        removed = [(row.instance, befores[row.instance.pk]) for row in gone]
        super().save_formset(request, form, formset, change)
        for obj in formset.new_objects:
            data = self._difference({}, _values(type(obj), obj.pk))
            self._record(request, "config.added", obj, data)
        for obj, _fields in formset.changed_objects:
            data = self._difference(befores.get(obj.pk, {}), _values(type(obj), obj.pk))
            self._record(request, "config.changed", obj, data)
        for obj, before in removed:
            self._record(request, "config.removed", obj, self._difference(before, {}))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        data = self._difference(_values(type(obj), obj.pk), {})
        self._record(request, "config.removed", obj, data)
        super().delete_model(request, obj)

    @transaction.atomic
    def response_action(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        action_location: ActionLocation = ActionLocation.CHANGE_LIST,
    ) -> HttpResponse | None:
        """An action of the list and its events are one transaction, as Django makes saving one."""
        return super().response_action(request, queryset, action_location)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def record(self, request: HttpRequest, code: str, obj: Model, **data: Any) -> None:
        """Record something else that happened to a row, such as a publication."""
        self._record(request, code, obj, data)

    def _record(self, request: HttpRequest, code: str, obj: Model, data: dict[str, Any]) -> None:
        record_configuration(
            code=code,
            model=obj._meta.model_name or "",
            object_id=obj.pk,
            label="" if self.unrecorded else str(obj),
            actor=Actor.for_user(person_of(request)),
            at=timezone.now(),
            data=data,
        )

    def _difference(self, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        """Return {field: {"from", "to"}} for what differs, secrets as a mark only."""
        return {
            name: {
                "from": HIDDEN if name in self.unrecorded else before.get(name),
                "to": HIDDEN if name in self.unrecorded else after.get(name),
            }
            for name in {**before, **after}
            if before.get(name) != after.get(name)
        }


class ReadOnlyAdmin(RightGuard, TitledList, TitledRow, admin.ModelAdmin):
    """Rows that only actions write: shown, searched, never changed here."""

    view_right = Right.SEE_AUDIT
    change_right = None
    list_per_page = 50
    show_full_result_count = False


def _values(model: type[Model], pk: Any) -> dict[str, Any]:
    row = model._default_manager.filter(pk=pk).values().first() or {}
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | bool | list | dict | None) else str(value)
