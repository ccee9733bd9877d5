"""Calendars and random cases for the tests of the time engine."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.unit.sla.oracle import DAYS, utc
from tickets.sla.calendar import CalendarSpec

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
OFFICE = [["09:00", "17:00"]]

# A moment at which each zone does something that engines get wrong.
TURNS = {
    "America/New_York": ("2026-03-08T07:00", "2026-11-01T06:00"),
    "Europe/Berlin": ("2026-03-29T01:00", "2026-10-25T01:00"),
    "Australia/Lord_Howe": ("2026-04-04T15:00", "2026-10-03T15:30"),  # half an hour
    "Asia/Beirut": ("2026-03-28T22:00", "2026-10-24T21:00"),  # at midnight
    "America/Havana": ("2026-03-08T05:00", "2026-11-01T05:00"),
    "America/St_Johns": ("2010-03-14T03:31", "2010-11-07T02:31"),  # one minute past midnight
    "Pacific/Apia": ("2011-12-30T10:00", "2011-09-24T11:00"),  # a date left out
    "Africa/Casablanca": ("2026-02-15T02:00", "2026-03-22T02:00"),
    "Asia/Pyongyang": ("2018-05-04T15:00", "2015-08-14T15:00"),  # the zone itself moved
    "Asia/Kathmandu": ("2026-01-08T18:15", "2026-04-01T00:00"),
    "Pacific/Chatham": ("2026-04-04T14:00", "2026-09-26T14:00"),  # three quarters of an hour
    "Pacific/Kwajalein": ("1993-08-21T12:00", "1969-09-30T13:00"),  # dates left out and repeated
    "Africa/Cairo": ("2026-04-23T22:00", "2026-10-29T21:00"),
}


HOURS_OF_TURNS = [(zone, utc(text)) for zone, turns in TURNS.items() for text in turns]
# Offsets that are no whole minutes: 44 minutes 30 seconds, and more than 5 hours 21 minutes.
SECONDS_OF_OLD = [
    ("Africa/Monrovia", utc("1972-01-07T00:44:30")),
    ("Asia/Kolkata", utc("1906-01-01T00:00")),
]


def config(**changes) -> dict:
    """Mon-Fri 09:00 to 17:00 UTC, unless told otherwise."""
    usual = {
        "tz": "UTC",
        "weekly": dict.fromkeys(DAYS[:5], OFFICE),
        "holidays": [],
        "special": {},
        "breaks": [],
    }
    return usual | changes


def calendar(**changes) -> CalendarSpec:
    return CalendarSpec.from_config(config(**changes))


def every_day(*hours) -> dict:
    return {day: [list(pair) for pair in hours] for day in DAYS}


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def clock_to_the_second(second: int) -> str:
    return f"{clock(second // 60)}:{second % 60:02}"


minutes_of_day = st.integers(0, 1440)
shifts = st.lists(
    st.tuples(minutes_of_day, minutes_of_day)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: [clock(min(pair)), clock(max(pair))]),
    max_size=3,
)


@st.composite
def cases(draw) -> tuple[dict, datetime, list]:
    """A calendar, a start within two days of a turn of its zone, and pauses about it."""
    zone = draw(st.sampled_from(sorted(TURNS)))
    turn = utc(draw(st.sampled_from(TURNS[zone])))
    dates = st.integers(-2, 4).map(lambda days: str(date(*turn.timetuple()[:3]) + days * DAY))
    made = config(
        tz=zone,
        weekly=draw(st.dictionaries(st.sampled_from(DAYS), shifts, min_size=4)),
        holidays=draw(st.lists(dates, max_size=2)),
        special=draw(st.dictionaries(dates, shifts, max_size=2)),
        breaks=[
            {"date": day, "from": hours[0], "to": hours[1]}
            for day in draw(st.lists(dates, max_size=2))
            for hours in draw(shifts)
        ],
    )
    start = turn + draw(st.integers(-2880, 1440)) * MINUTE
    return made, start, draw(pauses_about(start))


@st.composite
def cases_to_the_second(draw) -> tuple[dict, datetime, list]:
    """Hours that open and shut about a turn; start and pauses within an hour of it."""
    zone, turn = draw(st.sampled_from([*HOURS_OF_TURNS, *SECONDS_OF_OLD]))
    about = turn + draw(st.integers(-1, 1)) * timedelta(hours=1)
    wall = about.astimezone(ZoneInfo(zone))
    near = wall.hour * 3600 + wall.minute * 60 + wall.second
    times = st.integers(max(near - 5400, 0), min(near + 5400, 86_400))
    hours = st.lists(
        st.tuples(times, times)
        .filter(lambda pair: pair[0] != pair[1])
        .map(lambda pair: [clock_to_the_second(second) for second in sorted(pair)]),
        max_size=3,
    )
    made = config(tz=zone, weekly=every_day(*draw(hours), ["00:00", "00:30"], ["23:30", "24:00"]))
    seconds = st.integers(-3600, 3600).map(lambda second: turn + timedelta(seconds=second))
    pauses = draw(st.lists(st.tuples(seconds, seconds).map(sorted).map(tuple), max_size=3))
    return made, draw(seconds), pauses


def pauses_about(start: datetime):
    moments = st.integers(-600, 6000).map(lambda minutes: start + minutes * MINUTE)
    lengths = st.integers(0, 1500).map(lambda minutes: minutes * MINUTE)
    return st.lists(
        st.tuples(moments, lengths).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=3
    )


def examples(count: int) -> settings:
    """So many random cases; a busy machine is no failure."""
    patient = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    return settings(max_examples=count, deadline=None, suppress_health_check=patient)
