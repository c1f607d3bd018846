"""The reference values: every one was computed outside this project; each is reached here through the public functions."""

import json
import math
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit
from sklearn.datasets import load_breast_cancer

from alphagex_logs.metrics import (
    advice,
    bootstrap,
    calibration,
    comparison,
    corp,
    daily,
    decisions,
    discrimination,
    drift,
    equity,
    monitoring,
    murphy,
    rates,
    scores,
    trades,
)
from alphagex_logs.metrics.grouped import Grouped

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())

FOUR = ([0.9, 0.8, 0.7, 0.6], [1, 1, 0, 1])
EIGHT = ([0.4, 0.4, 0.6, 0.6, 0.6, 0.8, 0.8, 0.8], [1, 0, 0, 1, 1, 1, 1, 0])
LADDER = ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], [0, 1, 0, 0, 1, 0, 1, 1])
SERIES = ([0.7, 0.8, 0.6, 0.7, 0.55, 0.75, 0.8, 0.7], [1, 1, 0, 1, 0, 1, 1, 1])
BACKWARDS = ([0.9, 0.9, 0.1, 0.1], [0, 0, 1, 1])
SIX = ([0.9, 0.8, 0.7, 0.6, 0.3, 0.2], [1, 1, 0, 1, 0, 1])
CONDOR = ([0.9, 0.8, 0.7, 0.85, 0.6, 0.78], [1, 1, 0, 1, 0, 0])
MIXED = [100, -50, 200, -100, 0, 150]
TEN = [100, -50, 200, -100, 0, 150, -250, 80, 90, -20]
TRADE_DAYS = [date(2024, 3, 4), date(2024, 3, 4), date(2024, 3, 6), date(2024, 3, 8), date(2024, 3, 11)]
WEEK = daily.daily_pnl([100, -50, 200, -100, 150], TRADE_DAYS).pnl
PUBLISHED = [None, 0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1]
SIZED = ([100, -150, 50, -200, 80, -60], [1, 1, 0.5, 0, 0, 0.5])
RUN = ([0.7] * 12, [1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0])


def of(pair):
    return Grouped.of_rows(*pair)


def ends(interval):
    return [interval.low, interval.high]


def per_row(pair):
    """The isotonic fit, one value per row in ascending order of probability."""
    diagram = corp.reliability(of(pair))
    return np.repeat(diagram.recalibrated, diagram.counts.astype(int)).tolist()


def parts(split):
    return [split.brier.value, split.miscalibration.value, split.discrimination.value, split.uncertainty.value]


def breast_cancer():
    bunch = load_breast_cancer()
    return Grouped.of_rows(expit(-(bunch.data[:, 0] - 14.5) / 1.5), bunch.target)


def breast_cancer_accuracy():
    bunch = load_breast_cancer()
    rate = rates.hit_rate(((expit(-(bunch.data[:, 0] - 14.5) / 1.5) >= 0.5) == (bunch.target == 1)).astype(int))
    return [rate.wins, rate.estimate.low, rate.estimate.high]


def breast_cancer_misc():
    rows = breast_cancer()
    large = calibration.calibration_in_the_large(rows)
    spiegelhalter = calibration.spiegelhalter(rows).z.value
    return [scores.log_loss(rows).estimate.value, calibration.ece(rows).estimate.value, spiegelhalter, large.test.z.value, large.bias.value]


def spiegelhalter_pair(p):
    rows = of((p, [1, 0]))
    return [scores.brier(rows).value, calibration.spiegelhalter(rows).z.value]


def murphy_area(pair):
    """The area under the curve: it is linear between the forecasts, so trapezoids on both sides of every jump are exact."""
    jumps = np.array([0.0, *sorted(pair[0]), 1.0])
    inside = [murphy.murphy_curve(of(pair), np.array([a + 1e-12, b - 1e-12])).scores.mean() * (b - a) for a, b in pairwise(jumps)]
    return sum(inside)


def expanding(pair):
    p, y = pair
    reference = float(np.mean((scores.expanding_climatology(y) - np.array(y)) ** 2))
    return [reference, scores.brier(of(pair)).value, scores.skill_expanding(p, y).value, scores.skill_in_sample(of(pair)).value]


def mixed_trades():
    found = trades.net(MIXED), trades.win_rate(MIXED).estimate, trades.share_won(MIXED).estimate, trades.profit_factor(MIXED)
    return [each.value for each in (*found, trades.payoff(MIXED), trades.expectancy(MIXED))]


def published_series():
    measures = (daily.annual_volatility, daily.annual_return)
    return [
        daily.sharpe(PUBLISHED).estimate.value,
        daily.sortino(PUBLISHED).value,
        daily.maximum_drawdown(PUBLISHED).value,
        daily.calmar(PUBLISHED).value,
        *(measure(PUBLISHED).value for measure in measures),
    ]


def sharpe_without_calendar():
    """What the number becomes without flat days, and per trade: both wrong, kept so that nobody confuses them with ours."""
    return [daily.sharpe(values).estimate.value for values in (WEEK[WEEK != 0], [100, -50, 200, -100, 150])]


def two(estimates):
    return [estimate.value for estimate in estimates]


def psr():
    found = daily.sharpe(WEEK)
    return [found.daily, found.standard_error, found.probabilistic]


def tails():
    found = daily.tails([0.01, -0.02, 0.03, -0.01, 0.02, 0])
    return two([found.ratio, found.value_at_risk, found.expected_shortfall])


def r_figures():
    found = trades.risk_adjusted(MIXED, [100, 100, 400, 100, 200, 300])
    return two([found.mean_r, found.sqn, found.risk_weighted])


def bca_of_ten():
    values = np.array(TEN, dtype=float)
    draws = values[np.random.default_rng(0).integers(0, 10, size=(10_000, 10))].mean(axis=1)
    return ends(bootstrap.bca(20.0, draws, (values.sum() - values) / 9))


def t_interval():
    t = bootstrap.mean_t(TEN)
    half = 2.2621571627409915 * 20 / t.value  # the t quantile for 9 degrees of freedom, times the standard error
    return [20 - half, 20 + half]


def advice_figures():
    found = advice.advice_value(*SIZED)
    return two([found.taken, found.always_full, found.value, found.size_matched])


def policy():
    found = decisions.policy_value(of(CONDOR), 50, 150)
    return two([found.policy, found.always, found.perfect])


def economic():
    first = decisions.economic_calibration(CONDOR[0], [50 if won else -150 for won in CONDOR[1]], win=50, loss=150)[0]
    return two([first.expected, first.realised])


def permutation():
    found = advice.advice_effect([0.25, 0.25, -0.75, 0.25, 0.25], [0.2, -1, 0.2, -0.9])
    return [found.estimate.value, found.p_value]


def paired():
    found = comparison.paired_difference(SERIES[0], [0.68] * 8, SERIES[1])
    return two([found.estimate, found.t])


def large_and_spiegelhalter():
    rows = of(SIX)
    found = calibration.calibration_in_the_large(rows)
    return two([found.bias, found.test.z, calibration.spiegelhalter(rows).z])


def backwards():
    rows = of(BACKWARDS)
    return [
        abs(calibration.calibration_in_the_large(rows).bias.value),
        scores.brier(rows).value,
        discrimination.auc(rows).estimate.value,
        corp.corp(rows).miscalibration.value,
        calibration.ece(rows).estimate.value,
    ]


def area_and_variance(pair):
    found = discrimination.auc(of(pair))
    return [found.estimate.value, found.variance]


def murphy_parts(pair, with_score=False):
    found = calibration.three_parts(of(pair))
    return ([scores.brier(of(pair)).value] if with_score else []) + two([found.reliability, found.resolution, found.uncertainty])


def breast_cancer_auc():
    found = discrimination.auc(breast_cancer())
    return [found.estimate.value, math.sqrt(found.variance)]


COMPUTED = {
    "wilson_7_10": lambda: ends(rates.wilson(7, 10)),
    "wilson_0_5": lambda: ends(rates.wilson(0, 5)),
    "wilson_5_5": lambda: ends(rates.wilson(5, 5)),
    "wilson_1_1": lambda: ends(rates.wilson(1, 1)),
    "wilson_60_100": lambda: ends(rates.wilson(60, 100)),
    "jeffreys_7_10": lambda: ends(rates.jeffreys(7, 10)),
    "jeffreys_0_5": lambda: ends(rates.jeffreys(0, 5)),
    "jeffreys_5_5": lambda: ends(rates.jeffreys(5, 5)),
    "brier4": lambda: scores.brier(of(FOUR)).value,
    "logloss4": lambda: scores.log_loss(of(FOUR)).estimate.value,
    "bss4": lambda: scores.skill_in_sample(of(FOUR)).value,
    "bss4_fixed68": lambda: scores.skill_fixed(of(FOUR)).value,
    "area_under_murphy_eq_brier": lambda: murphy_area(FOUR),
    "murphy8": lambda: murphy_parts(EIGHT),
    "corp8": lambda: parts(corp.corp(of(EIGHT))),
    "pav8": lambda: per_row(EIGHT),
    "corp_q": lambda: parts(corp.corp(of(LADDER))),
    "pav_q": lambda: per_row(LADDER),
    "murphy_q_unique": lambda: murphy_parts(LADDER),
    "ece8": lambda: calibration.ece(of(EIGHT)).estimate.value,
    "backwards": backwards,
    "bias_citl_spieg": large_and_spiegelhalter,
    "rufibach_[0.2 0.2]": lambda: spiegelhalter_pair([0.2, 0.2]),
    "rufibach_[0.4 0.5]": lambda: spiegelhalter_pair([0.4, 0.5]),
    "auc_sklearn_doc": lambda: area_and_variance(([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])),
    "auc_ties": lambda: area_and_variance(([0.6, 0.6, 0.7, 0.5, 0.8, 0.6], [1, 0, 1, 0, 1, 1])),
    "majority_binom_p": lambda: comparison.beats_majority([1] * 75 + [0] * 25, 0.7).p_value,
    "psi": lambda: drift.psi([50, 30, 20], [40, 30, 30]).estimate.value,
    "expanding_clim": lambda: expanding(SERIES),
    "paired_brier_diff": paired,
    "bc_corp": lambda: parts(corp.corp(breast_cancer())),
    "bc_auc": breast_cancer_auc,
    "bc_misc": breast_cancer_misc,
    "bc_acc_wilson": breast_cancer_accuracy,
    "mixed": mixed_trades,
    "sqn_mixed": lambda: trades.sqn(MIXED).value,
    "maxdd": lambda: [equity.drawdown(pnl).amount.value for pnl in (MIXED, [-100, 50, -75, 200], [100, 200, 150], [-10])],
    "maxdd_pct_1000": lambda: equity.drawdown(MIXED, capital=1000).share.value,
    "sharpe_daily": lambda: [daily.sharpe(WEEK).estimate.value, daily.sortino(WEEK).value],
    "sharpe_wrong": sharpe_without_calendar,
    "psr": psr,
    "empyrical_published": published_series,
    "tail_var_cvar": tails,
    "R": r_figures,
    "boot_bca": bca_of_ten,
    "t_ci": t_interval,
    "breakeven": lambda: [decisions.break_even(win, loss).value for win, loss in ((50, 150), (100, 400), (200, 800))],
    "advice_value": advice_figures,
    "manski_pnl": lambda: ends(advice.mean_pnl_bounds([50, 50, -150, 50], [50] * 3, [150] * 3)),
    "manski_hit": lambda: ends(rates.missing_bounds(7, 10, 5)),
    "bh": lambda: list(drift.benjamini_hochberg([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216])),
    "racusum": lambda: list(monitoring.risk_adjusted_cusum(*RUN).path),
    "eprocess_last": lambda: 10 ** monitoring.e_process(*RUN).log10_final.value,
    "vlad": lambda: monitoring.vlad(*RUN).final.value,
    "murphy_regret": lambda: [murphy.regret(of(CONDOR), 50, 150).value, 100 * murphy.murphy_curve(of(CONDOR), [0.75]).scores[0]],
    "policy_value": policy,
    "econ_calib": economic,
    "perm": permutation,
}


def test_every_reference_value_is_computed():
    assert set(COMPUTED) == set(GOLDEN)


@pytest.mark.parametrize("key", GOLDEN)
def test_reference_value(key):
    assert COMPUTED[key]() == pytest.approx(GOLDEN[key], rel=1e-9, abs=1e-9)
