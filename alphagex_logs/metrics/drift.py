"""Drift: do the probabilities or inputs of now still look like those of before, and is a whole family of tests more than chance?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.bootstrap import SEED
from alphagex_logs.metrics.inputs import floats, present, same_length
from alphagex_logs.metrics.results import Estimate, Reason, finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.metrics.inputs import Floats, Numbers

LEAST_ROWS = 30
SHARE_FLOOR = 1e-4
PERMUTATIONS = 1000
ROTATIONS = 200  # of a series: no smaller p-value than 1/201 can be told, which is enough to see that one is small


@dataclass(frozen=True, slots=True)
class StabilityIndex:
    """The population stability index, beside what it is on average without any drift for so many bins and rows."""

    estimate: Estimate
    expected_without_drift: float | None


@dataclass(frozen=True, slots=True)
class KolmogorovSmirnov:
    """The largest distance of two distribution functions, with its permutation p-value."""

    estimate: Estimate
    p_value: float | None


def psi(before: Numbers, now: Numbers) -> StabilityIndex:
    """The population stability index of two histograms over the same bins, given as counts.

    Shares below 1e-4 count as 1e-4. The usual alarm at 0.2 means nothing without the expected value: 10 bins with 100 and 30 rows show 0.39 on
    average without drift. Below 30 rows on a side: `n_too_small`.
    """
    a, b = np.nan_to_num(floats(before)), np.nan_to_num(floats(now))
    same_length(a, b)
    n, m = int(a.sum()), int(b.sum())
    if min(n, m) < LEAST_ROWS:
        return StabilityIndex(_too_few(n, m), None)
    old, new = np.maximum(a / n, SHARE_FLOOR), np.maximum(b / m, SHARE_FLOOR)
    value = np.sum((new - old) * np.log(new / old))
    return StabilityIndex(Estimate.of(value, n + m, units=min(n, m)), (len(a) - 1) * (1 / n + 1 / m))


def _too_few(n: int, m: int, excluded: int = 0) -> Estimate:
    return Estimate.unknown(Reason.N_TOO_SMALL if n and m else Reason.NO_DATA, n + m, excluded=excluded, units=min(n, m))


def kolmogorov_smirnov(before: Numbers, now: Numbers, permutations: int = PERMUTATIONS, seed: int = SEED) -> KolmogorovSmirnov:
    """Compare two samples; ties are no problem because the p-value comes from permuting rows, not from a formula.

    Below 30 rows on a side: `n_too_small`.
    """
    (a, missing_a), (b, missing_b) = present(before), present(now)
    excluded = missing_a + missing_b
    if min(len(a), len(b)) < LEAST_ROWS:
        return KolmogorovSmirnov(_too_few(len(a), len(b), excluded), None)
    distinct, level = np.unique(np.concatenate([a, b]), return_inverse=True)
    first = np.bincount(level[: len(a)], minlength=len(distinct))
    together = np.bincount(level)
    observed = _distance(first, together)
    # Which rows fall to the first sample, counted per distinct value: all that a permutation can change.
    drawn = np.random.default_rng(seed).multivariate_hypergeometric(together, len(a), size=permutations, method="marginals")
    p_value = (1 + np.sum(_distance(drawn, together) >= observed - 1e-12)) / (1 + permutations)
    return KolmogorovSmirnov(Estimate.of(observed.item(), len(a) + len(b), excluded=excluded, units=min(len(a), len(b))), finite(p_value))


def halves(series: Numbers, rotations: int = ROTATIONS) -> KolmogorovSmirnov:
    """Compare the later half of a series with the earlier one, where values hang together from one to the next, as those of successive days do.

    The p-value comes from turning the series round: each turn cuts the same circle of values into two other halves, which are as smooth as these.
    Shuffled rows would be far rougher, and nearly every series would differ from them. An odd value in the middle belongs to the later half.
    Below 30 values on a side: `n_too_small`. Missing values are left out first.
    """
    values, missing = present(series)
    n, half = len(values), len(values) // 2
    if half < LEAST_ROWS:
        return KolmogorovSmirnov(_too_few(half, n - half, missing), None)
    distinct, level = np.unique(values, return_inverse=True)
    together = np.bincount(level, minlength=len(distinct))
    turns = np.unique(np.linspace(0, n, rotations, endpoint=False).astype(int))
    parts = (np.bincount(np.roll(level, -turn)[:half], minlength=len(distinct)) for turn in turns)
    observed, *others = [_distance(first, together).item() for first in parts]
    p_value = (1 + sum(other >= observed - 1e-12 for other in others)) / len(turns)
    return KolmogorovSmirnov(Estimate.of(observed, n, excluded=missing, units=half), finite(p_value))


def _distance(first: np.ndarray, together: np.ndarray) -> Floats:
    """The largest distance of the distribution functions of a part and of the rest, per draw."""
    n, total = first.sum(axis=-1, keepdims=True), together.sum()
    one, other = np.cumsum(first, axis=-1) / n, np.cumsum(together - first, axis=-1) / (total - n)
    return np.asarray(np.max(np.abs(one - other), axis=-1), dtype=np.float64)


def benjamini_hochberg(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """The q-value of every test of a family: the share of false alarms to expect when calling it and all smaller ones a finding.

    Tests without a p-value stay None and do not count. Equals `scipy.stats.false_discovery_control`.
    """
    known = [(p, place) for place, p in enumerate(p_values) if p is not None]
    found: list[float | None] = [None] * len(p_values)
    smallest = 1.0
    for rank, (p, place) in sorted(enumerate(sorted(known), start=1), reverse=True):
        smallest = min(smallest, p * len(known) / rank)
        found[place] = smallest
    return tuple(found)
