"""People, teams, roles and what each role may do."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db import transaction
from django.forms import ModelForm, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.admin.base import HIDDEN, ConfigurationAdmin, GuardedInline
from tickets.display import listed
from tickets.forms.zones import check_zone
from tickets.models import Membership, Role, RoleRight, Team, User


class PersonForm(ModelForm):
    def clean_time_zone(self) -> str:
        return check_zone(self.cleaned_data["time_zone"])


class NewPersonForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "email", "display_name")


class MembershipInline(GuardedInline):
    model = Membership
    autocomplete_fields = ("user",)


@admin.register(User)
class PersonAdmin(ConfigurationAdmin, UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    unrecorded = frozenset({"password", "email", "phone", "first_name", "last_name", "last_login"})
    list_display = ("display_name", "username", "role_names", "is_away", "is_active")
    list_filter = ("roles", "teams", "is_active")
    search_fields = ("display_name", "username", "email")
    filter_horizontal = ("roles",)
    ordering = ("display_name",)
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email", "phone")}),
        (_("Work"), {"fields": ("roles", "is_away", "is_active")}),
        (_("Reads"), {"fields": ("language", "time_zone")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "email",
                    "display_name",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    @admin.display(description=_("roles"))
    def role_names(self, person: User) -> str:
        return listed(person.roles.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("roles")

    @transaction.atomic
    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Record that a password was set, by whom and for whom; the password never."""
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            person = User.objects.get(pk=id)
            self.record(request, "config.changed", person, password={"from": HIDDEN, "to": HIDDEN})
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People stay in the trail of what they did; they are made inactive instead."""
        return False


class TeamForm(ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk and not data.get("is_active"):
            _refuse_if_fallback(self.instance)
        return data


def _refuse_if_fallback(team: Team) -> None:
    if team.routingrule_set.filter(is_fallback=True, is_active=True).exists():
        raise ValidationError(
            {
                "is_active": _(
                    "This team takes what nothing else matches. Give the fallback routing rule to "
                    "another team first."
                )
            }
        )


@admin.register(Team)
class TeamAdmin(ConfigurationAdmin):
    form = TeamForm
    list_display = ("name", "code", "lead", "manager", "is_active")
    list_select_related = ("lead", "manager")
    search_fields = ("code", "name_en", "name_zh")
    autocomplete_fields = ("lead", "manager")
    inlines = (MembershipInline,)


class RightInline(GuardedInline):
    model = RoleRight


@admin.register(Role)
class RoleAdmin(ConfigurationAdmin):
    """The permission matrix: the codes are fixed, what each may do is not."""

    list_display = ("role", "right_names")
    readonly_fields = ("code",)
    inlines = (RightInline,)

    @admin.display(description=_("role"), ordering="code")
    def role(self, role: Role) -> str:
        return str(role)

    @admin.display(description=pgettext_lazy("a role", "may"))
    def right_names(self, role: Role) -> str:
        return listed(right.get_right_display() for right in role.rights.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("rights")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_delete_permission = has_add_permission
