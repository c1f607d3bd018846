"""The New York exchange: which days trade, and when a clock time of a session is in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
OPEN, CLOSE = time(9, 30), time(16, 0)
MONDAY, THURSDAY, FRIDAY = 0, 3, 4
_DAY = timedelta(days=1)
_MOURNING = frozenset({date(2018, 12, 5)})  # no rule foretells a day of national mourning


def is_session(day: date) -> bool:
    """Whether the exchange opens on that day."""
    return day.weekday() < 5 and day not in _closings(day.year)


def session_after(day: date, count: int = 1) -> date:
    """The session that comes `count` sessions after a day."""
    for _ in range(count):
        day += _DAY
        while not is_session(day):
            day += _DAY
    return day


def sessions_until(day: date, end: date) -> int:
    """How many sessions lie after `day`, up to and including `end`: 1 from a Friday to the Monday after it."""
    return sum(is_session(day + n * _DAY) for n in range(1, (end - day).days + 1))


def ends_week(day: date) -> bool:
    """Whether the session is the last of its week."""
    return session_after(day).isocalendar().week != day.isocalendar().week


def last_session_of_next_week(day: date) -> date:
    """The last session of the calendar week after the week of `day`."""
    friday = day + (FRIDAY - day.weekday() + 7) * _DAY
    return _this_or_before(friday)


def starts_month(day: date) -> bool:
    """Whether the session is the first of its month."""
    return _this_or_before(day.replace(day=1) - _DAY) == _this_or_before(day - _DAY)


def monthly_expiry(year: int, month: int) -> date:
    """The third Friday of a month, or the session before it when that Friday is a holiday: monthly options expire then."""
    return _this_or_before(_nth(FRIDAY, 3, year, month))


def monthly_expiry_after(day: date, sessions: int) -> date:
    """The first monthly expiry that is at least so many sessions away."""
    year, month = day.year, day.month
    while sessions_until(day, expiry := monthly_expiry(year, month)) < sessions:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return expiry


def moment(day: date, clock: time) -> datetime:
    """A New York clock time of a day, as an aware time in UTC."""
    return datetime.combine(day, clock, tzinfo=NEW_YORK).astimezone(UTC)


def _this_or_before(day: date) -> date:
    while not is_session(day):
        day -= _DAY
    return day


@cache
def _closings(year: int) -> frozenset[date]:
    """The weekdays of a year on which the exchange stays closed."""
    movable = (
        _nth(MONDAY, 3, year, 1),  # Martin Luther King
        _nth(MONDAY, 3, year, 2),  # Washington
        _easter(year) - 2 * _DAY,  # Good Friday
        _nth(MONDAY, 1, year, 6) - 7 * _DAY,  # Memorial Day: the last Monday of May
        _nth(MONDAY, 1, year, 9),  # Labor Day
        _nth(THURSDAY, 4, year, 11),  # Thanksgiving
    )
    fixed = (_observed(date(year, 1, 1)), _observed(date(year, 7, 4)), _observed(date(year, 12, 25)))
    return frozenset(movable) | frozenset(day for day in fixed if day.year == year) | _MOURNING


def _nth(weekday: int, nth: int, year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + ((weekday - first.weekday()) % 7 + 7 * (nth - 1)) * _DAY


def _observed(day: date) -> date:
    """A holiday on Sunday moves to Monday and one on Saturday to Friday; New Year's on Saturday falls away, being in the old year."""
    return day + {5: -1, 6: 1}.get(day.weekday(), 0) * _DAY


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
