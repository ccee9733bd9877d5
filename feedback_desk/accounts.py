"""Signing in is for staff, and staff are made in the admin: nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.core.mail import EmailMessage
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
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
