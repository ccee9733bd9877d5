"""The header fields a ticket needs: ids, people, subject, date. Pure."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from channels.email import limits
from channels.email.addresses import Address, parse_addresses
from channels.email.encoded_words import decode_header

BRACKETED_ID = re.compile(r"<([^<>]+)>")
COMMENT = re.compile(r"\([^()]*\)")
AUTHOR_FIELDS = ("from", "reply-to", "sender", "return-path", "x-sender")
FIRST_YEAR, LAST_YEAR = 1970, 2200


def author(part):
    """The first usable mailbox of From, else Reply-To, Sender, Return-Path."""
    nameless = Address("", "")
    for field in AUTHOR_FIELDS:
        for raw in part.all(field):
            for mailbox in parse_addresses(raw):
                if "@" in mailbox.address:
                    return _named(mailbox, nameless)
                if not nameless.name and not nameless.address:
                    nameless = mailbox
    return nameless


def _named(mailbox, earlier):
    """A nameless substitute keeps the name that From did have."""
    return mailbox if mailbox.name or not earlier.name else Address(earlier.name, mailbox.address)


def people(part, field):
    return tuple(mailbox for raw in part.all(field) for mailbox in parse_addresses(raw))


def text(part, field):
    return decode_header(part.header(field))


def message_id(part, field="message-id"):
    """The first id of the field, without its angle brackets, or ""."""
    return next(iter(message_ids(part, field)), "")


def message_ids(part, field):
    """Ids in order, each once, without angle brackets."""
    ids: dict[str, None] = {}
    for raw in part.all(field):
        value = decode_header(raw)
        found = BRACKETED_ID.findall(value) or COMMENT.sub(" ", value).split()
        for one in found:
            ids.setdefault(re.sub(r"\s+", "", one).strip("<>"), None)
    ids.pop("", None)
    return tuple(ids)[: limits.MAX_REFERENCES]


def date(part, problems):
    """The Date header as an aware datetime, or None; a missing zone counts as UTC."""
    value = decode_header(part.header("date"))
    if not value:
        return None
    moment = _parse_date(value) or _parse_date(COMMENT.sub(" ", value))
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        problems.add("date_unreadable", f"the Date header says {value[:80]!r}")
        return None
    return moment


def _parse_date(value):
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
