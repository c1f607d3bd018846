"""Bootstrap by bot-day: the rows of one bot-day share their outcome, so whole bot-days are drawn, never single rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.special import ndtr, ndtri

from alphagex_logs.metrics.inputs import Floats, codes, floats, same_length, sum_by
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Interval, Reason, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from alphagex_logs.metrics.grouped import Grouped
    from alphagex_logs.metrics.inputs import Integers, Labels, Numbers

SEED = 0
DRAWS = 1000
MEAN_DRAWS = 10_000
BCA_FROM_UNITS = 20

SUPER_CLUSTERS = 2048
"""More bot-days than this are first dealt at random into this many bundles of equal size. Bundles of independent bot-days are independent, so
the interval stays right; its width is estimated with a relative error of about 1 / sqrt(2 * 2048) = 1.6 %."""

_CHUNK = 250_000  # values at once: they stay in the processor's cache

Statistic: TypeAlias = Callable[[Floats, Floats, Floats], Floats]
"""probabilities (levels), counts (draws, levels), wins (draws, levels) -> one value per draw; NaN where a draw has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Resamples:
    """Bootstrap draws of grouped predictions, shared by all metrics of one view: counts and wins per draw and probability."""

    probabilities: Floats
    counts: Floats  # (draws, levels)
    wins: Floats
    level: float = 0.95
    units: int = 0

    def interval(self, statistic: Statistic) -> Interval:
        """The percentile interval of a statistic over the draws; none for fewer than two units."""
        if self.units < 2:
            return NO_INTERVAL
        return percentile(statistic(self.probabilities, self.counts, self.wins), self.level)


def resample(grouped: Grouped, draws: int = DRAWS, level: float = 0.95, seed: int = SEED) -> Resamples:
    """Draw bot-days with replacement. Same input and seed, same draws.

    A million predictions with 1,000 distinct probabilities take some tenths of a second, because only sums per bot-day are drawn.
    """
    view, rng = grouped.coarse(), np.random.default_rng(seed)
    if view.cells is None:
        counts, wins = _draw_rows(view, draws, rng)
    else:
        by_unit = unit_sums(view, rng)
        weights = _multiplicities(len(by_unit[0]), draws, seed).astype(by_unit[0].dtype, copy=False)
        counts, wins = (np.asarray(weights @ sums, dtype=np.float64) for sums in by_unit)
    return Resamples(view.probabilities, counts, wins, level, view.units)


def _draw_rows(view: Grouped, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Rows that are units of their own: drawing n of them is one multinomial draw over (probability, outcome)."""
    if view.n == 0:
        return np.zeros((draws, 0)), np.zeros((draws, 0))
    shares = np.concatenate([view.wins, view.counts - view.wins]) / view.counts.sum()
    drawn = rng.multinomial(view.n, shares / shares.sum(), size=draws).astype(np.float64)
    wins = drawn[:, : len(view.wins)]
    return wins + drawn[:, len(view.wins) :], wins


def unit_sums(view: Grouped, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Counts and wins per bundle of bot-days and probability, as two dense tables."""
    cells = view.cells
    if cells is None:
        raise ValueError("Only predictions with bot-days have sums by bot-day.")
    bundles = min(view.units, SUPER_CLUSTERS)
    dealt = np.arange(view.units) if bundles == view.units else rng.permutation(view.units) % bundles
    levels = len(view.probabilities)
    key = dealt[cells.cluster] * levels + cells.level
    # Counts below 2^24 are exact in single precision, which halves the time of the matrix product.
    kind = np.float32 if view.n < 2**22 else np.float64
    return tuple(sum_by(key, part, bundles * levels).reshape(bundles, levels).astype(kind) for part in (cells.counts, cells.wins))  # type: ignore[return-value]


@lru_cache(maxsize=4)
def _multiplicities(units: int, draws: int, seed: int) -> NDArray[np.float32]:
    """How often each unit occurs in each draw: (draws, units). All numbers of a page are about the same units, so they share their draws."""
    if units == 0:
        return np.zeros((draws, 0), np.float32)
    drawn = np.random.default_rng(seed).integers(0, units, size=(draws, units)) + units * np.arange(draws)[:, None]
    found = np.bincount(drawn.ravel(), minlength=draws * units).reshape(draws, units).astype(np.float32)
    found.setflags(write=False)
    return found


def percentile(values: Floats, level: float = 0.95) -> Interval:
    """The central interval of simulated values; draws without a value are left out."""
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return NO_INTERVAL
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def draw_totals(columns: Floats, cluster: Labels | None, draws: int = DRAWS, seed: int = SEED) -> tuple[Floats, int]:
    """Bootstrap draws of the totals of several columns (columns, rows) by unit: (draws, columns), and the number of units."""
    rng, rows = np.random.default_rng(seed), columns.shape[1]
    numbers, units = (np.arange(rows), rows) if cluster is None else codes(cluster)
    sums = _bundled(columns, numbers, units, rng)
    return _multiplicities(sums.shape[1], draws, seed).astype(np.float64) @ sums.T, units


def _bundled(columns: Iterable[Floats], numbers: Integers, units: int, rng: np.random.Generator) -> Floats:
    """Totals of columns by unit, (columns, units); many units are dealt into bundles, which are drawn in their place."""
    if units > SUPER_CLUSTERS:
        numbers = (rng.permutation(units) % SUPER_CLUSTERS)[numbers]
    return np.stack([sum_by(numbers, column, min(units, SUPER_CLUSTERS)) for column in columns])


def interval_of(statistic: Callable[..., Floats], columns: Sequence[Floats], cluster: Labels | None, level: float = 0.95) -> Interval:
    """The percentile interval over drawn units of a statistic of the totals of several columns: one value per draw, NaN where a draw has none.

    There is none for fewer than two units, nor where one draw in 40 has no value: then an end of the interval would lie among those.
    """
    drawn, units = draw_totals(np.stack(columns), cluster)
    values = statistic(*drawn.T)
    return NO_INTERVAL if units < 2 or np.mean(~np.isfinite(values)) > (1 - level) / 2 else percentile(values, level)


def reflected(value: float, draws: Floats, level: float = 0.95) -> Interval:
    """The basic interval, 2 `value` less the ends of the draws, for what noise can only enlarge; never below 0.

    Draws carry the noise of the sample and their own, so they lie above the value by as much as the value lies above the truth. Source: Davison
    and Hinkley 1997, equation 5.6. The value may lie above its interval.
    """
    ends = percentile(draws, level)
    return NO_INTERVAL if ends.low is None or ends.high is None else Interval(max(0.0, 2 * value - ends.high), max(0.0, 2 * value - ends.low))


def draw_paths(values: Floats, draws: int = DRAWS, seed: int = SEED) -> Iterator[Floats]:
    """Histories as long as the given one, put together from blocks of its successive entries: chunks of (draws, entries).

    Whole blocks keep losses together that come in runs. A block is the cube root of the length, rounded up, and the last entry is followed by
    the first (circular block bootstrap: Politis and Romano 1992; order of the length: Künsch 1989).
    """
    n, rng = len(values), np.random.default_rng(seed)
    length = min(n, math.ceil(round(n ** (1 / 3), 9)))  # the cube root of 27 is 3.0000000000000004 for a float
    blocks, done = -(-n // length), 0
    while done < draws:
        size = min(draws - done, max(1, _CHUNK // n))
        starts = rng.integers(0, n, size=(size, blocks, 1))
        yield values[(starts + np.arange(length)).reshape(size, -1)[:, :n] % n]
        done += size


def bca(value: float, draws: Floats, jackknife: Floats, level: float = 0.95) -> Interval:
    """Efron's bias-corrected and accelerated interval from bootstrap draws and leave-one-unit-out values.

    Source: Efron and Tibshirani 1993, equations 14.9 to 14.15. Falls back to percentiles where the correction is undefined.
    """
    below = (np.mean(draws < value) + np.mean(draws <= value)) / 2
    pull = jackknife.mean() - jackknife
    spread = float(np.sum(pull**2)) ** 1.5
    if spread == 0 or not 0 < below < 1:
        return percentile(draws, level)
    acceleration, shift = float(np.sum(pull**3)) / (6 * spread), ndtri(below)
    sides = shift + ndtri(np.array([(1 - level) / 2, (1 + level) / 2]))
    low, high = np.quantile(draws, ndtr(shift + sides / (1 - acceleration * sides)))
    return Interval(float(low), float(high))


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """The totals of several columns over all units, over units drawn with replacement, and over all units but one: what an interval is made of."""

    whole: Floats  # (columns,)
    drawn: Floats  # (draws, columns)
    without: Floats  # (units, columns)
    units: int

    def interval(self, statistic: Callable[..., Floats], level: float = 0.95) -> Interval:
        """The interval of a statistic of these totals: BCa from 20 units on, percentiles below; none where no draw differs from another."""
        drawn = statistic(*self.drawn.T)
        if self.units < 2 or np.ptp(drawn) == 0:
            return NO_INTERVAL
        if len(self.without) < BCA_FROM_UNITS:
            return percentile(drawn, level)
        return bca(float(statistic(*self.whole)), drawn, statistic(*self.without.T), level)


def totals(columns: Sequence[Floats], units: Integers, draws: int = MEAN_DRAWS, seed: int = SEED) -> Totals:
    """Draw units; `units` numbers the unit of each row from 0, and none is left out. Same units and seed, same draws, whatever the columns."""
    rng, known = np.random.default_rng(seed), int(units.max(initial=-1)) + 1
    sums = _bundled(columns, units, known, rng)
    whole = sums.sum(axis=1)
    return Totals(whole, _drawn_totals(sums, draws, rng), whole - sums.T, known)


def _drawn_totals(sums: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Totals over units drawn with replacement, a chunk of draws at a time so that memory stays small.

    Added up column by column: a matrix product depends in its last digits on where the numbers lie in memory. A column in which all units are
    alike, such as their sizes where each has one row, comes to the same in every draw.
    """
    units, found, done = sums.shape[1], np.zeros((draws, len(sums))), 0
    if units == 0:
        return found
    alike = np.ptp(sums, axis=1) == 0
    found[:, alike] = units * sums[alike, 0]
    while done < draws:
        size = min(draws - done, max(1, _CHUNK // units))
        places = rng.integers(0, units, size=(size, units), dtype=np.int32).astype(np.intp)  # drawn as 32 bits, looked up as what numpy indexes by
        for number in np.flatnonzero(~alike):
            found[done : done + size, number] = sums[number].take(places).sum(axis=1)
        done += size
    return found


def mean_interval(values: Numbers, cluster: Labels | None = None, *, draws: int = MEAN_DRAWS, level: float = 0.95, seed: int = SEED) -> Estimate:
    """The mean with its bootstrap interval over units (days, bot-days); BCa from 20 units on, percentiles below.

    Fewer than two units give the mean without an interval; so does a constant, about which a bootstrap knows nothing.
    """
    array = floats(values)
    same_length(array, cluster)
    known = ~np.isnan(array)
    excluded = len(array) - int(known.sum())
    if not known.any():
        return Estimate.unknown(Reason.NO_DATA, excluded=excluded)
    used = array[known]
    numbers, units = (np.arange(len(used)), len(used)) if cluster is None else codes(codes(cluster)[0][known])
    constant = units < 2 or np.ptp(used) == 0
    interval = NO_INTERVAL if constant else totals((used, np.ones(len(used))), numbers, draws, seed).interval(np.divide, level)
    return Estimate.of(used.mean(), len(used), interval=interval, excluded=excluded, units=units)


def mean_t(values: Numbers, cluster: Labels | None = None) -> Estimate:
    """The mean over its cluster-robust standard error; without bot-days the ordinary t. `units` - 1 are its degrees of freedom."""
    array = floats(values)
    known = ~np.isnan(array)
    used, excluded = array[known], len(array) - int(known.sum())
    numbers, units = (np.arange(len(used)), len(used)) if cluster is None else codes(codes(cluster)[0][known])
    if units < 2:
        return Estimate.unknown(Reason.N_TOO_SMALL if units else Reason.NO_DATA, len(used), excluded=excluded, units=units)
    surplus = sum_by(numbers, used - used.mean())
    error = math.sqrt(units / (units - 1) * float(np.sum(surplus**2))) / len(used)
    t = None if np.ptp(used) == 0 else ratio(used.mean(), error)
    return Estimate.of(t, len(used), excluded=excluded, units=units)
