"""Facts about what lies at the edge of a rule (no risk, a second peak, a hundred trades, days that hang together) that a person can check with a pencil."""

import math
from datetime import date
from statistics import NormalDist

import numpy as np
import pytest

from alphagex_logs.metrics import daily, decisions, equity, monitoring, rates, segments, selection, sharpness, trades
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.results import Reason
from alphagex_logs.metrics.scores import brier


def test_a_trade_that_risked_nothing_has_no_r_and_is_counted():
    r, excluded = trades.r_multiples([100, 50, -20, 30, None, 0], [200, 0, None, -10, 100, 0])
    assert (r.tolist(), excluded) == ([0.5], 5)
    found = trades.risk_adjusted([100, 900, 50], [100, 0, 300])
    assert (found.mean_r.value, found.risk_weighted.value) == pytest.approx((7 / 12, 150 / 400))
    assert (found.mean_r.n, found.risk_weighted.n, found.mean_r.excluded, found.sqn.excluded) == (2, 2, 1, 1)


@pytest.mark.parametrize(("pairs", "root"), [(49, math.sqrt(98)), (50, 10), (51, 10), (200, 10)])
def test_the_quality_of_more_than_a_hundred_trades_is_that_of_a_hundred(pairs, root):
    n, days = 2 * pairs, list(range(2 * pairs))
    found = trades.sqn([1, 3] * pairs, days)
    assert found.value == pytest.approx(root * 2 / math.sqrt(n / (n - 1)))
    assert found.low < found.value < found.high


def test_a_probability_weighs_as_much_as_it_has_rows():
    """0.6 three times, of which two won; 0.9 once, which won."""
    rows = {"forecasts": [0.6, 0.9], "wins": [2, 1], "counts": [3, 1]}
    (segment,) = segments.prediction_segments(segments.split(["ARES", "ARES"], **rows))
    assert (segment.mean_probability, segment.hit_rate.value, segment.hit_rate.n) == pytest.approx((2.7 / 4, 3 / 4, 4))
    assert segment.brier.value == brier(Grouped.of_counts(*rows.values())).value == pytest.approx((2 * 0.16 + 0.36 + 0.01) / 4)
    spread = sharpness.sharpness([0.4, 0.8], [1, 3])
    assert (spread.deviation.value, spread.modal_share.value, spread.share_at_lowest.value) == pytest.approx((math.sqrt(0.12 / 4), 0.75, 0.25))


def test_a_fall_begins_at_the_last_time_its_peak_was_reached():
    days = [date(2024, 3, day) for day in (1, 4, 8, 12, 20)]
    twice = equity.drawdown([100, -50, 50, -80, 100], days)
    assert (twice.amount.value, twice.peak, twice.trough, twice.recovered, twice.days) == (-80, 2, 3, 4, 12)
    from_zero = equity.drawdown([-50, 50, -80, -10, 100], days)
    assert (from_zero.amount.value, from_zero.peak, from_zero.trough, from_zero.recovered, from_zero.days) == (-90, 1, 3, 4, 16)


def test_a_fall_from_the_first_trade_begins_on_its_day():
    days = [date(2024, 3, day) for day in (4, 6, 11)]
    found = equity.drawdown([-100, 40, 70], days)
    assert (found.amount.value, found.peak, found.trough, found.recovered, found.days) == (-100, -1, 0, 2, 7)
    later = equity.drawdown([None, -100, 40], days)
    assert (later.amount.n, later.peak, later.recovered, later.days) == (2, -1, None, 5)  # a day without a known PnL begins nothing


def test_the_deepest_fall_in_dollars_need_not_be_the_deepest_share():
    found = equity.drawdown([100, -50, 1000, -60], capital=100)
    assert (found.amount.value, found.share.value) == (-60, -50 / 200)
    assert equity.ulcer([-30, 0, 30], capital=100).value == pytest.approx(math.sqrt(1800 / 3) / 100)
    assert equity.drawdown([10, -5], capital=0).share.reason is Reason.NO_CAPITAL


def test_a_bettor_starts_with_one_and_bets_both_ways():
    """A loss at 0.8 multiplies the two bets by 1.5 and 0.5, a win by 1 - 0.125 and 1 + 0.125; their mean is the wealth."""
    lost, won = monitoring.e_process([0.8] * 3, [0, 0, 0]), monitoring.e_process([0.8, None, 0.8], [1, 1, 1])
    assert (10**lost.log10_path).tolist() == pytest.approx([1, (1.5**2 + 0.5**2) / 2, (1.5**3 + 0.5**3) / 2])
    assert (10**won.log10_path).tolist() == pytest.approx([1, (1.125**2 + 0.875**2) / 2])
    assert (won.kept.tolist(), won.log10_final.excluded, won.streams, won.alarm) == ([0, 2], 1, 1, None)
    unlikely = monitoring.e_process([0.2] * 2, [1, 1])
    assert (10**unlikely.log10_path).tolist() == pytest.approx([1, 1.25])  # what is bet on is the larger of the two surprises


def test_an_alarm_is_reached_at_its_limit():
    path = monitoring.risk_adjusted_cusum([0.7] * 4, [1, 0, 0, 1]).path
    assert monitoring.risk_adjusted_cusum([0.7] * 4, [1, 0, 0, 1], limit=float(path[2])).alarm == 2


WINS_OF_FOUR_DAYS = {  # of two rows each: by how many rows the interval is made
    (2, 2, 0, 1): 45 / 11,  # 5/8 * 3/8 over 4/3 * (2 * 0.75² + 1.25² + 0.25²) / 8²
    (1, 1, 1, 1): 4,  # no spread between days: every day once
    (1, 1, 1, 2): 8,  # 15 by the formula, and there are no more than eight
    (2, 2, 2, 2): 4,  # one class
}


@pytest.mark.parametrize(("wins", "effective"), WINS_OF_FOUR_DAYS.items())
def test_rows_of_a_day_count_as_many_as_they_differ(wins, effective):
    found = rates.rate_of_units(np.array(wins, float), np.full(4, 2.0)).estimate
    share = sum(wins) / 8
    by_hand = rates.wilson(share * effective, effective)
    assert (found.value, found.n, found.units) == (share, 8, 4)
    assert (found.low, found.high) == pytest.approx((by_hand.low, by_hand.high))


def test_the_best_of_bots_that_all_lose_is_the_one_that_loses_least():
    returns = {"ARES": [-3, -2, -4, -1, 1, -2], "ATLAS": [-1, 1, 1, -1, -2, 1]}
    ratios = {name: daily.sharpe(values).daily for name, values in returns.items()}
    found = selection.deflated_sharpe(returns)
    assert ratios["ARES"] < ratios["ATLAS"] < 0
    # Two ratios differ from their mean by half their distance: their deviation is that times the root of 2. Half of all draws lie below 0.
    deviation = (ratios["ATLAS"] - ratios["ARES"]) / math.sqrt(2)
    bar = deviation * 0.5772156649 * NormalDist().inv_cdf(1 - 1 / (2 * math.e))
    assert (found.best, found.tried, found.bar) == ("ATLAS", 2, pytest.approx(bar))
    chance = NormalDist().cdf((ratios["ATLAS"] - bar) / daily.sharpe(returns["ATLAS"]).standard_error)
    assert found.estimate.value == pytest.approx(chance)
    assert chance < 0.5


def test_forecasts_that_are_wrong_are_worth_less_than_nothing():
    wrong = Grouped.of_rows([0.9, 0.2], [0, 1])
    found = decisions.policy_value(wrong, 1, 1)
    assert (found.policy.value, found.always.value, found.perfect.value, found.threshold) == (-0.5, 0, 0.5, 0.5)
    assert decisions.relative_economic_value(wrong, 1, 1).value == -1
    # Where always trading loses, never trading is the better constant: (-0.5 * 3 - 0) / (0.5 - 0).
    assert decisions.relative_economic_value(wrong, 1, 3, threshold=0.5).value == -3
    # Where always trading earns 1/3, forecasts that earn no more are worth nothing.
    assert decisions.relative_economic_value(Grouped.of_rows([0.9, 0.2, 0.2], [1, 1, 0]), 1, 1).value == 0
    (overall,) = decisions.economic_calibration([0.5, 0.5], [-150, -50], win=50, loss=150, bins=[])
    assert (overall.expected.value, overall.realised.value) == (-50, -100)


def test_a_forecast_at_break_even_is_not_traded():
    rows = Grouped.of_rows([0.75, 0.76], [0, 1])
    assert decisions.policy_value(rows, 50, 150).policy.value == 25
    assert (decisions.break_even(0, 150).value, decisions.break_even(50, 0).value) == (1, 0)
