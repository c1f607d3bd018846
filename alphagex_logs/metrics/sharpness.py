"""Sharpness: how far the probabilities spread, whatever came of them, and bins that never split a tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.inputs import complete, floats, probabilities, same_length, sum_by
from alphagex_logs.metrics.results import Estimate, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.metrics.inputs import Floats, Integers, Numbers

HISTOGRAM_BINS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Sharpness:
    """The spread of the probabilities: standard deviation (of all rows), quartile distance, the commonest value and the ends.

    `histogram` counts rows in `edges[i]` to `edges[i + 1]`, bins of 0.05 closed above. A large share at one value or at an end points to a
    default or a clamp rather than to a forecast.
    """

    deviation: Estimate
    interquartile: Estimate
    distinct: int
    modal_probability: float | None
    modal_share: Estimate
    share_at_lowest: Estimate
    share_at_highest: Estimate
    histogram: Integers
    edges: Floats


@dataclass(frozen=True, slots=True)
class ProbabilityBin:
    """Probabilities from `low` to `high`, both included, and how many rows have them."""

    low: float
    high: float
    n: int


def sharpness(forecasts: Numbers, counts: Numbers | None = None) -> Sharpness:
    """Describe the probabilities, each standing for `counts` rows (1 without)."""
    p, c, excluded = _distinct(forecasts, counts)
    edges = np.linspace(0, 1, HISTOGRAM_BINS + 1)
    histogram = sum_by(np.searchsorted(edges[1:-1], p), c, HISTOGRAM_BINS).astype(np.int64)
    n = int(c.sum())
    if n == 0:
        unknown = Estimate.unknown(Reason.NO_DATA, excluded=excluded)
        return Sharpness(unknown, unknown, 0, None, unknown, unknown, unknown, histogram, edges)

    def told(value: float) -> Estimate:
        return Estimate.of(value, n, excluded=excluded)

    mean, mode = np.sum(c * p) / n, int(np.argmax(c))
    deviation, spread = np.sqrt(np.sum(c * (p - mean) ** 2) / n), _quantile(p, c, 0.75) - _quantile(p, c, 0.25)
    return Sharpness(told(deviation), told(spread), len(p), float(p[mode]), told(c[mode] / n), told(c[0] / n), told(c[-1] / n), histogram, edges)


def _distinct(forecasts: Numbers, counts: Numbers | None) -> tuple[Floats, Floats, int]:
    """Distinct probabilities in ascending order, their rows, and how many rows are excluded."""
    p = probabilities(forecasts)
    c = np.ones(len(p)) if counts is None else floats(counts)
    same_length(p, c)
    mask, _ = complete(p, c)
    mask &= c > 0
    distinct, level = np.unique(p[mask], return_inverse=True)
    return distinct, sum_by(level, c[mask], len(distinct)), round(float(np.nansum(c[~mask])))


def _quantile(p: Floats, counts: Floats, share: float) -> float:
    """The quantile of the rows behind distinct values, between neighbours as numpy does."""
    upto, position = np.cumsum(counts), share * (counts.sum() - 1)
    below, above = p[np.searchsorted(upto, [np.floor(position) + 1, np.ceil(position) + 1])]
    return float(below + (above - below) * (position - np.floor(position)))


def tie_safe_bins(forecasts: Numbers, bins: int = 10, counts: Numbers | None = None) -> tuple[ProbabilityBin, ...]:
    """At most `bins` bins of about equal size that never part equal probabilities.

    Walks the distinct values upwards and closes a bin as soon as it holds n / bins rows; the last one takes what is left.
    """
    p, c, _ = _distinct(forecasts, counts)
    enough, found, first, rows = c.sum() / bins, [], 0, 0.0
    for index in range(len(p)):
        rows += c[index]
        if rows >= enough or index == len(p) - 1:
            found.append(ProbabilityBin(float(p[first]), float(p[index]), int(rows)))
            first, rows = index + 1, 0.0
    return tuple(found)


def assign(forecasts: Numbers, bins: Sequence[ProbabilityBin]) -> Integers:
    """The number of each row's bin, -1 where its probability is missing or in none."""
    p = probabilities(forecasts)
    if not bins:
        return np.full(len(p), -1, dtype=np.int64)
    number = np.searchsorted([each.high for each in bins], p)  # NaN sorts past the end
    lows = np.append([each.low for each in bins], np.inf)
    return np.where(p >= lows[number], number, -1).astype(np.int64)
