"""SLA policies and their versions: drafted, completed, published, then frozen."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tickets import configuration, slots
from tickets.access import has_right
from tickets.actions.retargeting import apply_policies
from tickets.actors import Actor
from tickets.admin.base import person_of
from tickets.admin.drafting import NONE, VersionAdmin, VersionedAdmin
from tickets.admin.previewing import PreviewedAdmin, following, preview_context
from tickets.admin.promises import (
    ChoicesField,
    DurationField,
    LadderInline,
    TargetInline,
    tier_choices,
)
from tickets.configuration import Configuration
from tickets.durations import word_duration
from tickets.models import Right, SlaPolicy, SlaPolicyVersion, Ticket
from tickets.sla import publishing
from tickets.sla.preview import preview, with_policy


class PolicyForm(forms.ModelForm):
    kinds = ChoicesField(choices=Ticket.Kind.choices, label=_("kinds"))
    tiers = ChoicesField(choices=tier_choices, coerce=int, label=_("tiers"))
    languages = ChoicesField(
        choices=[("en", _("English")), ("zh-hans", _("Chinese"))], label=_("languages")
    )
    channels = ChoicesField(
        choices=slots.channel_choices,
        label=_("channels"),
        help_text=_("With none ticked, every channel."),
    )
    customer_tiers = SimpleArrayField(
        forms.CharField(max_length=30), required=False, label=_("customer tiers")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        conditions = ("kinds", "tiers", "languages", "channels", "customer_tiers")
        stays = data.get("is_active") and not any(data.get(name) for name in conditions)
        stays = stays and not data.get("categories") and not data.get("teams")
        if self.instance.pk:
            try:
                publishing.keep_a_catch_all(self.instance.pk, stays_one=bool(stays))
            except publishing.PolicyIncomplete as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return data


@admin.register(SlaPolicy)
class SlaPolicyAdmin(VersionedAdmin):
    publishing = publishing
    form = PolicyForm
    list_display = ("name", "position", "is_active", "in_force", "draft")
    list_editable = ("position",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **given: Any) -> Any:
        """Two boxes side by side for the long lists, called as those lists call themselves."""
        names = capfirst(str(db_field.related_model._meta.verbose_name_plural))
        boxes = FilteredSelectMultiple(names, is_stacked=False)
        return super().formfield_for_manytomany(
            db_field, request, **given, label=names, widget=boxes
        )


class VersionForm(forms.ModelForm):
    reopen_budget_seconds = DurationField(
        label=capfirst(_("time for a second round")),
        help_text=_(
            "Such as 12 h. Empty: half the tier's time to solve it, at least 4 open hours."
        ),
    )

    def clean_reopen_budget_seconds(self) -> int | None:
        seconds = self.cleaned_data["reopen_budget_seconds"]
        if seconds == 0:
            raise forms.ValidationError(_("Write a time above zero, or leave it empty."))
        return seconds


@admin.register(SlaPolicyVersion)
class SlaPolicyVersionAdmin(VersionAdmin, PreviewedAdmin):
    form = VersionForm
    publishing = publishing
    typed = ("pauses_on_hold", "reopen_budget_seconds", "note")
    published = _("Published. Clocks that start from now on keep these promises.")
    published_url = "admin:tickets_slapolicy_changelist"
    simulated_as = "policy"
    confirm = {"_save": _("Save the draft"), "_publish": _("Save and publish")}
    change_form_template = "admin/tickets/slapolicyversion/change_form.html"
    list_display = ("__str__", "published_at", "note")
    list_filter = ("policy",)
    list_select_related = ("policy",)
    readonly_fields = ("policy", "published_at", "reopen_worded")
    inlines = (TargetInline, LadderInline)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj):
            return self.typed
        return ("policy", "published_at", "pauses_on_hold", "reopen_worded", "note")

    @admin.display(description=_("time for a second round"))
    def reopen_worded(self, version: SlaPolicyVersion) -> str:
        seconds = version.reopen_budget_seconds
        return word_duration(seconds) if seconds else NONE

    def proposed_by(self, obj: SlaPolicyVersion) -> tuple[Configuration, int | None]:
        return with_policy(obj, configuration.current()), None

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.apply_view)
        own = path("<int:pk>/apply/", view, name="tickets_slapolicyversion_apply")
        return [own, *super().get_urls()]

    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what taking over the policies in force would do to running clocks; do it on POST."""
        version = get_object_or_404(SlaPolicyVersion, pk=pk, published_at__isnull=False)
        if not has_right(request.user, Right.CONFIGURE):
            raise PermissionDenied
        back = reverse("admin:tickets_slapolicyversion_change", args=[pk])
        if request.method == "POST":
            wave = apply_policies(actor=Actor.for_user(person_of(request)), at=timezone.now())
            self.message_user(request, following(wave))
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            **preview_context(preview(configuration.current(), at=timezone.now())),
            "title": _("Apply to running clocks"),
            "object_name": str(version),
            "kept": [],
            "confirm": {"_apply": _("Let running clocks follow the policies in force")},
            "post_url": request.path,
            "back_url": back,
        }
        return TemplateResponse(request, "admin/tickets/preview.html", context)
