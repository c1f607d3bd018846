"""Alarms: they react to over-confidence, and stay silent without it as often as they say."""

import numpy as np
import pytest

from alphagex_logs.metrics import monitoring

WON = [1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0]


def test_a_loss_raises_the_cusum_and_a_win_lowers_it_to_zero_at_most():
    found = monitoring.risk_adjusted_cusum([0.7] * 12, WON, limit=2)
    assert found.path.round(3).tolist() == [0, 0, 0.431, 0.168, 0.599, 1.03, 1.461, 1.198, 1.629, 2.06, 1.798, 2.228]
    assert found.alarm == 9
    assert monitoring.risk_adjusted_cusum([0.7] * 12, WON, limit=3).alarm is None


def test_the_alarm_at_3_takes_400_calibrated_rows_and_40_bad_ones():
    rng = np.random.default_rng(0)

    def mean_run(loss_probability):
        runs = []
        for _ in range(60):
            won = (rng.random(4000) >= loss_probability).astype(int)
            runs.append(monitoring.risk_adjusted_cusum(np.full(4000, 0.7), won, limit=3).alarm or 4000)
        return np.mean(runs)

    doubled_odds = 2 * (0.3 / 0.7) / (1 + 2 * 0.3 / 0.7)
    assert mean_run(0.3) == pytest.approx(410, rel=0.35)
    assert mean_run(doubled_odds) == pytest.approx(41, rel=0.35)


def test_the_simulated_limit_keeps_its_promise():
    p = np.tile([0.6, 0.7, 0.8], 40)
    limit, rng = monitoring.cusum_limit(p), np.random.default_rng(9)
    false = sum(monitoring.risk_adjusted_cusum(p, rng.random(120) < p, limit).alarm is not None for _ in range(800))
    assert false / 800 == pytest.approx(0.05, abs=0.025)
    assert monitoring.cusum_limit([]) is None


def test_looking_400_times_alarms_a_z_test_and_not_the_e_process():
    rng, alarms = np.random.default_rng(1), {"z": 0, "e": 0}
    p = np.full(400, 0.7)
    for _ in range(400):
        won = (rng.random(400) < p).astype(float)
        chart = monitoring.vlad(p, won)
        alarms["z"] += bool(np.any(np.abs(chart.path) > chart.envelope))
        alarms["e"] += monitoring.e_process(p, won).alarm is not None
    assert alarms["z"] / 400 > 0.3
    assert alarms["e"] / 400 < 0.06


def test_over_confidence_of_15_points_is_found_in_some_60_trades():
    rng = np.random.default_rng(2)
    found = [monitoring.e_process(np.full(1000, 0.7), rng.random(1000) < 0.55).alarm for _ in range(150)]
    assert np.median([1000 if alarm is None else alarm + 1 for alarm in found]) == pytest.approx(63, abs=15)


def test_evidence_beyond_any_number_stays_a_number():
    found = monitoring.e_process([0.99] * 5000, [0] * 5000)
    assert found.log10_final.value > 308
    assert found.alarm == 9  # 1.5 ** 10 / 2 is the first above 20


def test_rows_without_outcome_are_left_out_of_the_charts():
    found = monitoring.vlad([0.7, 0.7, None], [1, None, 1])
    assert found.path.tolist() == pytest.approx([0.3])
    assert (found.kept.tolist(), found.final.excluded) == ([0], 2)
