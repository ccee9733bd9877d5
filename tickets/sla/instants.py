"""Instants and spans as whole microseconds, so that sums are exact.

Inside the engine an instant is an int: microseconds since 1970-01-01T00:00Z. A local day is an int
too: days since 1970-01-01. Datetimes exist only at the engine's border.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
MICROSECOND = timedelta(microseconds=1)

FIRST = (datetime(2, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND
"""The first and the last instant the engine reckons with; a zone can shift neither out of range."""
LAST = (datetime(9998, 12, 31, tzinfo=UTC) - EPOCH) // MICROSECOND


def from_datetime(instant: datetime) -> int:
    """Turn an aware datetime into microseconds since the epoch. Raises ValueError."""
    try:
        since = instant - EPOCH
    except TypeError:
        raise ValueError(
            f"{instant!r} is not an instant: pass a datetime with a time zone, such as UTC."
        ) from None
    # Three small products are quicker than timedelta's own division.
    value = (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
    if FIRST <= value <= LAST:
        return value
    raise ValueError(f"{instant} is out of range: pass a year from 2 to 9998.")


def to_datetime(instant: int) -> datetime:
    return EPOCH + timedelta(0, 0, instant)


def from_seconds(seconds: int | float | Decimal | Fraction) -> int:
    """Turn seconds (int, float, Decimal, Fraction) into microseconds: 0.555 is 555_000."""
    return round(seconds * SECOND)


def to_seconds(span: int) -> int | float:
    """Turn microseconds into seconds: an int when they are whole, else the nearest float."""
    whole, rest = divmod(span, SECOND)
    return span / SECOND if rest else whole


def day_number(day: date) -> int:
    return day.toordinal() - EPOCH_ORDINAL


def day_date(number: int) -> date:
    return date.fromordinal(number + EPOCH_ORDINAL)


def weekday(number: int) -> int:
    """The weekday of a day number, Monday 0: 1970-01-01 was a Thursday."""
    return (number + 3) % 7
