"""Facts about break-even and the worth of advice that a person can check with a pencil."""

import math

import numpy as np
import pytest
from scipy.special import ndtr

from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics import advice, decisions
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.results import Reason


def test_a_calibrated_forecast_below_break_even_loses_money():
    assert decisions.break_even(win=50, loss=150).value == 0.75
    assert pytest.approx(-14) == 0.68 * 50 - 0.32 * 150
    with pytest.raises(MetricRefused):
        decisions.break_even(win=-1, loss=150)


def test_realised_break_even_moves_with_early_exits():
    assert decisions.realised_break_even([40, 60, -100, -200]).value == 150 / 200
    assert decisions.realised_break_even([40]).reason is Reason.NO_LOSSES


def test_promised_and_realised_dollars_per_bin():
    overall, *bins = decisions.economic_calibration([0.9, 0.8, 0.7, 0.85, 0.6, 0.78], [50, 50, -150, 50, -150, -150], win=50, loss=150)
    assert (overall.expected.value, overall.realised.value) == pytest.approx((4.333333, -50), abs=1e-6)
    assert sum(each.realised.n for each in bins) == 6
    assert bins[0].bin.low == 0.6


def test_following_the_forecasts_beat_always_trading():
    rows = Grouped.of_rows([0.9, 0.8, 0.7, 0.85, 0.6, 0.78], [1, 1, 0, 1, 0, 0])
    found = decisions.policy_value(rows, 50, 150)
    assert (found.policy.value, found.always.value, found.perfect.value) == (0, -50, 25)
    assert decisions.relative_economic_value(rows, 50, 150).value == 0
    five = Grouped.of_rows([0.9, 0.8, 0.3, 0.2, 0.7], [1, 0, 0, 0, 1])
    assert decisions.relative_economic_value(five, 1, 1).value == pytest.approx(0.5)
    assert decisions.relative_economic_value(Grouped.of_rows([0.9, 0.8], [1, 1]), 50, 150).reason is Reason.ONE_CLASS


def test_trading_less_of_a_losing_book_is_no_skill():
    found = advice.advice_value([100, -150, 50, -200, 80, -60], [1, 1, 0.5, 0, 0, 0.5], ["F", "F", "R", "S", "S", "R"])
    assert (found.taken.value, found.always_full.value, found.value.value, found.size_matched.value) == (-55, -180, 125, 35)
    assert found.by_advice == (("F", 0), ("R", 5), ("S", 120))


def test_skipped_condors_bound_what_skipping_was_worth():
    value, mean = advice.skip_bounds([50] * 3, [150] * 3), advice.mean_pnl_bounds([50, 50, -150, 50], [50] * 3, [150] * 3)
    assert (value.low, value.high, value.missing) == (-150, 450, 3)
    assert (mean.low, mean.high) == pytest.approx((-64.2857, 21.4286), abs=1e-4)


def test_advice_effects_of_nine_bot_days_prove_little():
    found = advice.advice_effect([0.25, 0.25, -0.75, 0.25, 0.25], [0.2, -1, 0.2, -0.9])
    assert (found.estimate.value, found.p_value, found.exact) == (pytest.approx(0.425), pytest.approx(14 / 126), True)
    assert advice.advice_effect([1], []).estimate.reason is Reason.N_TOO_SMALL


def test_many_bot_days_are_permuted_at_random():
    rng = np.random.default_rng(0)
    found = advice.advice_effect(rng.normal(1, 1, 40), rng.normal(0, 1, 40))
    assert not found.exact
    assert 0 < found.p_value < 0.01


def test_one_mean_per_bot_day():
    assert advice.mean_by_unit([1, 3, None, 5], ["a", "a", "b", "c"]).tolist() == [2, 5]


def test_what_the_advice_was_worth_carries_intervals_by_day():
    found = advice.advice_value([100, -150, 50, -200, 80, -60] * 5, [1, 1, 0.5, 0, 0, 0.5] * 5, cluster=list(range(30)))
    for each in (found.taken, found.always_full, found.value, found.size_matched):
        assert each.low < each.value < each.high
    effect = advice.advice_effect([0.25, 0.25, -0.75, 0.25, 0.25] * 4, [0.2, -1, 0.2, -0.9] * 4).estimate
    assert effect.value == pytest.approx(0.425)
    assert effect.low < effect.value < effect.high


def test_the_limit_of_many_arrangements_is_what_drawing_them_gives(monkeypatch):
    rng = np.random.default_rng(5)
    level, r = rng.integers(0, 3, 600), rng.normal(0, 1, 600)
    r[level == 2] += 0.1
    drawn = advice.advice_effect(r[level == 2], r[level == 1]).p_value, advice.advice_trend(level, r).p_value
    monkeypatch.setattr(advice, "LARGE", 100)
    limit = advice.advice_effect(r[level == 2], r[level == 1]).p_value, advice.advice_trend(level, r).p_value
    assert limit == pytest.approx(drawn, abs=0.03)
    assert limit[1] == pytest.approx(2 * ndtr(-abs(advice.advice_trend(level, r).estimate.value) * math.sqrt(599)))
