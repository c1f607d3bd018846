"""Calibration by number: Murphy's three parts, the expected calibration error with its chance level, and two tests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from alphagex_logs.metrics.consistency import calibrated_draws, null_variance
from alphagex_logs.metrics.inputs import sum_by
from alphagex_logs.metrics.results import Estimate, Reason, finite, ratio
from alphagex_logs.metrics.scores import estimate_of, per_draw_mean

if TYPE_CHECKING:
    from alphagex_logs.metrics.bootstrap import Resamples, Statistic
    from alphagex_logs.metrics.grouped import Grouped
    from alphagex_logs.metrics.inputs import Floats

ECE_BINS = 10


@dataclass(frozen=True, slots=True)
class ThreeParts:
    """Brier score = reliability - resolution + uncertainty over the distinct probabilities; meaningless where nearly all are distinct."""

    reliability: Estimate
    resolution: Estimate
    uncertainty: Estimate


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """One bin of probabilities, open below and closed above (the first holds 0): how often it won against how often it was said to."""

    low: float
    high: float
    n: int
    mean_probability: float | None
    win_rate: float | None


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """The expected calibration error, beside what calibrated forecasts of this size show on average and at most in 95 of 100 cases."""

    estimate: Estimate
    null_mean: float | None
    null_95: float | None
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """A z statistic with its two-sided p-value."""

    __test__ = False  # not a test class for pytest

    z: Estimate
    p_value: float | None


@dataclass(frozen=True, slots=True)
class CalibrationInTheLarge:
    """Mean probability minus win rate (above 0: overconfident), and the test that it is 0."""

    bias: Estimate
    test: Test


def three_parts(grouped: Grouped) -> ThreeParts:
    """Murphy's decomposition over the distinct probabilities. Source: Murphy 1973. `corp` is the one to show by default."""
    if grouped.n == 0:
        unknown = Estimate.unknown(Reason.NO_DATA, excluded=grouped.excluded)
        return ThreeParts(unknown, unknown, unknown)
    n, rate, rates = grouped.counts.sum(), grouped.base_rate, grouped.wins / grouped.counts
    parts = (
        np.sum(grouped.counts * (grouped.probabilities - rates) ** 2) / n,
        np.sum(grouped.counts * (rates - rate) ** 2) / n,
        rate * (1 - rate),
    )
    return ThreeParts(*(Estimate.of(part, grouped.n, excluded=grouped.excluded, units=grouped.units) for part in parts))


def bin_of(p: Floats, bins: int = ECE_BINS) -> np.ndarray:
    """The number of the equal-width bin of each probability; bins are closed above."""
    return np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p)


def ece_statistic(bins: int = ECE_BINS) -> Statistic:
    """The expected calibration error as a statistic of draws."""

    def statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
        member = np.eye(bins)[bin_of(p, bins)]
        return per_draw_mean(np.abs((wins - counts * p) @ member).sum(axis=1), counts)

    return statistic


def ece(grouped: Grouped, null: Resamples | None = None, bins: int = ECE_BINS) -> CalibrationError:
    """The mean distance of win rate and probability over equal-width bins, weighted by their rows.

    It is above 0 by chance alone (0.115 on average for 50 calibrated rows), so it always comes with its chance level. `null` are the draws of
    `calibrated_draws`, made here when not given. Source: Roelofs et al. 2022; bins equal sklearn's `calibration_curve`.
    """
    estimate = estimate_of(ece_statistic(bins), grouped, None)
    if estimate.value is None:
        return CalibrationError(estimate, None, None, ())
    draws = null or calibrated_draws(grouped)
    simulated = ece_statistic(bins)(draws.probabilities, draws.counts, draws.wins)
    return CalibrationError(estimate, finite(simulated.mean()), finite(np.quantile(simulated, 0.95)), _bins(grouped, bins))


def _bins(grouped: Grouped, bins: int) -> tuple[CalibrationBin, ...]:
    number = bin_of(grouped.probabilities, bins)
    counts, wins, said = (sum_by(number, part, bins) for part in (grouped.counts, grouped.wins, grouped.counts * grouped.probabilities))
    edges = np.linspace(0, 1, bins + 1)
    return tuple(
        CalibrationBin(float(edges[i]), float(edges[i + 1]), int(counts[i]), ratio(said[i], counts[i]), ratio(wins[i], counts[i])) for i in range(bins)
    )


def bias_statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
    """Mean probability minus win rate of every draw."""
    return per_draw_mean(counts @ p - wins.sum(axis=1), counts)


def calibration_in_the_large(grouped: Grouped, resamples: Resamples | None = None) -> CalibrationInTheLarge:
    """Mean probability minus win rate, tested against 0. Source: Seillier-Moiseiwitsch and Dawid 1993.

    This is the legacy "calibration error" with a sign. Alone it says little: a perfectly backwards forecaster has 0.
    """
    return CalibrationInTheLarge(estimate_of(bias_statistic, grouped, resamples), _z_test(grouped, np.ones(len(grouped.probabilities))))


def spiegelhalter(grouped: Grouped) -> Test:
    """Spiegelhalter's Z: is the Brier score what it would be if every probability were right? Source: Spiegelhalter 1986.

    `zero_variance` where all probabilities are 0.5, 0 or 1. Weak against a shift of the base rate: read beside calibration in the large.
    """
    return _z_test(grouped, 1 - 2 * grouped.probabilities)


def _z_test(grouped: Grouped, weight: Floats) -> Test:
    """The weighted sum of outcome minus probability over its standard deviation under calibration; bot-days count as one unit."""
    if grouped.n == 0:
        return Test(Estimate.unknown(Reason.NO_DATA, excluded=grouped.excluded), None)
    surplus = float(np.sum(weight * (grouped.wins - grouped.counts * grouped.probabilities)))
    z = ratio(surplus, math.sqrt(null_variance(grouped, weight)))
    estimate = Estimate.of(z, grouped.n, excluded=grouped.excluded, units=grouped.units)
    return Test(estimate, None if z is None else two_sided(z))


def two_sided(z: float) -> float:
    """The two-sided p-value of a standard normal statistic."""
    return float(2 * ndtr(-abs(z)))
