"""Facts about calibration and its bands that a person can check with a pencil."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.datasets import load_breast_cancer

from alphagex_logs.metrics import bootstrap, calibration, consistency, corp, discrimination, scores
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.results import Interval, Reason


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
