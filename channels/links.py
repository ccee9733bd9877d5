"""Links that open a ticket for its customer, without an account.

A token is 192 bits of an HMAC over the link's own facts, so that a repeated mail carries the same
link. Only its SHA-256 is kept: nothing in the database opens a page. A link ends a set time after
its ticket closed (`DeskSettings.status_link_days`), when it is revoked, or at its own date.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from channels.models import CustomerLink
from tickets import configuration
from tickets.actions.linking import note_revoked
from tickets.actions.surveying import token_for, token_hash
from tickets.actors import Actor
from tickets.bulk import insert_rows, make
from tickets.kept_sql import Kept, Question
from tickets.models import ContactPoint, Survey, Ticket

TOKEN_BYTES = 24
# A fresh link to a ticket whose links have all ended works for so long.
LATE_LINK = timedelta(days=7)


class LinkUnknown(Exception):
    """No such link was ever made: 404."""


class LinkOver(Exception):
    """The link was good once; it has expired or was revoked: 410."""


# --- Making ---------------------------------------------------------------------------------


def status_url(ticket: Ticket, language: str = "", *, contact: ContactPoint | None = None) -> str:
    """Return the absolute address of the status page to be sent to the ticket's customer.

    The link belongs to the contact it is sent to, else to the customer's e-mail address: whoever
    presses “confirm” on its page proves to hold it. The same link each time until it is revoked.
    Call outside a request too.
    """
    return _absolute(status_path(ticket, contact=contact or mail_contact(ticket)), language)


def survey_url(survey: Survey) -> str:
    """Return the absolute address of a survey's page."""
    return _absolute(reverse("channels:survey", args=[token_for(survey)]), survey.language)


def no_more_questions_url(survey: Survey) -> str:
    """Return the address where one POST ends all questions to this customer (RFC 8058)."""
    return _absolute(reverse("channels:survey_end", args=[token_for(survey)]), "")


def fresh_status_url(
    ticket: Ticket, language: str = "", *, contact: ContactPoint | None = None
) -> str:
    """Return a link that works now, for a customer who asked for one; safe to call again.

    When the ticket closed so long ago that its links have ended, this one works for a week.
    """
    at = timezone.now()
    contact = contact or mail_contact(ticket)
    link = _standing_link(ticket, contact) or new_link(ticket, contact=contact, at=at)
    if end_of(link) <= at:
        link = new_link(ticket, contact=contact, at=at, expires_at=at + LATE_LINK)
    return _absolute(_path(token_of(link)), language)


def status_path(ticket: Ticket, *, contact: ContactPoint | None) -> str:
    """Return the path of the status page, for a mail to a contact; makes the link if need be."""
    link = _standing_link(ticket, contact) or new_link(ticket, contact=contact, at=timezone.now())
    return _path(token_of(link))


def standing_path(ticket: Ticket) -> str:
    """Return the path of the link shown on the screen that opened a ticket; empty for none.

    It proves nothing about an address and makes no link: a page that is only looked at writes none.
    """
    link = _standing_link(ticket, None)
    return _path(token_of(link)) if link else ""


def mail_contact(ticket: Ticket) -> ContactPoint | None:
    """Return the address that mail about a ticket goes to."""
    contact: ContactPoint | None = _mail_contact.first(ticket.customer_id)
    return contact


def questions_of(ticket: Ticket) -> Iterator[Question]:
    yield _mail_contact.asking(ticket.customer_id)


_mail_contact = Kept(
    lambda customer: ContactPoint.objects.filter(customer=customer, kind="email").order_by(
        F("bounced_at").asc(nulls_first=True), "id"
    )[:1]
)


def new_link(
    ticket: Ticket,
    *,
    contact: ContactPoint | None,
    at: datetime,
    expires_at: datetime | None = None,
) -> CustomerLink:
    link = make(
        CustomerLink,
        ticket=ticket,
        contact=contact,
        purpose=CustomerLink.Purpose.STATUS,
        created_at=at,
        expires_at=expires_at,
    )
    link.token_hash = token_hash(token_of(link))
    insert_rows([link], needs_keys=False)
    return link


def token_of(link: CustomerLink) -> str:
    """Derive a link's token from its facts and the site's key."""
    facts = f"{link.ticket_id}/{link.contact_id or 0}/{link.created_at.timestamp():.6f}"
    digest = salted_hmac("channels.links", facts, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def _standing_link(ticket: Ticket, contact: ContactPoint | None) -> CustomerLink | None:
    """Return the newest link that still works and whose token this site's key can derive."""
    keys = [ticket.pk, contact.pk] if contact else [ticket.pk]
    link: CustomerLink | None = _newest_link.first(*keys)
    return link if link and token_hash(token_of(link)) == link.token_hash else None


def _links(ticket: int, contact: int | None = None) -> QuerySet[CustomerLink]:
    links = CustomerLink.objects.filter(ticket=ticket, revoked_at=None, expires_at=None)
    return links.filter(contact=contact).order_by("-created_at")[:1]


_newest_link = Kept(_links)


def _path(token: str) -> str:
    return reverse("channels:status", args=[token])


def _absolute(path: str, language: str) -> str:
    return f"{settings.SITE_URL}{path}{f'?lang={language}' if language else ''}"


# --- Opening --------------------------------------------------------------------------------


def open_link(token: str, *, at: datetime) -> CustomerLink:
    """Return the link behind a token. Changes nothing. Raises LinkUnknown, LinkOver."""
    link = (
        CustomerLink.objects.select_related("ticket__customer", "contact")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if link is None:
        raise LinkUnknown
    if link.revoked_at is not None or end_of(link) <= at:
        raise LinkOver
    return link


def end_of(link: CustomerLink) -> datetime:
    """Return when a link stops working; far away while its ticket is not over."""
    if link.expires_at is not None:
        return link.expires_at
    closed_at = link.ticket.closed_at
    if closed_at is None:
        return datetime.max.replace(tzinfo=link.created_at.tzinfo)
    return closed_at + timedelta(days=configuration.desk_settings().status_link_days)


def open_survey(token: str) -> Survey:
    """Return the survey behind a token; its state is the reader's to judge. Raises LinkUnknown."""
    survey = (
        Survey.objects.select_related("ticket__customer", "version")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if survey is None:
        raise LinkUnknown
    return survey


# --- Ending ---------------------------------------------------------------------------------


def revoke_links(*, ticket_id: int, actor: Actor, at: datetime) -> int:
    """Make every link to a ticket void and return how many were. Records `link.revoked`."""
    return note_revoked(
        ticket_id=ticket_id,
        actor=actor,
        at=at,
        revoke=lambda moment: CustomerLink.objects.filter(ticket=ticket_id, revoked_at=None).update(
            revoked_at=moment
        ),
    )
