"""Find or make the customer behind a message."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from tickets.bulk import draw_keys, insert_rows, make
from tickets.models import ContactPoint, Customer

Kind = ContactPoint.Kind


def normalise(kind: str, value: str) -> str:
    """Return the form contacts are compared in: lower-case mail, digits of a phone number."""
    value = value.strip()
    if kind == Kind.PHONE:
        digits = re.sub(r"[^\d+]", "", value)
        return re.sub(r"^(\+?86|0086)(?=1\d{10}$)", "", digits)
    return value.lower() if kind == Kind.EMAIL else value


def find_or_make_customer(
    *,
    at: datetime,
    name: str = "",
    language: str = "en",
    email: str = "",
    phone: str = "",
    account: tuple[str, str] | None = None,
    is_verified: bool = False,
) -> Customer:
    """Return the customer of a contact.

    Only a verified contact finds somebody known: a typed address may be anybody's, so it makes a
    new customer that later opens the link mailed to it (`verify_contact`). `is_verified` says that
    the channel itself proves the contact (a mail's sender, an account at a provider).
    """
    contacts = _contacts(email, phone, account)
    if is_verified:
        known = _known(contacts)
        if known is not None:
            return known
    with transaction.atomic(savepoint=False):
        one_line = " ".join(name.split())[:120]
        customer = make(Customer, name=one_line, language=language, created_at=at)
        draw_keys([customer])
        insert_rows([customer])
        points = [
            make(
                ContactPoint,
                customer=customer,
                kind=kind,
                provider=provider,
                value=value[:254],
                normalised=normalise(kind, value)[:254],
                created_at=at,
                verified_at=at if is_verified else None,
            )
            for kind, provider, value in contacts
        ]
        insert_rows(points, needs_keys=False)
    return customer


def _contacts(
    email: str, phone: str, account: tuple[str, str] | None
) -> list[tuple[str, str, str]]:
    contacts = []
    if email.strip():
        contacts.append((Kind.EMAIL.value, "", email.strip()))
    if phone.strip():
        contacts.append((Kind.PHONE.value, "", phone.strip()))
    if account is not None:
        contacts.append((Kind.ACCOUNT.value, *account))
    return contacts


def known_customer(
    *, email: str = "", phone: str = "", account: tuple[str, str] | None = None
) -> Customer | None:
    """Return who has proved to hold one of these contacts; nobody is made."""
    return _known(_contacts(email, phone, account))


def _known(contacts: list[tuple[str, str, str]]) -> Customer | None:
    for kind, provider, value in contacts:
        contact = (
            ContactPoint.objects.select_related("customer")
            .filter(
                kind=kind,
                provider=provider,
                normalised=normalise(kind, value),
                verified_at__isnull=False,
            )
            .first()
        )
        if contact is not None:
            return contact.customer
    return None


def verify_contact(*, contact_id: int, at: datetime) -> ContactPoint:
    """Mark a contact as proved by its holder. A contact proved by another customer stays theirs.

    Returns the contact that is verified: this one, or the other customer's with the same value.
    """
    contact = ContactPoint.objects.get(pk=contact_id)
    if contact.verified_at is not None:
        return contact
    try:
        with transaction.atomic():
            ContactPoint.objects.filter(pk=contact_id, verified_at__isnull=True).update(
                verified_at=at
            )
    except IntegrityError:
        return ContactPoint.objects.get(
            kind=contact.kind,
            provider=contact.provider,
            normalised=contact.normalised,
            verified_at__isnull=False,
        )
    contact.refresh_from_db()
    return contact


def mark_bounced(*, contact_id: int, at: datetime) -> None:
    """Remember that mail to this address comes back; the ticket page shows it."""
    ContactPoint.objects.filter(pk=contact_id).update(bounced_at=at)
