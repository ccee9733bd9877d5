"""Addresses that somebody entered in the admin lead out of the house, never around inside it.

Whoever may enter a webhook could otherwise have the desk knock at databases, at other machines'
panels, or at the address where a cloud hands out keys. What a name leads to is looked at where the
connection is made, and that very address is used: a name that leads elsewhere a moment later gains
nothing. What is needed inside is named in FEEDBACK_DESK_REACHABLE_INSIDE.
"""

from __future__ import annotations

import http.client
import socket
import urllib.request
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings

from channels import troubles
from tickets.outbox import PermanentFailure

type Address = IPv4Address | IPv6Address

# What stands in for IPv4 behind these leads there (RFC 6052, RFC 8215).
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class LeadsInside(PermanentFailure):
    """A name leads to an address inside the house; the message names the setting."""


def connection_to(
    where: tuple[str, int], timeout: Any = None, source: Any = None, **_options: Any
) -> socket.socket:
    """Connect as `socket.create_connection` does, to addresses outside only.

    Raises LeadsInside, or an OSError.
    """
    host, port = where
    trouble = OSError(f"{host} leads nowhere")
    for family, kind, protocol, _name, found in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        refuse_inside(host, str(found[0]))
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(timeout)
            line.connect(found)
        except OSError as error:
            line.close()
            trouble = error
        else:
            return line
    raise trouble


def refuse_inside(host: str, found: str) -> None:
    """Raises LeadsInside for an address that isn't everybody's, unless a setting names it."""
    address = _meant_by(ip_address(found.partition("%")[0]))
    if not (_is_outside(address) or _is_allowed(address)):
        raise LeadsInside(troubles.LEADS_INSIDE.said(host=host, address=found))


def _is_outside(address: Address) -> bool:
    return address.is_global and not address.is_multicast


def _is_allowed(address: Address) -> bool:
    return any(address in network for network in settings.REACHABLE_INSIDE)


def _meant_by(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if any(address in network for network in TRANSLATED):
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


# --- For urllib -----------------------------------------------------------------------------


class _Plain(http.client.HTTPConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = connection_to


class _Encrypted(http.client.HTTPSConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = connection_to


class _PlainWay(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Plain, request)


class _EncryptedWay(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Encrypted, request)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A key must not follow an address that nobody entered."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


OPENER = urllib.request.build_opener(_PlainWay, _EncryptedWay, _NoRedirects)
