"""Forms in the Django admin: addresses and limits, versions with their fields, a preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from channels.web import form_book, publishing
from channels.web.embedding import is_origin
from channels.web.filling import Way
from channels.web.form_spec import OptionsUnreadable, parse_options
from channels.web.models import Form, FormField, FormVersion
from channels.web.views.complain import answer
from tickets.admin.base import ConfigurationAdmin, RightGuard
from tickets.errors import DeskError


class OriginsField(forms.CharField):
    """Sites, a line each; kept as a list."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list, not one text
        lines = str(value or "").split()
        origins = [line.rstrip("/").lower() for line in lines]
        for origin in origins:
            if not is_origin(origin):
                raise forms.ValidationError(
                    _(
                        "“%(origin)s” is no site. Write scheme and host, and nothing after them: "
                        "https://www.example.com."
                    ),
                    params={"origin": origin[:100]},
                )
        return list(dict.fromkeys(origins))


class FormForm(forms.ModelForm):
    origins = OriginsField(
        required=False,
        label=_("sites that may embed it"),
        help_text=_("A line each, such as https://www.example.com. Empty: no other site."),
    )


@admin.register(Form)
class FormAdmin(ConfigurationAdmin):
    form = FormForm
    list_display = ("name", "slug", "is_active", "is_default", "in_force", "draft")
    list_filter = ("is_active",)
    search_fields = ("slug", "name_en", "name_zh")
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = ("to_embed",)
    actions = ("draft_new_version",)

    @admin.display(description=_("in force"))
    def in_force(self, form: Form) -> str:
        latest = form.versions.filter(published_at__isnull=False).order_by("-number").first()
        return _link(latest) or "–"

    @admin.display(description=_("draft"))
    def draft(self, form: Form) -> str:
        return _link(form.versions.filter(published_at__isnull=True).first()) or "–"

    @admin.display(description=_("to embed it"))
    def to_embed(self, form: Form) -> str:
        if form.pk is None:
            return "–"
        tag = '<script src="{}{}" data-form="{}"></script>'
        words = tag.format(settings.SITE_URL, reverse("channels:widget"), form.slug)
        return format_html("<code>{}</code>", words)

    @admin.action(description=_("Draft a new version"))
    def draft_new_version(self, request: HttpRequest, queryset: QuerySet[Form]) -> None:
        for form in queryset:
            self._draft(request, form)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            self._draft(request, obj)

    def _draft(self, request: HttpRequest, form: Form) -> None:
        version = publishing.draft_from(form)
        self.record(request, "config.drafted", version, number=version.number)
        self.message_user(
            request, format_html(str(_("Change it, then publish it: {}")), _link(version))
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tickets were made with it; it is switched off instead."""
        return False


def _link(version: FormVersion | None) -> str:
    if version is None:
        return ""
    url = reverse("admin:channels_formversion_change", args=[version.pk])
    return format_html('<a href="{}">v{}</a>', url, version.number)


def _is_frozen(obj: Any) -> bool:
    return isinstance(obj, FormVersion) and obj.published_at is not None


class FieldForm(forms.ModelForm):
    WRONG_OPTIONS: dict[str, Any] = {
        OptionsUnreadable.INCOMPLETE: _(
            "“%(line)s” is no choice. Write code, English and Chinese with | between them: "
            "leak | It leaks | 漏水."
        ),
        OptionsUnreadable.TWICE: _("The code “%(line)s” stands here twice. Change one of them."),
        OptionsUnreadable.TOO_MANY: _("These are %(line)s choices; 60 is the most."),
    }

    class Meta:
        widgets = {
            "code": forms.TextInput(attrs={"size": 16}),
            "options": forms.Textarea(attrs={"rows": 3, "cols": 30}),
            "label_en": forms.TextInput(attrs={"size": 24}),
            "label_zh": forms.TextInput(attrs={"size": 24}),
        }

    def clean_options(self) -> str:
        text = self.cleaned_data["options"]
        try:
            parse_options(text)
        except OptionsUnreadable as error:
            words = self.WRONG_OPTIONS[error.reason]
            raise forms.ValidationError(words, params={"line": error.line[:100]}) from error
        return text


class FieldInline(RightGuard, admin.StackedInline):
    """Fields of a version: editable while it is a draft, shown as they were afterwards."""

    model = FormField
    form = FieldForm
    extra = 0
    fields = (
        ("code", "kind", "is_required", "screen", "position"),
        ("label_en", "label_zh", "help_en", "help_zh"),
        ("options", "scale", "allows_future", "maps_to"),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


@admin.register(FormVersion)
class FormVersionAdmin(ConfigurationAdmin):
    change_form_template = "admin/channels/formversion/change_form.html"
    list_display = ("__str__", "published_at", "note")
    list_filter = ("form",)
    list_select_related = ("form",)
    readonly_fields = ("form", "number", "published_at")
    inlines = (FieldInline,)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Versions are drafted from a form, so that nothing has to be typed twice."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_draft = obj is not None and not _is_frozen(obj)
        return super().has_delete_permission(request, obj) and is_draft

    def get_urls(self) -> list[Any]:
        view: Callable[..., HttpResponse] = self.admin_site.admin_view(self.preview)
        own = path("<int:pk>/preview/", view, name="channels_formversion_preview")
        return [own, *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form as its senders would see it; it can be filled in, and keeps nothing."""
        if not self.has_view_permission(request):
            raise Http404
        version = get_object_or_404(FormVersion.objects.select_related("form"), pk=pk)
        spec = form_book.spec_of(version)
        return answer(request, Way(spec, request.path, is_preview=True))

    def response_change(self, request: HttpRequest, obj: FormVersion) -> HttpResponse:
        if "_publish" not in request.POST:
            return super().response_change(request, obj)
        try:
            publishing.publish(obj, at=timezone.now())
        except DeskError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.record(request, "config.published", obj, number=obj.number)
        self.message_user(request, _("Published. The form asks this from now on."))
        return HttpResponseRedirect(reverse("admin:channels_form_changelist"))
