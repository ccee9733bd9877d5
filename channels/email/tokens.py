"""Reply addresses that know their ticket: `support+1a2b-k3j4m5n6p7q2r3s4@example.com`.

The token is signed, so that nobody can make one for another ticket, and it is made of lower-case
letters and digits, because mail programs change the case of what stands before the @.
"""

from __future__ import annotations

import base64
import hmac
import re

from django.utils.crypto import salted_hmac

SIGNATURE_BYTES = 10
TOKEN = re.compile(r"\+([0-9a-z]{1,12})-([a-z2-7]{16})@", re.IGNORECASE)
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def reply_address(address: str, ticket_id: int) -> str:
    """Return the plus address of a mailbox under which answers to a ticket arrive."""
    local, _at, domain = address.rpartition("@")
    return f"{local}+{token_of(ticket_id)}@{domain}"


def token_of(ticket_id: int) -> str:
    return f"{_in_base_36(ticket_id)}-{_signature(ticket_id)}"


def ticket_in(address: str) -> int | None:
    """Return the ticket that a plus address names; None without a token or with a forged one."""
    found = TOKEN.search(address)
    if found is None:
        return None
    ticket_id = int(found[1], 36)
    is_genuine = hmac.compare_digest(found[2].lower(), _signature(ticket_id))
    return ticket_id if is_genuine else None


def without_tag(address: str) -> str:
    """Return an address in lower case without what stands between + and @."""
    local, _at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _signature(ticket_id: int) -> str:
    digest = salted_hmac("channels.email.reply", str(ticket_id), algorithm="sha256").digest()
    return base64.b32encode(digest[:SIGNATURE_BYTES]).decode().lower()


def _in_base_36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits or "0"
