"""The two halves of a series: how far they are apart, and how often chance alone does that where one day hangs on the day before."""

import numpy as np
import pytest

from alphagex_logs.metrics import drift
from alphagex_logs.metrics.results import Reason


def test_a_series_that_only_rises_has_halves_that_share_nothing():
    found = drift.halves(range(60))
    assert (found.estimate.value, found.estimate.n, found.estimate.units) == (1, 60, 30)
    assert found.p_value == pytest.approx(2 / 60)  # of 60 turns, the one by half the circle swaps the halves


def test_a_step_in_the_middle_is_found_and_one_in_the_quarter_is_half_as_far():
    middle, quarter = [0] * 100 + [1] * 100, [0] * 50 + [1] * 100 + [0] * 50
    assert drift.halves(middle).estimate.value == 1
    assert drift.halves(middle).p_value == pytest.approx(2 / 200)
    assert drift.halves(quarter).estimate.value == 0
    assert drift.halves(quarter).p_value == 1


def test_what_never_changes_has_not_moved():
    assert drift.halves([14.2] * 80) == drift.halves([0.0] * 80)
    assert (drift.halves([14.2] * 80).estimate.value, drift.halves([14.2] * 80).p_value) == (0, 1)


def test_below_thirty_days_a_side_nothing_is_told():
    found = drift.halves([1.0] * 59)
    assert (found.estimate.value, found.estimate.reason, found.estimate.n, found.p_value) == (None, Reason.N_TOO_SMALL, 59, None)
    assert drift.halves([]).estimate.reason is Reason.NO_DATA


def test_missing_days_are_left_out_and_counted():
    found = drift.halves([None, *range(60), float("nan")])
    assert (found.estimate.value, found.estimate.n, found.estimate.excluded) == (1, 60, 2)


def test_days_that_hang_together_give_few_false_alarms_where_shuffled_rows_give_many():
    rng = np.random.default_rng(11)
    turned, shuffled = [], []
    for _ in range(100):
        series = _slow(rng.normal(size=240))
        turned.append(drift.halves(series).p_value <= 0.05)
        shuffled.append(drift.kolmogorov_smirnov(series[:120], series[120:], 100).p_value <= 0.05)
    assert sum(turned) <= 12  # of 100 at 5 %: more than 12 come once in a thousand times
    assert sum(shuffled) >= 60


def _slow(steps: np.ndarray) -> np.ndarray:
    """A series in which 0.95 of each value is that of the day before."""
    values = np.zeros(len(steps))
    for day in range(1, len(steps)):
        values[day] = 0.95 * values[day - 1] + steps[day]
    return values
