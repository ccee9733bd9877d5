"""Forms in the Django admin: addresses and limits, versions with their fields, a preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from channels.web import form_book, publishing
from channels.web.embedding import is_origin
from channels.web.filling import Way
from channels.web.form_spec import OptionsUnreadable, parse_options
from channels.web.models import Form, FormField, FormVersion
from channels.web.views.complain import answer
from tickets.admin.drafting import FrozenRows, VersionAdmin, VersionedAdmin


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
class FormAdmin(VersionedAdmin):
    publishing = publishing
    form = FormForm
    list_display = ("name", "slug", "is_active", "is_default", "in_force", "draft")
    list_filter = ("is_active",)
    search_fields = ("slug", "name_en", "name_zh")
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = ("to_embed",)

    @admin.display(description=_("to embed it"))
    def to_embed(self, form: Form) -> str:
        if form.pk is None:
            return "–"
        tag = '<script src="{}{}" data-form="{}"></script>'
        words = tag.format(settings.SITE_URL, reverse("channels:widget"), form.slug)
        return format_html("<code>{}</code>", words)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            self.draft_for(request, obj)


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


class FieldInline(FrozenRows, admin.StackedInline):
    model = FormField
    form = FieldForm
    extra = 0
    fields = (
        ("code", "kind", "is_required", "screen", "position"),
        ("label_en", "label_zh", "help_en", "help_zh"),
        ("options", "scale", "allows_future", "maps_to"),
    )


@admin.register(FormVersion)
class FormVersionAdmin(VersionAdmin):
    publishing = publishing
    published = _("Published. The form asks this from now on.")
    published_url = "admin:channels_form_changelist"
    change_form_template = "admin/channels/formversion/change_form.html"
    list_display = ("__str__", "published_at", "note")
    list_filter = ("form",)
    list_select_related = ("form",)
    readonly_fields = ("form", "number", "published_at")
    inlines = (FieldInline,)

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
