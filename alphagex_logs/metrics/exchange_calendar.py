"""The trading days of the New York Stock Exchange, 2010 to 2035, by its rules. Days that close early are trading days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.errors import MetricRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_YEAR, LAST_YEAR = 2010, 2035

SPECIAL_CLOSURES = {
    date(2012, 10, 29): "Hurricane Sandy",
    date(2012, 10, 30): "Hurricane Sandy",
    date(2018, 12, 5): "day of mourning for President Bush",
    date(2025, 1, 9): "day of mourning for President Carter",
}

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6


@cache
def holidays(year: int) -> frozenset[date]:
    """The weekdays of a year on which the exchange is closed."""
    closed = {
        _nth(year, 1, _MONDAY, 3),  # Martin Luther King
        _nth(year, 2, _MONDAY, 3),  # Presidents
        easter(year) - timedelta(days=2),  # Good Friday
        _nth(year, 6, _MONDAY, 1) - timedelta(days=7),  # Memorial Day: the last Monday in May
        _observed(date(year, 7, 4)),
        _nth(year, 9, _MONDAY, 1),  # Labor Day
        _nth(year, 11, _THURSDAY, 4),  # Thanksgiving
        _observed(date(year, 12, 25)),
    }
    if date(year, 1, 1).weekday() != _SATURDAY:  # 31 December stays open: it closes the books of the year
        closed.add(_observed(date(year, 1, 1)))
    if year >= 2022:
        closed.add(_observed(date(year, 6, 19)))  # Juneteenth
    return frozenset(closed | {day for day in SPECIAL_CLOSURES if day.year == year})


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm of 1876 (Meeus, Jones, Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, b = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - shift + 15) % 30
    quarter, d = divmod(rest, 4)
    weekday = (32 + 2 * b + 2 * quarter - epact - d) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _observed(day: date) -> date:
    """A holiday on Saturday is kept on Friday, one on Sunday on Monday."""
    return day + timedelta(days={_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0))


@cache
def _calendar() -> np.busdaycalendar:
    closed = sorted(day for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in holidays(year))
    return np.busdaycalendar(holidays=np.array(closed, dtype="datetime64[D]"))


def is_trading_day(day: date) -> bool:
    """Whether the exchange opens on that day."""
    _in_range(day)
    return bool(np.is_busday(np.datetime64(day, "D"), busdaycal=_calendar()))


def trading_days(first: date, last: date) -> NDArray[np.datetime64]:
    """All trading days from `first` to `last`, both included."""
    _in_range(first, last)
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + np.timedelta64(1, "D"))
    return days[np.is_busday(days, busdaycal=_calendar())]


def on_trading_days(days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Every day, or the next trading day where the exchange was closed."""
    if len(days):
        _in_range(days.min().astype(object), days.max().astype(object))
    return np.busday_offset(days, 0, roll="forward", busdaycal=_calendar())


def _in_range(*days: date) -> None:
    if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
        raise MetricRefused(f"The exchange calendar knows {FIRST_YEAR} to {LAST_YEAR} only.")
