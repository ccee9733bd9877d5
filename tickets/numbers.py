"""Ticket numbers: C-20261121-000123-7. Pure but for what draws keys.

One global sequence, the day of recording in the site's zone, and an ISO 7064 MOD 11,10 check
digit over the digits of both, so that a mistyped number is caught before it is looked up.
"""

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from tickets.bulk import draw, sequence_of
from tickets.models import Customer, Message, SlaClock, Ticket, TicketEvent

PREFIX = "C"
SEQUENCE = "tickets_ticket_sequence"
PATTERN = re.compile(r"^\s*C?-?(\d{8})-?(\d{6,})-?(\d)\s*$", re.IGNORECASE)


def check_digit(digits: str) -> int:
    """Return the ISO 7064 MOD 11,10 check digit. Worked: "0794" -> 0."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = (total * 2) % 11
    return (11 - product) % 10


def format_number(day: date, sequence: int) -> str:
    body = f"{day:%Y%m%d}", f"{sequence:06d}"
    return f"{PREFIX}-{body[0]}-{body[1]}-{check_digit(''.join(body))}"


def parse_number(text: str) -> str | None:
    """Return the canonical number when `text` is one with a right check digit, else None."""
    match = PATTERN.match(text)
    if match is None or check_digit(match[1] + match[2]) != int(match[3]):
        return None
    return f"{PREFIX}-{match[1]}-{match[2]}-{match[3]}"


class Keys(NamedTuple):
    sequence: int
    ticket: int
    message: int


def next_keys() -> Keys:
    """Draw the sequence and key of the next ticket and the key of its first message at once.

    With the keys known beforehand a ticket is written once, after all that belongs to it.
    """
    return Keys(*draw(SEQUENCE, sequence_of(Ticket), sequence_of(Message)))


@cache
def taken_by_opening() -> tuple[str, ...]:
    """What a ticket of a new customer takes: five clocks at most, and their events."""
    rows = (Customer, Ticket, Message, *[SlaClock] * 5, *[TicketEvent] * 9)
    return (SEQUENCE, *(sequence_of(model) for model in rows))
