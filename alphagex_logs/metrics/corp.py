"""CORP: the reliability diagram by isotonic regression, its consistency band, and the Brier score split into three parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import isotonic_regression

from alphagex_logs.metrics.bootstrap import Resamples, reflected
from alphagex_logs.metrics.consistency import calibrated_draws
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Interval, Reason, finite
from alphagex_logs.metrics.scores import brier, brier_statistic, per_draw_mean

if TYPE_CHECKING:
    from alphagex_logs.metrics.grouped import Grouped
    from alphagex_logs.metrics.inputs import Floats

FIT_DRAWS = 500  # an isotonic fit each, and the ends of these intervals need no third digit


@dataclass(frozen=True, slots=True)
class Corp:
    """Brier score = miscalibration - discrimination + uncertainty.

    All four carry bootstrap intervals by bot-day. The isotonic fit follows the noise of the sample, and in a draw that of the draw too, so
    miscalibration and discrimination are overstated, and more so in draws: their intervals are reflected (`bootstrap.reflected`), and the value
    may lie above. The yardstick of the miscalibration is `Reliability.null_miscalibration`.
    """

    brier: Estimate
    miscalibration: Estimate
    discrimination: Estimate
    uncertainty: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """The reliability diagram: per distinct probability the recalibrated one, and the band in which calibrated forecasts would lie.

    `outside` is the share of the distinct probabilities whose point leaves the band, `p_value` that of the miscalibration, and
    `null_miscalibration` what calibrated forecasts would show at most in 95 of 100 cases.
    """

    probabilities: Floats
    recalibrated: Floats
    counts: Floats
    low: Floats
    high: Floats
    outside: float | None
    miscalibration: Estimate
    p_value: float | None
    null_miscalibration: float | None


def pav(counts: Floats, wins: Floats) -> Floats:
    """The isotonic fit of the win rate per distinct probability (pool adjacent violators), all counts positive."""
    return np.asarray(isotonic_regression(wins / counts, weights=counts).x, dtype=np.float64)


def corp(grouped: Grouped, resamples: Resamples | None = None) -> Corp:
    """Split the Brier score into miscalibration, discrimination and uncertainty. Source: Dimitriadis, Gneiting and Jordan 2021 (PNAS)."""
    score = brier(grouped, resamples)
    if score.value is None:
        return Corp(score, score, score, score)
    rate = grouped.base_rate
    mcb = miscalibration_of(grouped.probabilities, grouped.counts, grouped.wins)
    uncertainty = rate * (1 - rate)
    # The identity of the three parts gives the second; computed apart it would differ in the last digits.
    dsc = max(0.0, mcb + uncertainty - score.value)
    if resamples is None or resamples.units < 2:
        return Corp(score, _part(grouped, mcb), _part(grouped, dsc), _part(grouped, uncertainty))
    drawn_mcb, drawn_dsc = _drawn_parts(resamples)
    parts = (_part(grouped, mcb, reflected(mcb, drawn_mcb)), _part(grouped, dsc, reflected(dsc, drawn_dsc)))
    return Corp(score, *parts, _part(grouped, uncertainty, resamples.interval(uncertainty_statistic)))


def _drawn_parts(resamples: Resamples) -> tuple[Floats, Floats]:
    """Miscalibration and discrimination of the first draws: an isotonic fit each."""
    p, counts, wins = resamples.probabilities, resamples.counts[:FIT_DRAWS], resamples.wins[:FIT_DRAWS]
    _, mcb = _refits(p, Resamples(p, counts, wins))
    return mcb, mcb + uncertainty_statistic(p, counts, wins) - brier_statistic(p, counts, wins)


def uncertainty_statistic(_p: Floats, counts: Floats, wins: Floats) -> Floats:
    """The Brier score of always saying the win rate of the same draw."""
    rate = per_draw_mean(wins.sum(axis=1), counts)
    return rate * (1 - rate)


def _part(grouped: Grouped, value: float, interval: Interval = NO_INTERVAL) -> Estimate:
    return Estimate.of(value, grouped.n, interval=interval, excluded=grouped.excluded, units=grouped.units)


def miscalibration_of(p: Floats, counts: Floats, wins: Floats) -> float:
    """How much the isotonic fit improves the Brier score: 0 for calibrated forecasts. All counts positive."""
    return _improvement(p, counts, wins, pav(counts, wins))


def _improvement(p: Floats, counts: Floats, wins: Floats, fit: Floats) -> float:
    """The Brier score of p minus that of the fit, which can be negative by rounding only."""
    gain = counts * (p - fit) * (p + fit) - 2 * wins * (p - fit)
    return max(0.0, float(gain.sum() / counts.sum()))


def reliability(grouped: Grouped, null: Resamples | None = None, level: float = 0.9) -> Reliability:
    """The CORP reliability diagram with its consistency band at `level`.

    The band redraws the probabilities too, as R's reliabilitydiag does; the size of the miscalibration is judged with them as they are.
    `null` are the draws of `calibrated_draws`, made here when not given. Beyond 1,024 distinct probabilities neighbours are merged.
    """
    view = grouped.coarse()
    if view.n == 0:
        none = np.zeros(0)
        unknown = Estimate.unknown(Reason.NO_DATA, excluded=grouped.excluded)
        return Reliability(none, none, none, none, none, None, unknown, None, None)
    draws = null or calibrated_draws(view)
    fits, simulated = _refits(view.probabilities, draws)
    if view.cells is None:
        fits, _ = _refits(view.probabilities, calibrated_draws(view, redraw=True))
    # Widened where needed to hold the diagonal, as R's reliabilitydiag does.
    low, high = np.quantile(fits, [(1 - level) / 2, (1 + level) / 2], axis=0)
    low, high = np.minimum(low, view.probabilities), np.maximum(high, view.probabilities)
    fit = pav(view.counts, view.wins)
    observed = miscalibration_of(view.probabilities, view.counts, view.wins)
    return Reliability(
        view.probabilities,
        fit,
        view.counts,
        low,
        high,
        finite(np.mean((fit < low - 1e-12) | (fit > high + 1e-12))),
        _part(grouped, miscalibration_of(grouped.probabilities, grouped.counts, grouped.wins)),
        finite((1 + np.sum(simulated >= observed)) / (1 + len(simulated))),
        finite(np.quantile(simulated, 0.95)),
    )


def _refits(p: Floats, draws: Resamples) -> tuple[Floats, Floats]:
    """The isotonic fit of every draw at every probability, and its miscalibration."""
    fits, miscalibrations = np.empty_like(draws.counts), np.empty(len(draws.counts))
    for row, (counts, wins) in enumerate(zip(draws.counts, draws.wins, strict=True)):
        used = counts > 0
        fit = pav(counts[used], wins[used])
        fits[row] = fit if used.all() else np.interp(p, p[used], fit)
        miscalibrations[row] = _improvement(p[used], counts[used], wins[used], fit)
    return fits, miscalibrations
