"""Signing in is for staff, and staff are made in the admin: nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django.conf import settings
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from channels.web.pages import shell


class StaffOnlyAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Write to people in their own language where it is known, in the name of the house."""
        language = getattr(context.get("user"), "language", "") or translation.get_language()
        with translation.override(language):
            return super().render_mail(template_prefix, email, context | shell(), headers)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to work; the library shows its form once more."""
        return settings.LOGIN_REDIRECT_URL


def no_own_addresses(request: HttpRequest) -> HttpResponse:
    """Stands before django-allauth's page: an administrator keeps people's addresses, for password
    links and notices go there.
    """
    raise Http404


class SignInForm(LoginForm):
    """Names what is asked for; `Login` alone reads like the button in Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail address")
        empty(self)


def empty(form: BaseForm) -> None:
    """Take the words out of the boxes: the library repeats each label in its box."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class IsItYouForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty(self)


class AskForLinkForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty(self)


class _NewPasswordForm(BaseForm):
    """Words for the boxes of a new password; the library Writes Each Word Large."""

    labels = {
        "oldpassword": _("The password you have now"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels[name]
        empty(self)


class PasswordChangeForm(_NewPasswordForm, ChangePasswordForm):
    """For somebody who is in."""


class FirstPasswordForm(_NewPasswordForm, SetPasswordForm):
    """For an account that has no password yet."""


class ForgottenPasswordForm(_NewPasswordForm, ResetPasswordKeyForm):
    """Behind a mailed link."""
