"""What calibrated forecasts would look like by chance: simulated outcomes for the forecasts that were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.metrics.bootstrap import SEED, Resamples
from alphagex_logs.metrics.inputs import sum_by

if TYPE_CHECKING:
    from alphagex_logs.metrics.grouped import Cells, Grouped
    from alphagex_logs.metrics.inputs import Floats, Integers

NULL_DRAWS = 500

_CELL_BUDGET = 20_000_000
_LEAST_WORLDS = 4
_BUNDLES = 512
_CHUNK = 4_000_000


def calibrated_draws(grouped: Grouped, draws: int = NULL_DRAWS, seed: int = SEED, *, redraw: bool = False) -> Resamples:
    """Simulate outcomes under the hypothesis that every probability is right.

    The probabilities stay as they are, unless `redraw` asks to draw them anew from those seen (Broecker and Smith 2007). The rows of a bot-day
    always keep theirs and share one uniform number u, so that a row wins where u < p: each row wins with its own probability, and the rows of
    a day win and lose together.
    """
    view, rng = grouped.coarse(), np.random.default_rng(seed)
    if view.cells is None:
        counts, wins = _independent_rows(view, draws, redraw, rng)
    else:
        counts, wins = np.tile(view.counts, (draws, 1)), _shared_outcomes(view, view.cells, draws, rng)
    return Resamples(view.probabilities, counts, wins, units=view.units)


def _independent_rows(view: Grouped, draws: int, redraw: bool, rng: np.random.Generator) -> tuple[Floats, Floats]:
    if view.n == 0:
        return np.zeros((draws, 0)), np.zeros((draws, 0))
    counts = np.tile(view.counts, (draws, 1)).astype(np.int64)
    if redraw:
        shares = view.counts / view.counts.sum()
        counts = rng.multinomial(view.n, shares / shares.sum(), size=draws)
    return counts.astype(np.float64), rng.binomial(counts, view.probabilities).astype(np.float64)


def _shared_outcomes(view: Grouped, cells: Cells, draws: int, rng: np.random.Generator) -> Floats:
    if len(cells.counts) == 0:
        return np.zeros((draws, 0))
    return (_simulated if len(cells.counts) * draws <= _CELL_BUDGET else _multiplied)(view, cells, draws, rng)


def _simulated(view: Grouped, cells: Cells, draws: int, rng: np.random.Generator) -> Floats:
    """Wins per draw and probability, one uniform number per bot-day and draw."""
    by_level = np.argsort(cells.level, kind="stable")
    starts = np.searchsorted(cells.level[by_level], np.arange(len(view.probabilities)))
    owner, p, weight = cells.cluster[by_level], view.probabilities[cells.level[by_level]], cells.counts[by_level]
    parts, size = [], max(1, _CHUNK // len(weight))
    for done in range(0, draws, size):
        uniform = rng.random((min(size, draws - done), view.units))
        parts.append(np.add.reduceat(np.where(uniform[:, owner] < p, weight, 0.0), starts, axis=1))
    return np.concatenate(parts)


def _multiplied(view: Grouped, cells: Cells, draws: int, rng: np.random.Generator) -> Floats:
    """The same for so many cells that only a few worlds can be simulated: each world gives many draws by a Gaussian multiplier bootstrap.

    Within a world the deviations from calibration of bundles of bot-days are independent with mean zero, so random signs and sizes on them
    give draws with the right variances and covariances between probabilities.
    """
    levels, bundles = len(view.probabilities), min(view.units, _BUNDLES)
    key = (rng.permutation(view.units) % bundles)[cells.cluster] * levels + cells.level
    parts, worlds = [], max(_LEAST_WORLDS, _CHUNK // len(cells.counts))
    for share in np.array_split(np.arange(draws), min(worlds, draws)):
        deviations = _deviations(view, cells, key, bundles, rng)
        multipliers = rng.standard_normal((len(share), bundles), dtype=np.float32)
        parts.append(np.asarray(multipliers @ deviations, dtype=np.float64))
    expected = view.counts * view.probabilities
    return np.clip(expected + np.concatenate(parts), 0.0, view.counts)


def _deviations(view: Grouped, cells: Cells, key: Integers, bundles: int, rng: np.random.Generator) -> np.ndarray:
    """Wins minus expected wins per bundle of bot-days and probability, in one simulated world."""
    p = view.probabilities[cells.level]
    surplus = cells.counts * ((rng.random(view.units)[cells.cluster] < p) - p)
    levels = len(view.probabilities)
    return sum_by(key, surplus, bundles * levels).reshape(bundles, levels).astype(np.float32)


def null_variance(grouped: Grouped, weight: Floats) -> float:
    """The variance of the sum of weight * (outcome - p) over all rows if every p is right; `weight` has one entry per distinct p.

    The rows of a bot-day share their uniform number as in `calibrated_draws`, so cov(i, j) = min(p_i, p_j) - p_i p_j within a day.
    """
    p = grouped.probabilities
    if grouped.cells is None:
        return float(np.sum(grouped.counts * weight**2 * p * (1 - p)))
    cells = grouped.cells
    a, q = cells.counts * weight[cells.level], p[cells.level]
    before = np.cumsum(a * q) - a * q
    # Cells lie in the order of bot-days, and in each of ascending p: `first` is the place where the cell's day begins.
    first = np.maximum.accumulate(np.where(np.diff(cells.cluster, prepend=-1) > 0, np.arange(len(q)), 0))
    return max(0.0, float(np.sum(a * (1 - q) * (a * q + 2 * (before - before[first])))))
