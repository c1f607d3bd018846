"""Which of two forecasters is better, and is a forecaster better than always trading?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import bdtrc, stdtr

from alphagex_logs.metrics.bootstrap import mean_interval, mean_t
from alphagex_logs.metrics.inputs import codes, complete, outcomes, probabilities, same_length
from alphagex_logs.metrics.rates import rate_of_counts
from alphagex_logs.metrics.results import Estimate, Interval, Reason, ratio

if TYPE_CHECKING:
    from alphagex_logs.metrics.inputs import Floats, Labels, Numbers

SIGNIFICANCE = 0.05


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """The mean difference of two forecasters' squared errors on the same rows: below 0, the first is better.

    The interval is a bootstrap by bot-day, `t` the cluster-robust statistic with one unit per bot-day.
    """

    estimate: Estimate
    t: Estimate
    degrees_of_freedom: int
    p_value: float | None


@dataclass(frozen=True, slots=True)
class MajorityTest:
    """A hit rate against the share that always trading would win; `shown` says whether it beats it at 5 %."""

    estimate: Estimate
    base_rate: float
    p_value: float | None
    shown: bool


def _differences(first: Numbers, second: Numbers, won: Numbers) -> tuple[Floats, np.ndarray, int]:
    p, q, y = probabilities(first), probabilities(second), outcomes(won)
    mask, excluded = complete(p, q, y)
    p, q, y = p[mask], q[mask], y[mask]
    return (p - y) ** 2 - (q - y) ** 2, mask, excluded


def paired_difference(first: Numbers, second: Numbers, won: Numbers, cluster: Labels | None = None) -> PairedDifference:
    """Compare the Brier scores of two forecasters on the rows that both forecast and whose outcome is known."""
    same_length(first, cluster)
    differences, mask, excluded = _differences(first, second, won)
    numbers = np.arange(len(differences)) if cluster is None else codes(codes(cluster)[0][mask])[0]
    mean = mean_interval(differences, numbers)
    estimate = Estimate.of(mean.value, mean.n, otherwise=Reason.NO_DATA, interval=_interval(mean), excluded=excluded, units=mean.units)
    t = mean_t(differences, numbers).excluding(excluded)
    freedom = max(0, estimate.units - 1)
    return PairedDifference(estimate, t, freedom, None if t.value is None else float(2 * stdtr(freedom, -abs(t.value))))


def _interval(estimate: Estimate) -> Interval:
    return Interval(estimate.low, estimate.high)


def beats_majority(won: Numbers, base_rate: float) -> MajorityTest:
    """Test one-sidedly and exactly (binomial) that the hit rate of independent rows exceeds `base_rate`."""
    known = outcomes(won)
    used = known[~np.isnan(known)]
    wins, n = int(used.sum()), len(used)
    estimate = rate_of_counts(wins, n, len(known) - n).estimate
    if n == 0:
        return MajorityTest(estimate, base_rate, None, False)
    p_value = 1.0 if wins == 0 else float(bdtrc(wins - 1, n, base_rate))
    return MajorityTest(estimate, base_rate, p_value, p_value < SIGNIFICANCE)


def diebold_mariano(first: Numbers, second: Numbers, won: Numbers, horizon: int = 1) -> PairedDifference:
    """Compare two forecasters on rows in the order of time, allowing for errors that hang together over `horizon` - 1 rows.

    Source: Harvey, Leybourne and Newbold 1997, with Student's t; equals `scores.diebold_mariano(method="HLN")`. `zero_variance` where their
    estimate of the variance is not positive.
    """
    differences, _, excluded = _differences(first, second, won)
    n = len(differences)
    if n == 0 or not 0 < horizon < n:
        unknown = Estimate.unknown(Reason.N_TOO_SMALL if n else Reason.NO_DATA, n, excluded=excluded)
        return PairedDifference(unknown, unknown, max(0, n - 1), None)
    estimate = Estimate.of(differences.mean(), n, excluded=excluded)
    variance = _long_run_variance(differences, horizon)
    correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n
    t = None if variance <= 0 or np.ptp(differences) == 0 else ratio(math.sqrt(correction) * differences.mean(), math.sqrt(variance))
    p_value = None if t is None else float(2 * stdtr(n - 1, -abs(t)))
    return PairedDifference(estimate, Estimate.of(t, n, excluded=excluded), n - 1, p_value)


def _long_run_variance(values: Floats, horizon: int) -> float:
    """The variance of the mean, with autocovariances up to lag `horizon` - 1."""
    n, centred = len(values), values - values.mean()
    covariances = [float(centred[lag:] @ centred[: n - lag]) for lag in range(horizon)]
    return (covariances[0] + 2 * sum(covariances[1:])) / n**2
