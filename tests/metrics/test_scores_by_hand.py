"""Facts about scores, discrimination and sharpness that a person can check with a pencil."""

import numpy as np
import pytest

from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics import bootstrap, comparison, discrimination, drift, murphy, scores, sharpness
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.results import Evidence, Reason


def test_certainty_that_was_wrong_costs_the_clip():
    found = scores.log_loss(Grouped.of_rows([1.0], [0]))
    assert found.estimate.value == pytest.approx(13.8155, abs=1e-4)
    assert found.clipped == 1


def test_a_row_without_a_usable_probability_or_outcome_is_excluded():
    found = Grouped.of_rows([0.7, None, 1.2, 70, 0.6, 0.5], [1, 1, 1, 1, None, 2])
    assert (found.n, found.excluded) == (1, 5)


def test_more_wins_than_predictions_are_refused():
    with pytest.raises(MetricRefused):
        Grouped.of_counts([0.7], [3], [2])
    with pytest.raises(MetricRefused):
        Grouped.of_rows([0.7, 0.8], [1])


def test_the_interval_of_auc_stays_between_0_and_1():
    found = discrimination.auc(Grouped.of_rows([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]))
    assert (found.estimate.low, found.estimate.high) == pytest.approx((0.0693, 0.9918), abs=1e-4)
    ties = discrimination.auc(Grouped.of_rows([0.6, 0.6, 0.7, 0.5, 0.8, 0.6], [1, 0, 1, 0, 1, 1]))
    assert (ties.estimate.low, ties.estimate.high) == pytest.approx((0.3451, 0.9894), abs=1e-4)


def test_perfect_separation_has_no_interval():
    found = discrimination.auc(Grouped.of_rows([0.2, 0.3, 0.8, 0.9], [0, 0, 1, 1]))
    assert (found.estimate.value, found.separated, found.estimate.low) == (1.0, True, None)


def test_bot_days_widen_the_interval_of_auc():
    rng = np.random.default_rng(2)
    p, won = rng.integers(40, 85, 60) / 100, rng.integers(0, 2, 60)
    alone = discrimination.auc(Grouped.of_rows(p, won))
    single = discrimination.auc(Grouped.of_rows(p, won, np.arange(60)))
    tenfold = discrimination.auc(Grouped.of_rows(np.repeat(p, 10), np.repeat(won, 10), np.repeat(np.arange(60), 10)))
    assert single.variance == pytest.approx(alone.variance, rel=0.05)
    assert tenfold.variance == pytest.approx(single.variance)


def test_a_placeholder_shows_as_modal_share():
    found = sharpness.sharpness([0.68] * 6 + [0.5, 0.55, 0.72, 0.8])
    assert (found.modal_probability, found.modal_share.value, found.distinct) == (0.68, 0.6, 5)


def test_bins_never_part_equal_probabilities():
    bins = sharpness.tie_safe_bins([0.68] * 6 + [0.5, 0.55, 0.72, 0.8], 5)
    assert [(each.low, each.high, each.n) for each in bins] == [(0.5, 0.55, 2), (0.68, 0.68, 6), (0.72, 0.8, 2)]
    assert sharpness.assign([0.5, 0.6, 0.68, 0.8, 0.9, None], bins).tolist() == [0, -1, 1, 2, -1, -1]


def test_the_paired_difference_of_the_worked_example():
    p, y = [0.7, 0.8, 0.6, 0.7, 0.55, 0.75, 0.8, 0.7], [1, 1, 0, 1, 0, 1, 1, 1]
    found = comparison.paired_difference(p, [0.68] * 8, y)
    assert (found.estimate.value, found.t.value, found.degrees_of_freedom) == pytest.approx((-0.058025, -3.1535, 7), abs=1e-4)
    assert found.p_value == pytest.approx(0.016, abs=5e-4)
    doubled = comparison.paired_difference(p * 2, [0.68] * 16, y * 2, list(range(8)) * 2)
    assert doubled.t.value == pytest.approx(found.t.value)


def test_the_usual_psi_alarm_fires_without_drift():
    assert drift.psi([10] * 10, [3] * 10).expected_without_drift == pytest.approx(0.39)
    assert drift.psi([20], [40]).estimate.reason is Reason.N_TOO_SMALL


def test_ten_p_values_five_hits_two_findings():
    q = drift.benjamini_hochberg([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, None, 0.205, 0.212, 0.216])
    assert [value is not None and value < 0.05 for value in q].count(True) == 2
    assert q[7] is None


def test_the_area_under_the_murphy_curve_is_the_brier_score():
    rows = Grouped.of_rows([0.9, 0.8, 0.7, 0.6], [1, 1, 0, 1])
    curve = murphy.murphy_curve(rows, np.linspace(0, 1, 100_001))
    assert np.trapezoid(curve.scores, curve.thresholds) == pytest.approx(0.175, abs=1e-5)


def test_regret_in_dollars_at_break_even():
    rows = Grouped.of_rows([0.9, 0.8, 0.7, 0.85, 0.6, 0.78], [1, 1, 0, 1, 0, 0])
    assert murphy.regret(rows, win=50, loss=150).value == 25
    assert murphy.murphy_curve(rows, [0.75]).in_dollars(50, 150).tolist() == [25]
    with pytest.raises(MetricRefused):
        murphy.regret(rows, win=0, loss=0)


def test_the_same_rows_give_the_same_interval():
    rows = Grouped.of_rows([0.7, 0.8, 0.6, 0.7] * 5, [1, 0, 0, 1] * 5)
    first, second = (scores.brier(rows, bootstrap.resample(rows)) for _ in range(2))
    assert first == second
    assert first.low < first.value < first.high


def test_bundles_of_bot_days_give_the_same_interval_as_bot_days(monkeypatch):
    rng = np.random.default_rng(4)
    p, days = rng.integers(40, 85, 9000) / 100, rng.integers(0, 3000, 9000)
    rows = Grouped.of_rows(p, rng.random(3000)[days] < p, days)
    bundled = scores.brier(rows, bootstrap.resample(rows, 4000))
    monkeypatch.setattr(bootstrap, "SUPER_CLUSTERS", 10_000)
    single = scores.brier(rows, bootstrap.resample(rows, 4000))
    assert bundled.high - bundled.low == pytest.approx(single.high - single.low, rel=0.08)


def test_merging_neighbours_hardly_moves_the_score():
    rng = np.random.default_rng(6)
    p = rng.random(20_000)
    rows = Grouped.of_rows(p, rng.random(20_000) < p, np.arange(20_000) // 4)
    assert len(rows.coarse().probabilities) <= 1024
    assert rows.coarse().n == rows.n
    assert rows.coarse().cells.counts.sum() == 20_000
    assert scores.brier(rows.coarse()).value == pytest.approx(scores.brier(rows).value, abs=1e-5)


@pytest.mark.parametrize(("units", "level"), [(9, Evidence.INSUFFICIENT), (10, Evidence.WEAK), (29, Evidence.WEAK), (30, Evidence.OK)])
def test_evidence_grows_with_bot_days_and_not_with_rows(units, level):
    rows = Grouped.of_rows([0.7] * 20 * units, [1, 0] * 10 * units, np.repeat(np.arange(units), 20))
    assert scores.brier(rows).evidence is level


def clock(*times):
    return np.array([f"2018-01-{time}" if time else "NaT" for time in times], dtype="datetime64[us]")


def test_the_past_of_a_forecast_is_what_was_known_when_it_was_made():
    same_day = scores.expanding_climatology([1, 1, 0], clock("02T14:30", "02T14:30", "03T14:30"), clock("02T21:00", "02T21:00", "03T21:00"))
    weekly = scores.expanding_climatology([1, 1, 0], clock("02T14:30", "03T14:30", "04T14:30"), clock("05T21:00", "03T21:00", "04T21:00"))
    in_any_order = scores.expanding_climatology([0, 1, 1], clock("04T14:30", "02T14:30", "03T14:30"), clock("04T21:00", "05T21:00", "03T21:00"))
    assert same_day.tolist() == [0.5, 0.5, 2.5 / 3]
    assert weekly.tolist() == [0.5, 0.5, 1.5 / 2]
    assert in_any_order.tolist() == [1.5 / 2, 0.5, 0.5]


def test_two_forecasts_of_one_outcome_do_not_tell_of_each_other_though_one_was_written_down_after_it():
    assert scores.expanding_climatology([1, 1], clock("02T14:30", "02T21:05"), clock("02T21:00", "02T21:00")).tolist() == [0.5, 0.5]


def test_an_outcome_without_a_moment_was_known_right_after_its_forecast():
    assert scores.expanding_climatology([1, 0, 1], clock("02T14:30", "03T14:30", ""), clock("", "", "")).tolist() == [0.5, 1.5 / 2, 0.5]
