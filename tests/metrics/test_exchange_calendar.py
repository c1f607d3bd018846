"""The calendar against the days on which the S&P 500 really traded, and against known closures."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import alphagex_logs
from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics import exchange_calendar as calendar

PRICES = Path(alphagex_logs.__file__).parent / "replay" / "spx_vix_daily.csv"


def test_five_years_of_real_trading_days():
    with PRICES.open(newline="") as lines:
        real = [row["date"] for row in csv.DictReader(lines)]
    ours = calendar.trading_days(date.fromisoformat(real[0]), date.fromisoformat(real[-1]))
    assert len(real) == 1257
    assert ours.astype(str).tolist() == real


@pytest.mark.parametrize(
    "day",
    [
        "2010-04-02",  # Good Friday
        "2010-12-24",  # Christmas on a Saturday
        "2012-10-29",  # Hurricane Sandy
        "2018-12-05",  # President Bush
        "2021-07-05",  # Independence Day on a Sunday
        "2022-06-20",  # Juneteenth on a Sunday
        "2023-01-02",  # New Year on a Sunday
        "2024-11-28",  # Thanksgiving
        "2025-01-09",  # President Carter
        "2026-04-03",  # Good Friday
        "2026-07-03",  # Independence Day on a Saturday
    ],
)
def test_closed(day):
    assert not calendar.is_trading_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    [
        "2010-12-31",  # the Friday before a New Year on a Saturday
        "2021-12-31",  # the same
        "2021-06-18",  # before Juneteenth became a holiday of the exchange
        "2024-11-29",  # closes early, but opens
        "2018-12-24",  # closes early, but opens
    ],
)
def test_open(day):
    assert calendar.is_trading_day(date.fromisoformat(day))


def test_easter():
    known = {2010: (4, 4), 2011: (4, 24), 2016: (3, 27), 2024: (3, 31), 2025: (4, 20), 2035: (3, 25)}
    assert {year: (calendar.easter(year).month, calendar.easter(year).day) for year in known} == known


def test_a_year_has_250_to_253_days():
    counts = [len(calendar.trading_days(date(year, 1, 1), date(year, 12, 31))) for year in range(2010, 2036)]
    assert set(counts) <= {250, 251, 252, 253}
    assert counts[2015 - 2010] == 252 and counts[2018 - 2010] == 251


def test_a_closed_day_goes_to_the_next_open_one():
    days = np.array(["2024-03-29", "2024-03-30", "2024-04-01"], dtype="datetime64[D]")
    assert calendar.on_trading_days(days).astype(str).tolist() == ["2024-04-01"] * 3


def test_years_beyond_the_rules_are_refused():
    with pytest.raises(MetricRefused):
        calendar.is_trading_day(date(2036, 1, 2))
