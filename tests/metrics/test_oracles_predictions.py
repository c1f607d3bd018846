"""Prediction metrics against independent implementations, on random inputs with ties, one class, one row and missing values."""

import warnings
from collections import Counter

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from model_diagnostics.scoring import ElementaryScore, SquaredError, decompose
from scipy import stats
from scores.plotdata import murphy_score
from scores.probability import brier_score
from scores.stats.statistical_tests import diebold_mariano
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from alphagex_logs.metrics import calibration, comparison, corp, coverage, discrimination, drift, murphy, rates, scores, sharpness
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.results import Reason
from tests.metrics.strategies import PROBABILITIES, TENTHS, both_classes, rows, with_missing

quick = settings(max_examples=60, deadline=None)
CLOSE = {"rel": 1e-9, "abs": 1e-11}


def columns(found):
    return [p for p, _ in found], [y for _, y in found]


def grouped(found):
    return Grouped.of_rows(*columns(found))


def oracle(function, *arguments, **options):
    """An oracle may warn about inputs that we answer with a reason."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments, **options)


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@quick
@given(counts)
def test_wilson_is_that_of_statsmodels_and_scipy(pair):
    interval = rates.wilson(*pair)
    assert (interval.low, interval.high) == pytest.approx(proportion_confint(*pair, method="wilson"), **CLOSE)
    assert (interval.low, interval.high) == pytest.approx(tuple(stats.binomtest(*pair).proportion_ci(method="wilson")), **CLOSE)


@quick
@given(counts)
def test_jeffreys_is_that_of_statsmodels_but_for_its_fixed_ends(pair):
    wins, n = pair
    interval, (low, high) = rates.jeffreys(wins, n), proportion_confint(wins, n, method="jeffreys")
    assert interval.low == pytest.approx(low if wins else 0.0, **CLOSE)
    assert interval.high == pytest.approx(high if wins < n else 1.0, **CLOSE)


@quick
@given(counts, counts)
def test_newcombe_is_that_of_statsmodels(first, second):
    found = rates.newcombe(first, second)
    assert (found.low, found.high) == pytest.approx(confint_proportions_2indep(*first, *second, method="newcomb", compare="diff"), **CLOSE)


@quick
@given(rows(min_size=1))
def test_brier_is_that_of_sklearn_and_scores(found):
    p, y = columns(found)
    value = scores.brier(grouped(found)).value
    assert value == pytest.approx(sk.brier_score_loss(y, p, labels=[0, 1]), **CLOSE)
    assert value == pytest.approx(float(brier_score(xr.DataArray(np.array(p)), xr.DataArray(np.array(y, dtype=float)))), **CLOSE)


@quick
@given(rows(min_size=1))
def test_log_loss_is_that_of_sklearn_on_clipped_probabilities(found):
    p, y = columns(found)
    clipped = np.clip(p, scores.LOG_LOSS_CLIP, 1 - scores.LOG_LOSS_CLIP)
    assert scores.log_loss(grouped(found)).estimate.value == pytest.approx(sk.log_loss(y, clipped, labels=[0, 1]), **CLOSE)
    assert scores.log_loss(grouped(found)).clipped == int(np.sum(clipped != np.array(p)))


@quick
@given(both_classes())
def test_skill_over_the_base_rate_is_that_of_sklearn(found):
    p, y = columns(found)
    assert scores.skill_in_sample(grouped(found)).value == pytest.approx(sk.d2_brier_score(y, p, labels=[0, 1]), **CLOSE)


@quick
@given(rows())
def test_skill_over_the_past_is_that_of_a_loop(found):
    wins = reference = score = 0.0
    for before, (p, y) in enumerate(found):
        reference += ((wins + 0.5) / (before + 1) - y) ** 2
        score += (p - y) ** 2
        wins += y
    value = scores.skill_expanding(*columns(found)).value
    assert value == (pytest.approx(1 - score / reference, rel=1e-9, abs=1e-9) if found else None)


@quick
@given(rows(min_size=2))
def test_corp_is_the_decomposition_of_model_diagnostics(found):
    p, y = columns(found)
    theirs = oracle(decompose, y, p, scoring_function=SquaredError(), functional="mean")
    split = corp.corp(grouped(found))
    ours = [split.miscalibration.value, split.discrimination.value, split.uncertainty.value, split.brier.value]
    assert ours == pytest.approx([theirs[name][0] for name in ("miscalibration", "discrimination", "uncertainty", "score")], **CLOSE)


@quick
@given(rows(min_size=1))
def test_the_reliability_curve_is_the_isotonic_regression_of_sklearn(found):
    p, y = columns(found)
    everything = grouped(found)
    theirs = IsotonicRegression(y_min=0, y_max=1).fit(p, y).predict(everything.probabilities)
    assert corp.pav(everything.counts, everything.wins) == pytest.approx(theirs, **CLOSE)


@quick
@given(rows(min_size=1))
def test_the_identities_of_both_decompositions_hold(found):
    everything = grouped(found)
    score, split, three = scores.brier(everything).value, corp.corp(everything), calibration.three_parts(everything)
    assert split.miscalibration.value - split.discrimination.value + split.uncertainty.value == pytest.approx(score, abs=1e-12)
    assert three.reliability.value - three.resolution.value + three.uncertainty.value == pytest.approx(score, abs=1e-12)
    assert min(split.miscalibration.value, split.discrimination.value) >= 0


@quick
@given(rows(min_size=1))
def test_the_calibration_error_has_the_bins_of_sklearn(found):
    p, y = columns(found)
    rate, mean = oracle(calibration_curve, y, p, n_bins=10)
    bins = [each for each in calibration.ece(grouped(found)).bins if each.n]
    assert [each.win_rate for each in bins] == pytest.approx(list(rate), **CLOSE)
    assert [each.mean_probability for each in bins] == pytest.approx(list(mean), **CLOSE)
    expected = sum(each.n * abs(r - m) for each, r, m in zip(bins, rate, mean, strict=True)) / len(p)
    assert calibration.ece(grouped(found)).estimate.value == pytest.approx(expected, **CLOSE)


@quick
@given(both_classes())
def test_auc_and_roc_are_those_of_sklearn(found):
    p, y = columns(found)
    assert discrimination.auc(grouped(found)).estimate.value == pytest.approx(sk.roc_auc_score(y, p), **CLOSE)
    alarms, hits, thresholds = sk.roc_curve(y, p, drop_intermediate=False)
    curve = discrimination.roc(grouped(found))
    assert curve.false_alarm_rate == pytest.approx(alarms, **CLOSE)
    assert curve.hit_rate == pytest.approx(hits, **CLOSE)
    assert curve.thresholds == pytest.approx(thresholds[1:], **CLOSE)


def delong_by_pairs(p, y):
    """DeLong's variance straight from its definition, over all pairs of a win and a loss."""
    wins, losses = (np.array([q for q, won in zip(p, y, strict=True) if won == label]) for label in (1, 0))
    beats = (wins[:, None] > losses[None, :]) + 0.5 * (wins[:, None] == losses[None, :])
    return beats.mean(axis=1).var(ddof=1) / len(wins) + beats.mean(axis=0).var(ddof=1) / len(losses)


@quick
@given(both_classes().filter(lambda found: 2 <= sum(y for _, y in found) <= len(found) - 2))
def test_the_variance_of_auc_is_that_of_all_pairs(found):
    area = discrimination.auc(grouped(found))
    assert area.variance == pytest.approx(delong_by_pairs(*columns(found)), **CLOSE)
    assert area.estimate.low is None or 0 <= area.estimate.low <= area.estimate.value <= area.estimate.high <= 1


@quick
@given(rows(min_size=1, max_size=20), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5))
def test_the_murphy_curve_is_twice_that_of_scores_and_model_diagnostics(found, thresholds):
    # A threshold that equals a forecast is a tie, which the three break differently.
    thresholds = [t for t in thresholds if t not in columns(found)[0]]
    p, y = columns(found)
    curve = murphy.murphy_curve(grouped(found), thresholds)
    theirs = murphy_score(xr.DataArray(np.array(p)), xr.DataArray(np.array(y, dtype=float)), thresholds, functional="expectile", alpha=0.5)
    assert curve.scores == pytest.approx(2 * 2 * theirs["total"].values, **CLOSE)
    assert curve.scores == pytest.approx([2 * ElementaryScore(eta=t, functional="mean")(y_obs=y, y_pred=p) for t in thresholds], **CLOSE)


@quick
@given(st.lists(st.tuples(PROBABILITIES, PROBABILITIES, st.integers(0, 1)), min_size=2, max_size=40), st.integers(1, 3))
def test_diebold_mariano_is_that_of_scores(found, horizon):
    p, q, y = (np.array(column, dtype=float) for column in zip(*found, strict=True))
    differences = (p - y) ** 2 - (q - y) ** 2
    if horizon >= len(y) or np.ptp(differences) < 1e-9:
        return
    series = xr.DataArray(differences[None, :], dims=["model", "row"], coords={"model": [0], "h": ("model", [horizon])})
    theirs = oracle(diebold_mariano, series, "model", "h", method="HLN", statistic_distribution="t")
    ours = comparison.diebold_mariano(p, q, y, horizon)
    statistic = float(theirs["dm_test_stat"][0])
    if np.isnan(statistic) or abs(statistic) > 1e4:  # a variance that is zero but for rounding
        return
    assert ours.t.value == pytest.approx(statistic, rel=1e-6)
    assert stats.t.cdf(ours.t.value, len(y) - 1) == pytest.approx(float(theirs["confidence_gt_0"][0]), abs=1e-9)


@quick
@given(st.lists(st.tuples(PROBABILITIES, PROBABILITIES, st.integers(0, 1)), min_size=2, max_size=40))
def test_the_paired_t_is_that_of_scipy(found):
    p, q, y = (np.array(column, dtype=float) for column in zip(*found, strict=True))
    first, second = (p - y) ** 2, (q - y) ** 2
    if np.ptp(first - second) < 1e-9:
        return
    ours, theirs = comparison.paired_difference(p, q, y), stats.ttest_rel(first, second)
    assert (ours.t.value, ours.p_value) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-6)


@quick
@given(st.lists(st.integers(0, 1), min_size=1, max_size=60), TENTHS)
def test_the_majority_test_is_the_binomial_test_of_scipy(won, base):
    theirs = stats.binomtest(sum(won), len(won), base, alternative="greater").pvalue
    assert comparison.beats_majority(won, base).p_value == pytest.approx(theirs, **CLOSE)


@quick
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_are_those_of_scipy(p_values):
    assert drift.benjamini_hochberg(p_values) == pytest.approx(tuple(stats.false_discovery_control(p_values)), **CLOSE)


@settings(max_examples=25, deadline=None)
@given(st.lists(TENTHS, min_size=30, max_size=50), st.lists(TENTHS, min_size=30, max_size=50))
def test_kolmogorov_smirnov_is_that_of_scipy(before, now):
    theirs = oracle(stats.ks_2samp, before, now)
    ours = drift.kolmogorov_smirnov(before, now, permutations=200)
    assert ours.estimate.value == pytest.approx(theirs.statistic, **CLOSE)


def test_the_permutation_p_value_agrees_with_scipy_permuting_rows():
    rng = np.random.default_rng(7)
    before, now = rng.integers(40, 80, 60) / 100, rng.integers(46, 86, 60) / 100
    theirs = stats.permutation_test((before, now), lambda a, b: stats.ks_2samp(a, b, method="asymp").statistic, n_resamples=1000, alternative="greater", rng=1)
    assert drift.kolmogorov_smirnov(before, now, 5000).p_value == pytest.approx(theirs.pvalue, abs=0.06)  # four standard errors


@quick
@given(st.lists(st.integers(0, 9), max_size=20), st.lists(st.integers(0, 9), max_size=20))
def test_the_maturity_curve_is_that_of_a_loop(lags, ages):
    survivors, expected = 1.0, []
    for day in sorted({*lags, *ages}):
        at_risk = sum(x >= day for x in lags) + sum(x >= day for x in ages)
        survivors *= 1 - lags.count(day) / at_risk
        expected.append(survivors)
    assert coverage.maturity(lags, ages).still_open == pytest.approx(expected, **CLOSE)


@quick
@given(st.lists(PROBABILITIES, min_size=1, max_size=40))
def test_sharpness_is_that_of_numpy(p):
    found = sharpness.sharpness(p)
    assert found.deviation.value == pytest.approx(np.std(p), abs=1e-12)
    assert found.interquartile.value == pytest.approx(np.subtract(*np.percentile(p, [75, 25])), abs=1e-12)
    assert found.modal_share.value == pytest.approx(Counter(p).most_common(1)[0][1] / len(p))
    assert found.histogram.sum() == len(p)


@quick
@given(st.lists(st.tuples(with_missing(PROBABILITIES), with_missing(st.integers(0, 1))), max_size=30))
def test_missing_rows_are_left_out_and_counted(found):
    known = [(p, y) for p, y in found if p is not None and p == p and y is not None and y == y]
    with_gaps, without = grouped(found), grouped(known)
    assert with_gaps.excluded == len(found) - len(known)
    assert with_gaps.n == len(known)
    for metric in (scores.brier, scores.skill_in_sample, lambda g: corp.corp(g).miscalibration, lambda g: discrimination.auc(g).estimate):
        assert metric(with_gaps).value == metric(without).value


@quick
@given(rows(min_size=1))
def test_rows_and_counts_give_the_same_numbers(found):
    p, y = columns(found)
    twice = Grouped.of_rows(p + p, y + y)
    counted = Grouped.of_counts(p, [2 * won for won in y], [2] * len(y))
    assert counted.counts.tolist() == twice.counts.tolist()
    assert scores.brier(counted) == scores.brier(twice)


@quick
@given(rows(outcome=st.just(1), min_size=1))
def test_one_class_has_no_discrimination_and_no_skill(found):
    everything = Grouped.of_rows([p for p, _ in found], [1] * len(found))
    assert discrimination.auc(everything).estimate.reason is Reason.ONE_CLASS
    assert scores.skill_in_sample(everything).reason is Reason.ONE_CLASS
    split = corp.corp(everything)
    assert (split.discrimination.value, split.uncertainty.value) == (pytest.approx(0, abs=1e-12), 0)
    assert split.miscalibration.value == pytest.approx(split.brier.value, abs=1e-12)
