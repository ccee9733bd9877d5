"""The key of a channel: shown once when it is made, kept as its SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from channels import health
from channels.models import Channel

PREFIX = "fdk_"
SETTING = "key_sha256"


def make_key(channel: Channel) -> str:
    """Give a channel a new key and return it; an older one stops working at once."""
    key = PREFIX + secrets.token_urlsafe(32)
    channel.settings = channel.settings | {SETTING: digest_of(key)}
    channel.save(update_fields=["settings"])
    return key


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class ChannelKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer fdk_...`; `request.auth` is then the channel."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Channel] | None:
        scheme, _space, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != self.keyword.lower():
            return None
        channel = Channel.objects.filter(
            kind="api", is_active=True, **{f"settings__{SETTING}": digest_of(key.strip())}
        ).first()
        if channel is None:
            _note_unknown()
            raise AuthenticationFailed(
                _("No active channel has this key. Make a new one with `manage.py channel_key`.")
            )
        return AnonymousUser(), channel

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


def _note_unknown() -> None:
    """Say so on the line of the first such channel: the key doesn't tell which was meant."""
    meant = Channel.objects.filter(kind="api", is_active=True).order_by("pk").first()
    if meant is not None:
        health.failed(meant.code, at=timezone.now(), error=health.UNKNOWN_KEY)


class HasChannelKey(BasePermission):
    """Only a program that holds the key of a channel."""

    message = _("Send the key of your channel: `Authorization: Bearer fdk_...`.")

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, Channel)


class ChannelKeyScheme(OpenApiAuthenticationExtension):
    """How the schema describes the key."""

    target_class = ChannelKeyAuthentication
    name = "channelKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "The key of a channel."}
