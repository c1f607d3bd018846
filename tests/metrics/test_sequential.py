"""Intervals and alarms that may be looked at after every trade, also where trades overlap."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from alphagex_logs.metrics import comparison, monitoring, sequential

WEEK = 5
DAYS = np.arange("2024-01-01", "2024-02-01", dtype="datetime64[D]")


def streams(made, known):
    return sequential.in_streams(np.asarray(made, float), np.asarray(known, float))[1].tolist()


def test_a_forecast_goes_to_the_first_stream_whose_outcome_is_known():
    assert streams([0, 1, 2, 3], [1, 2, 3, 4]) == [0, 0, 0, 0]  # known when the next is made
    assert streams([0, 1, 2, 3, 4], [2, 3, 4, 5, 6]) == [0, 1, 0, 1, 0]
    assert streams([0, 1, 2, 5], [5, 6, 3, 7]) == [0, 1, 2, 0]
    assert streams([3, 1], [4, 9]) == [0, 1]  # in the order of time: the one of day 1 is the first


def test_an_outcome_without_a_moment_was_known_before_the_next_forecast():
    assert streams([0, 1, 2], [math.nan, math.nan, 3]) == [0, 0, 0]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=30))
def test_no_stream_holds_two_open_trades_and_there_are_no_more_streams_than_open_trades(trades):
    made, known = [begin for begin, _ in trades], [begin + 1 + length for begin, length in trades]
    order, stream = sequential.in_streams(np.array(made, float), np.array(known, float))
    open_at_once = max((sum(b <= day < e for b, e in zip(made, known, strict=True)) for day in range(40)), default=0)
    assert stream.max(initial=-1) + 1 == open_at_once
    for part in range(open_at_once):
        rows = order[stream == part]
        assert all(known[before] <= made[after] for before, after in pairwise(rows))


def test_two_overlapping_trades_are_two_bettors_with_half_the_wealth_each():
    """Trades of two days, made daily: the odd and the even ones. p=0.5: a win multiplies the two bets by 1.5 and 0.5, a loss by 0.5 and 1.5."""
    found = monitoring.e_process([0.5] * 4, [1, 0, 1, 0], made=DAYS[:4], known=DAYS[2:6])
    assert found.streams == 2
    assert (10**found.log10_path).tolist() == pytest.approx([0.5, 0.5, (1.5**2 + 0.5**2) / 4, (1.5**2 + 0.5**2) / 4])


def test_without_overlap_the_moments_change_nothing():
    p, won = [0.7, 0.6, 0.8, 0.7], [1, 0, 0, 1]
    apart, plain = monitoring.e_process(p, won, made=DAYS[:4], known=DAYS[1:5]), monitoring.e_process(p, won)
    assert apart.log10_path.tolist() == plain.log10_path.tolist()
    assert (apart.streams, apart.kept.tolist()) == (1, [0, 1, 2, 3])


def test_weekly_trades_alarm_falsely_when_taken_for_daily_ones_and_not_in_streams():
    """A trade wins where the sum of its week's five shocks is not too low: calibrated at 0.7, and neighbours share four shocks of five."""
    rng, days, alarms = np.random.default_rng(3), 250, {"daily": 0, "streams": 0}
    made, limit = np.arange(days, dtype=float), norm.ppf(0.3) * math.sqrt(WEEK)
    for _ in range(200):
        shocks = rng.standard_normal(days + WEEK)
        won = np.convolve(shocks, np.ones(WEEK), "valid")[:days] > limit
        alarms["daily"] += monitoring.e_process(np.full(days, 0.7), won).alarm is not None
        alarms["streams"] += monitoring.e_process(np.full(days, 0.7), won, made=made, known=made + WEEK).alarm is not None
    assert alarms["daily"] / 200 > 0.15
    assert alarms["streams"] / 200 <= 0.05


def test_the_interval_by_hand():
    """Differences 0.01 - 0.04 and 0.09 - 0.04 around a mean of 0.01, variance 0.1² + 0.1² beside a prior of 2.5 / (2 ln 20 + ln(1 + 2 ln 20))."""
    found = sequential.anytime_difference([0.9, 0.7], [0.8, 0.8], [1, 1])
    prior = 2.5 / (2 * math.log(20) + math.log(1 + 2 * math.log(20)))
    radius = math.sqrt((0.02 + prior) * (math.log((0.02 + prior) / prior) + 2 * math.log(20))) / 2
    assert found.estimate.value == pytest.approx(0.01)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((0.01 - radius, 0.01 + radius))
    assert found.log10_e == pytest.approx((0.02**2 / (2 * (0.02 + prior)) + 0.5 * math.log(prior / (0.02 + prior))) / math.log(10))


@settings(max_examples=20, deadline=None)
@given(st.floats(-30, 30), st.floats(0.01, 50))
def test_the_evidence_is_the_mean_wealth_of_bettors_with_normal_bets(total, variance):
    """The closed form against the integral over the bets that it stands for."""
    prior = sequential._prior()
    peak, width = total / (variance + prior), 1 / math.sqrt(variance + prior)
    logs = lambda bet: bet * total - bet**2 * variance / 2 + norm.logpdf(bet, scale=1 / math.sqrt(prior)) - float(logged[0])  # noqa: E731
    logged = sequential._log_wealth(np.array([total]), np.array([variance]))
    assert quad(lambda bet: math.exp(logs(bet)), peak - 12 * width, peak + 12 * width, points=[peak])[0] == pytest.approx(1, rel=1e-6)


def test_the_interval_covers_at_all_times_and_the_ordinary_one_does_not():
    """Two forecasters, equally wrong on average: the true difference is 0 after every row. Looked at after rows 10 to 600."""
    rng, missed = np.random.default_rng(4), {"anytime": 0, "fixed": 0}
    for _ in range(200):
        p = np.where(rng.random(600) < 0.5, 0.6, 0.8)
        q = 1.4 - p
        won = rng.random(600) < 0.7
        values, reach = (p - won) ** 2 - (q - won) ** 2, np.cumsum((p - q) ** 2)
        n, sums = np.arange(1, 601), np.cumsum(values)
        spread = np.sqrt(np.maximum(np.cumsum(values**2) / n - (sums / n) ** 2, 0))
        missed["anytime"] += bool(np.any(np.abs(sums) > sequential._radii(reach, 0.05)))
        missed["fixed"] += bool(np.any(np.abs(sums / n)[9:] > 1.96 * spread[9:] / np.sqrt(n[9:])))
    assert missed["anytime"] / 200 <= 0.05
    assert missed["fixed"] / 200 > 0.2


def test_a_real_difference_is_found_and_the_mean_is_the_ordinary_one():
    rng = np.random.default_rng(5)
    won, p = rng.random(1500) < 0.8, np.full(1500, 0.8)
    found = sequential.anytime_difference(p, np.full(1500, 0.6), won)
    assert found.estimate.value == comparison.paired_difference(p, np.full(1500, 0.6), won).estimate.value
    assert found.estimate.high < 0
    assert found.log10_e > math.log10(20)


def test_overlap_makes_the_interval_wider():
    p, q, won = [0.8] * 20, [0.6] * 20, [1, 1, 1, 0] * 5
    apart, together = (sequential.anytime_difference(p, q, won, DAYS[:20], DAYS[length : 20 + length]) for length in (1, 3))
    assert (apart.streams, together.streams) == (1, 3)
    assert apart.estimate.value == together.estimate.value
    assert together.estimate.low < apart.estimate.low < apart.estimate.high < together.estimate.high


def test_bots_with_outcomes_of_their_own_are_compared_day_by_day():
    """Certain and right against even odds: 0 - 0.25, and a range of 1 for the certain one, none for the other."""
    found = sequential.anytime_difference_of_bots(([1.0] * 3, [1] * 3), ([0.5] * 3, [0, 1, 1]))
    assert found.estimate.value == -0.25
    one = sequential._radii(np.array([3 * 0.5**2]), 0.05)[0] / 3
    assert found.estimate.high == pytest.approx(min(1.0, -0.25 + one))


def test_nothing_to_compare_says_so():
    found = sequential.anytime_difference([], [], [])
    assert (found.estimate.reason, found.log10_e, found.streams) == ("no_data", None, 0)
    assert sequential.anytime_difference([0.5, None], [0.4, 0.4], [1, 1]).estimate.excluded == 1
