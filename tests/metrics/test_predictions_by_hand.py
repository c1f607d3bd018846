"""Facts about prediction metrics that a person can check with a pencil."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.datasets import load_breast_cancer

from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics import (
    bootstrap,
    calibration,
    comparison,
    consistency,
    corp,
    coverage,
    discrimination,
    drift,
    murphy,
    rates,
    scores,
    sharpness,
)
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.results import Evidence, Interval, Reason


def test_coverage_leaves_out_rows_that_never_had_an_outcome_of_their_own():
    book = coverage.Ledger(resolved=12, pending=1, overdue=1, superseded=2, skipped=4, unusable=0)
    assert book.total == 20
    assert book.coverage.value == 12 / 14
    assert book.coverage.excluded == 6


def test_the_states_of_a_ledger_add_up_and_an_unknown_state_is_refused():
    book = coverage.ledger(["resolved", "resolved", "pending", "skipped"])
    assert coverage.state_counts(book).tolist() == [2, 1, 0, 0, 1, 0]
    with pytest.raises(ValueError, match="nonsense"):
        coverage.ledger(["nonsense"])


def test_no_prediction_has_no_coverage():
    assert coverage.Ledger().coverage.reason is Reason.NO_DATA
    assert coverage.Ledger(skipped=3).coverage.reason is Reason.NO_DATA


def test_what_missing_outcomes_could_still_change():
    bounds = coverage.Ledger(resolved=10, pending=3, overdue=2).hit_rate_bounds(wins=7)
    assert (bounds.low, bounds.high, bounds.missing) == (7 / 15, 12 / 15, 5)


def test_open_predictions_make_outcomes_slower():
    curve = coverage.maturity([0, 0, 1, 1, 2, 5], [3, 4])
    assert curve.days.tolist() == [0, 1, 2, 3, 4, 5]
    assert curve.still_open == pytest.approx([0.75, 0.5, 0.375, 0.375, 0.375, 0])
    assert curve.median_days == 1
    assert coverage.maturity([1], [9, 9, 9]).median_days is None
    assert coverage.maturity([-1, None], []).excluded == 2


def test_five_rows_of_a_bot_day_are_about_one():
    days = np.repeat(np.arange(40), 5)
    won = np.repeat(np.arange(40) % 2, 5)
    alone, together = rates.hit_rate(won), rates.hit_rate(won, days)
    assert (alone.estimate.units, together.estimate.units) == (200, 40)
    single = rates.wilson(20, 40)
    assert (together.estimate.low, together.estimate.high) == pytest.approx((single.low, single.high), abs=0.003)
    assert alone.estimate.high - alone.estimate.low < 0.5 * (together.estimate.high - together.estimate.low)


def test_the_interval_covers_by_bot_day_and_not_by_row():
    rng, covered = np.random.default_rng(0), {"row": 0, "bot-day": 0}
    days = np.repeat(np.arange(40), 5)
    for _ in range(1000):
        won = np.repeat(rng.random(40) < 0.7, 5).astype(int)
        for name, cluster in (("row", None), ("bot-day", days)):
            found = rates.hit_rate(won, cluster).estimate
            covered[name] += found.low <= 0.7 <= found.high
    assert covered["row"] == pytest.approx(627, abs=60)
    assert covered["bot-day"] == pytest.approx(940, abs=20)


def test_only_wins_count_every_bot_day_once():
    found = rates.hit_rate([1] * 10, [1] * 5 + [2] * 5).estimate
    assert (found.low, found.high) == (rates.wilson(2, 2).low, 1.0)


def test_daily_ratios_are_weighted_and_checked_against_their_counts():
    found = rates.weighted_rate(hits=[1, 50], made=[1, 100], stored=[1.0, 80.0])
    assert found.estimate.value == 51 / 101
    assert found.contradictions == (1,)


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


def test_equal_probabilities_are_pooled_before_the_fit():
    diagram = corp.reliability(Grouped.of_rows([0.4, 0.4, 0.6, 0.6, 0.6, 0.8, 0.8, 0.8], [1, 0, 0, 1, 1, 1, 1, 0]))
    assert diagram.probabilities.tolist() == [0.4, 0.6, 0.8]
    assert diagram.recalibrated == pytest.approx([1 / 2, 2 / 3, 2 / 3])


@pytest.mark.parametrize(
    ("p", "y", "expected"),
    [([0.6, 0.7, 0.8], [1, 1, 1], (0.29 / 3, 0, 0)), ([0.6] * 4, [1, 0, 1, 0], (0.01, 0, 0.25)), ([0.3], [1], (0.49, 0, 0))],
    ids=["all wins", "constant", "one row"],
)
def test_corp_where_there_is_nothing_to_discriminate(p, y, expected):
    split = corp.corp(Grouped.of_rows(p, y))
    assert (split.miscalibration.value, split.discrimination.value, split.uncertainty.value) == pytest.approx(expected)


def test_the_band_holds_calibrated_forecasts_and_not_inverted_ones():
    rng, inside = np.random.default_rng(3), []
    for seed in range(30):
        p = rng.integers(40, 86, 150) / 100
        diagram = corp.reliability(Grouped.of_rows(p, rng.random(150) < p), consistency.calibrated_draws(Grouped.of_rows(p, rng.random(150) < p), 200, seed))
        inside.append(1 - diagram.outside)
        assert np.all(diagram.low <= diagram.probabilities) and np.all(diagram.probabilities <= diagram.high)
    assert np.mean(inside) > 0.9
    inverted = corp.reliability(Grouped.of_rows(p, rng.random(150) < 1 - p))
    assert inverted.p_value < 0.01 and inverted.outside > 0.3


def test_rows_that_share_an_outcome_widen_the_band():
    days = np.repeat(np.arange(60), 10)
    p = np.repeat(np.tile(np.linspace(0.5, 0.8, 10), 6).round(2), 10)
    won = np.repeat(np.random.default_rng(1).random(60), 10) < p
    alone, together = (corp.reliability(Grouped.of_rows(p, won, cluster)) for cluster in (None, days))
    assert np.mean(together.high - together.low) > 2 * np.mean(alone.high - alone.low)
    assert together.null_miscalibration > 5 * alone.null_miscalibration


def test_both_ways_of_simulating_shared_outcomes_agree(monkeypatch):
    rng = np.random.default_rng(5)
    p, days = rng.integers(40, 85, 20_000) / 100, rng.integers(0, 600, 20_000)
    rows = Grouped.of_rows(p, rng.random(600)[days] < p, days)
    simulated = corp.reliability(rows)
    monkeypatch.setattr(consistency, "_CELL_BUDGET", 0)
    multiplied = corp.reliability(rows)
    assert np.mean(multiplied.high - multiplied.low) == pytest.approx(np.mean(simulated.high - simulated.low), rel=0.1)
    assert multiplied.null_miscalibration == pytest.approx(simulated.null_miscalibration, rel=0.25)


def test_the_variance_of_shared_outcomes_is_that_of_the_simulation():
    p, days = [0.5, 0.6, 0.8, 0.7, 0.4], ["a", "a", "a", "b", "b"]
    rows = Grouped.of_rows(p, [1, 1, 1, 0, 0], days)
    weight = 1 - 2 * rows.probabilities
    uniform = np.random.default_rng(0).random((200_000, 2))
    won = np.stack([uniform[:, 0 if day == "a" else 1] < q for q, day in zip(p, days, strict=True)], axis=1)
    sums = (won - np.array(p)) @ (1 - 2 * np.array(p))
    assert consistency.null_variance(rows, weight) == pytest.approx(sums.var(), rel=0.02)


@pytest.mark.parametrize(("n", "mean", "high"), [(20, 0.181, 0.288), (50, 0.115, 0.186), (100, 0.080, 0.130), (500, 0.036, 0.058), (2000, 0.018, 0.030)])
def test_calibrated_forecasts_show_a_calibration_error_by_chance(n, mean, high):
    rng, found = np.random.default_rng(0), []
    for _ in range(20):
        p = rng.uniform(0.40, 0.85, n)
        null = consistency.calibrated_draws(Grouped.of_rows(p, rng.random(n) < p), 100)
        found.append(calibration.ece_statistic()(null.probabilities, null.counts, null.wins))
    assert np.mean(found) == pytest.approx(mean, rel=0.06)
    assert np.quantile(np.concatenate(found), 0.95) == pytest.approx(high, rel=0.08)


def test_the_legacy_calibration_error_praises_a_backwards_forecaster():
    backwards = Grouped.of_rows([0.9, 0.9, 0.1, 0.1], [0, 0, 1, 1])
    assert calibration.calibration_in_the_large(backwards).bias.value == pytest.approx(0)
    assert discrimination.auc(backwards).estimate.value == 0
    assert scores.brier(backwards).value == pytest.approx(0.81)


def test_spiegelhalter_says_nothing_about_coin_flips():
    assert calibration.spiegelhalter(Grouped.of_rows([0.5] * 4, [1, 0, 1, 1])).z.reason is Reason.ZERO_VARIANCE


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


def test_three_quarters_do_not_beat_seven_in_ten_yet():
    found = comparison.beats_majority([1] * 75 + [0] * 25, 0.7)
    assert found.p_value == pytest.approx(0.16313, abs=1e-5)
    assert not found.shown
    assert comparison.beats_majority([1] * 90 + [0] * 10, 0.7).shown


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


def test_the_public_data_set_in_blocks_and_bins():
    bunch = load_breast_cancer()
    rows = Grouped.of_rows(expit(-(bunch.data[:, 0] - 14.5) / 1.5), bunch.target)
    assert (rows.n, rows.won) == (569, 357)
    assert len(np.unique(corp.pav(rows.counts, rows.wins))) == 14
    assert [each.n for each in calibration.ece(rows).bins] == [98, 26, 20, 23, 40, 30, 55, 71, 108, 98]
    assert scores.skill_in_sample(rows).value == pytest.approx(0.5878554912, abs=1e-10)
    area = discrimination.auc(rows)
    half = 1.959963985 * area.variance**0.5
    assert (area.estimate.value - half, area.estimate.value + half) == pytest.approx((0.917021, 0.958012), abs=1e-6)


def test_a_reflected_interval_takes_off_what_noise_adds():
    # Draws from 0.2 to 0.6 around a value of 0.3: their middle 95 % is 0.21 to 0.59, and 0.6 less these ends is the interval.
    found = bootstrap.reflected(0.3, np.linspace(0.2, 0.6, 401))
    assert (found.low, found.high) == pytest.approx((0.01, 0.39))
    assert bootstrap.reflected(0.1, np.linspace(0.2, 0.6, 401)) == Interval(0.0, 0.0)


@pytest.mark.parametrize(("spread", "low"), [(1.0, 0.0), (2.0, 0.005)], ids=["calibrated", "twice too sure"])
def test_the_interval_of_the_miscalibration_reaches_zero_for_calibrated_forecasts_only(spread, low):
    rng = np.random.default_rng(3)
    truth = rng.uniform(0.35, 0.65, 2000).round(2)
    grouped = Grouped.of_rows((0.5 + spread * (truth - 0.5)).round(2), rng.random(2000) < truth)
    found = corp.corp(grouped, bootstrap.resample(grouped)).miscalibration
    true = float(np.mean(((spread - 1) * (truth - 0.5)) ** 2))
    assert found.low <= true <= found.high
    assert found.low >= low


def test_the_four_parts_of_the_score_carry_intervals_and_one_bot_day_has_none():
    grouped = Grouped.of_rows([0.4, 0.4, 0.6, 0.6, 0.6, 0.8, 0.8, 0.8] * 5, [1, 0, 0, 1, 1, 1, 1, 0] * 5)
    found = corp.corp(grouped, bootstrap.resample(grouped))
    assert all(part.low is not None and part.low < part.high for part in (found.brier, found.miscalibration, found.discrimination, found.uncertainty))
    single = Grouped.of_rows([0.4, 0.6], [1, 0], ["a", "a"])
    assert corp.corp(single, bootstrap.resample(single)).miscalibration.low is None


def test_the_difference_of_two_rates_rests_on_their_bot_days():
    rows = rates.difference(rates.hit_rate([1, 1, 1, 0] * 5), rates.hit_rate([1, 0, 0, 0] * 5))
    days = rates.difference(rates.hit_rate([1, 1, 1, 0] * 5, [0, 1, 2, 3] * 5), rates.hit_rate([1, 0, 0, 0] * 5, [0, 1, 2, 3] * 5))
    assert rows.value == days.value == 0.5
    assert days.low < rows.low < rows.high < days.high
    assert (days.n, days.units) == (40, 4)


def test_how_many_are_still_open_is_known_within_an_interval():
    found = coverage.maturity([0, 0, 1, 1, 2, 5], [3, 4])
    assert all(low < share < high for low, share, high in zip(found.low[:3], found.still_open[:3], found.high[:3], strict=True))
    assert (found.low[-1], found.still_open[-1], found.high[-1]) == (0, 0, 0)  # none is open: nothing to spread


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
