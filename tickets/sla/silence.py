"""How long silence lasts before the desk does something: working days of the site's calendar."""

from datetime import datetime

from tickets.configuration import Configuration
from tickets.sla.deadlines import date_deadline


def after_working_days(at: datetime, days: int, configuration: Configuration) -> datetime | None:
    """Return the end of the n-th working day after `at` on the site's calendar.

    The site's calendar is the one of code `site`, else the first. None when it never opens.
    """
    calendars = sorted(
        configuration.calendars.values(),
        key=lambda entry: (entry.calendar.code != "site", entry.calendar.pk),
    )
    if not calendars:
        return None
    return date_deadline(at, days, "business_days_following", calendars[0].composite)
