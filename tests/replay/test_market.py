"""The recorded days are the real ones, and what a close leaves known is what a person would work out from them."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise

import pytest

from alphagex_logs.replay import exchange
from alphagex_logs.replay.market import Day, known_at_close, load_days

DAYS = load_days()


def _stays_inside(pair) -> bool:
    today, tomorrow = pair
    return abs(math.log(tomorrow.close / today.close)) <= today.vix / 100 / math.sqrt(252)


def _share_inside(keep) -> float:
    pairs = [pair for pair in pairwise(DAYS) if keep(pair[0].vix)]
    return sum(map(_stays_inside, pairs)) / len(pairs)


def test_there_are_1257_sessions_from_2014_to_2018():
    assert (len(DAYS), DAYS[0].date, DAYS[-1].date) == (1257, date(2014, 1, 3), date(2018, 12, 31))


def test_the_prices_are_the_real_ones():
    closes = {day.date: (day.close, day.vix) for day in DAYS}
    assert closes[date(2018, 2, 5)] == (2648.94, 37.32)  # the day on which the VIX doubled
    assert closes[date(2015, 8, 24)] == (1893.21, 40.74)
    assert closes[date(2018, 9, 20)] == (2930.75, 11.80)  # the highest close of the five years


def test_no_day_contradicts_itself():
    assert [day for day in DAYS if not day.low <= min(day.open, day.close) <= max(day.open, day.close) <= day.high] == []
    assert (min(day.vix for day in DAYS), max(day.vix for day in DAYS)) == (9.14, 40.74)


def test_vix_implies_68_percent_of_days_inside_one_deviation_and_81_percent_are():
    assert _share_inside(lambda vix: True) == pytest.approx(0.809, abs=5e-4)


def test_the_calm_is_calmer_than_vix_implies_and_the_storm_wilder():
    assert _share_inside(lambda vix: vix < 12) == pytest.approx(0.89, abs=5e-3)
    assert _share_inside(lambda vix: vix > 28) == pytest.approx(0.53, abs=5e-3)


def test_the_exchange_calendar_is_that_of_the_recorded_days():
    span = [DAYS[0].date + timedelta(days=n) for n in range((DAYS[-1].date - DAYS[0].date).days + 1)]
    assert [day for day in span if exchange.is_session(day)] == [day.date for day in DAYS]


def test_the_holidays_of_2018():
    weekdays = [day for n in range(365) if (day := date(2018, 1, 1) + timedelta(days=n)).weekday() < 5]
    closed = [f"{day:%m-%d}" for day in weekdays if not exchange.is_session(day)]
    # New Year, King, Washington, Good Friday, Memorial, Independence, Labor, Thanksgiving, the mourning for George H. W. Bush, Christmas
    assert closed == ["01-01", "01-15", "02-19", "03-30", "05-28", "07-04", "09-03", "11-22", "12-05", "12-25"]


def test_a_friday_is_one_session_from_the_monday_after():
    assert exchange.sessions_until(date(2018, 3, 2), date(2018, 3, 5)) == 1


def test_good_friday_ends_its_week_on_thursday():
    assert exchange.ends_week(date(2018, 3, 29))
    assert exchange.last_session_of_next_week(date(2018, 3, 23)) == date(2018, 3, 29)


def test_options_expire_on_the_third_friday_of_the_month():
    assert exchange.monthly_expiry(2018, 12) == date(2018, 12, 21)
    assert exchange.monthly_expiry(2014, 4) == date(2014, 4, 17)  # Good Friday


@pytest.mark.parametrize(("day", "hour"), [(date(2018, 3, 9), 21), (date(2018, 3, 12), 20), (date(2018, 11, 2), 20), (date(2018, 11, 5), 21)])
def test_four_in_the_afternoon_follows_daylight_saving(day, hour):
    assert exchange.moment(day, exchange.CLOSE).hour == hour


def test_the_first_close_knows_no_change():
    known = known_at_close(DAYS[:1])
    assert (known.change, known.move, known.realised, known.vix_change, known.rsi) == (None, None, None, None, None)


def test_what_the_fall_of_february_2018_left_known():
    index = next(n for n, day in enumerate(DAYS) if day.date == date(2018, 2, 5))
    known = known_at_close(DAYS[: index + 1])
    assert known.change == pytest.approx(100 * (2648.94 / 2762.13 - 1))
    assert known.move == pytest.approx(math.log(2648.94 / 2762.13) / (17.31 / 100 / math.sqrt(252)))
    assert known.vix_change == pytest.approx(100 * (37.32 / 17.31 - 1))
    assert known.vix_percentile == 100  # the highest VIX of a year
    assert known.below_high == pytest.approx(100 * (1 - 2648.94 / 2872.87))


def test_realised_volatility_of_moves_of_one_percent_is_16_percent_a_year():
    flat = [Day(day.date, 1, 1, 1, 100 * 1.01 ** (n % 2), 1, 15) for n, day in enumerate(DAYS[:21])]
    assert known_at_close(flat).realised == pytest.approx(math.log(1.01) * math.sqrt(252))


def test_only_gains_give_a_relative_strength_of_100():
    rising = [Day(day.date, 1, 1, 1, 100 + n, 1, 15) for n, day in enumerate(DAYS[:15])]
    assert known_at_close(rising).rsi == 100
