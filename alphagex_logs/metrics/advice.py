"""Advice: what following it earned against trading everything, and what can be said where skipped trades left no outcome."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr
from scipy.stats import rankdata

from alphagex_logs.metrics.bootstrap import SEED, interval_of, totals
from alphagex_logs.metrics.inputs import codes, complete, floats, present, quotients, same_length, sum_by
from alphagex_logs.metrics.rates import Bounds
from alphagex_logs.metrics.results import Estimate, Interval, Reason, finite, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alphagex_logs.metrics.inputs import Floats, Labels, Numbers

EXACT_LIMIT = 20_000
PERMUTATIONS = 10_000
MOST_DRAWN = 5_000_000  # numbers put into random orders: they take a tenth of a second
LARGE = 5_000  # units from which on the limit of all arrangements, which is normal (Hoeffding 1951), is as good as drawing some

_CHUNK = 500_000


@dataclass(frozen=True, slots=True)
class AdviceValue:
    """What scaling every trade by its advice changed, in dollars.

    `value` = `taken` - `always_full`; `size_matched` compares with the same total size spread evenly, and comes first in any report: trading
    less of a losing book is no skill. `by_advice` splits `value` over the labels.
    """

    size_matched: Estimate
    taken: Estimate
    always_full: Estimate
    value: Estimate
    mean_size: float | None
    by_advice: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """An effect with its two-sided permutation p-value; `exact` when all arrangements were counted."""

    estimate: Estimate
    p_value: float | None
    exact: bool


def advice_value(full_pnl: Numbers, size: Numbers, advice: Labels | None = None, cluster: Labels | None = None) -> AdviceValue:
    """Value the sizes that the advice gave (1 full, 0 skipped) by the dollars each trade makes at full size, taken or not.

    Needs the PnL of trades that were not taken; without it see `skip_bounds`. All figures carry bootstrap intervals by bot-day, made as those of
    `mean_interval`: what as many trades of such days could have earned.
    """
    same_length(full_pnl, size, advice, cluster)
    full, m = floats(full_pnl), floats(size)
    mask, excluded = complete(full, m)
    full, m = full[mask], m[mask]
    if len(full) == 0:
        unknown = Estimate.unknown(Reason.NO_DATA, excluded=excluded)
        return AdviceValue(unknown, unknown, unknown, unknown, None, ())
    days = np.arange(len(full)) if cluster is None else codes(codes(cluster)[0][mask])[0]

    drawn = totals((m * full, m, full, np.ones(len(full))), days)

    def told(value: float, mean: Callable[..., Floats]) -> Estimate:
        per_trade = drawn.interval(mean)
        interval = Interval(*(None if end is None else len(full) * end for end in (per_trade.low, per_trade.high)))
        return Estimate.of(value, len(full), interval=interval, excluded=excluded, units=drawn.units)

    taken, always = math.fsum(m * full), math.fsum(full)
    labels = [] if advice is None else [str(label) for label, used in zip(advice, mask, strict=True) if used]
    return AdviceValue(
        size_matched=told(math.fsum((m - m.mean()) * full), lambda taken, sizes, of_full, n: taken / n - (sizes / n) * (of_full / n)),
        taken=told(taken, lambda taken, _sizes, _full, n: taken / n),
        always_full=told(always, lambda _taken, _sizes, of_full, n: of_full / n),
        value=told(taken - always, lambda taken, _sizes, of_full, n: (taken - of_full) / n),
        mean_size=float(m.mean()),
        by_advice=_by_advice(labels, (m - 1) * full),
    )


def _by_advice(labels: list[str], change: Floats) -> tuple[tuple[str, float], ...]:
    return tuple((label, math.fsum(change[place] for place, other in enumerate(labels) if other == label)) for label in sorted(set(labels)))


def skip_bounds(win: Numbers, loss: Numbers) -> Bounds:
    """Between which dollars the value of skipping lies when skipped trades have no outcome: one maximal win and loss per skipped trade.

    A condor's PnL lies between -loss and win by construction, so the bounds hold whatever happened (Manski 1990). No point estimate exists:
    the advice is a function of the probability, so skipped and taken trades have nothing in common to weigh by.
    """
    w, lo, _ = _structures(win, loss)
    return Bounds(finite(-math.fsum(w)), finite(math.fsum(lo)), len(w))


def mean_pnl_bounds(observed: Numbers, win: Numbers, loss: Numbers) -> Bounds:
    """Between which dollars the mean PnL would lie had the skipped trades been taken too."""
    known, _ = present(observed)
    w, lo, _ = _structures(win, loss)
    total, n = math.fsum(known), len(known) + len(w)
    return Bounds(ratio(total - math.fsum(lo), n), ratio(total + math.fsum(w), n), len(w))


def _structures(win: Numbers, loss: Numbers) -> tuple[Floats, Floats, int]:
    w, lo = floats(win), floats(loss)
    mask, excluded = complete(w, lo)
    return w[mask], lo[mask], excluded


def advice_effect(full: Numbers, reduced: Numbers, seed: int = SEED) -> PermutationTest:
    """The mean R after FULL minus that after REDUCED advice, one R per bot-day, with a permutation test.

    All arrangements are counted up to 20,000; beyond that up to 10,000 are drawn, and from 5,000 bot-days on their normal limit is taken. The
    interval is a bootstrap over bot-days.
    """
    (a, missing_a), (b, missing_b) = present(full), present(reduced)
    excluded, n = missing_a + missing_b, len(a) + len(b)
    if min(len(a), len(b)) == 0:
        return PermutationTest(Estimate.unknown(Reason.NO_DATA if n == 0 else Reason.N_TOO_SMALL, n, excluded=excluded), None, False)
    pooled, exact = np.concatenate([a, b]), math.comb(n, len(a)) <= EXACT_LIMIT
    observed = float(a.mean() - b.mean())
    side = np.arange(n) < len(a)
    interval = interval_of(_drawn_effect, (pooled * side, side.astype(float), pooled * ~side, (~side).astype(float)), None)
    estimate = Estimate.of(observed, n, interval=interval, excluded=excluded)
    if n > LARGE and not exact:
        return PermutationTest(estimate, _in_the_limit(observed, float(pooled.std()) * math.sqrt(n * n / ((n - 1) * len(a) * len(b)))), False)
    totals = _all_totals(pooled, len(a)) if exact else _drawn_totals(pooled, len(a), seed)
    differences = totals / len(a) - (pooled.sum() - totals) / len(b)
    return PermutationTest(estimate, _two_sided(observed, differences, exact), exact)


def _in_the_limit(observed: float, deviation: float) -> float:
    """Twice the smaller tail of the normal limit of all arrangements, whose mean is 0."""
    return 1.0 if deviation == 0 else float(2 * ndtr(-abs(observed) / deviation))


def _drawn_effect(full: Floats, fulls: Floats, reduced: Floats, reduces: Floats) -> Floats:
    return quotients(full, fulls) - quotients(reduced, reduces)


def _all_totals(pooled: Floats, size: int) -> Floats:
    chosen = np.array(list(combinations(range(len(pooled)), size)))
    return np.asarray(pooled[chosen].sum(axis=1), dtype=np.float64)


def _drawn_totals(pooled: Floats, size: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    return np.concatenate([part[:, :size].sum(axis=1) for part in _permuted(pooled, rng)])


def _permuted(values: Floats, rng: np.random.Generator) -> Iterator[Floats]:
    """The values in random orders, one per row, some hundred thousand numbers at a time; fewer orders of many values, for which fewer do."""
    step, done = max(1, _CHUNK // len(values)), 0
    wanted = min(PERMUTATIONS, MOST_DRAWN // len(values))
    while done < wanted:
        rows = min(step, wanted - done)
        yield rng.permuted(np.broadcast_to(values, (rows, len(values))), axis=1)
        done += rows


def _two_sided(observed: float, simulated: Floats, exact: bool) -> float:
    """Twice the smaller tail, as scipy's `permutation_test`; drawn arrangements count the observed one too."""
    slack, extra = 1e-9 * max(1.0, float(np.max(np.abs(simulated)))), 0 if exact else 1
    tails = (np.sum(simulated >= observed - slack), np.sum(simulated <= observed + slack))
    return min(1.0, 2 * (float(min(tails)) + extra) / (len(simulated) + extra))


def advice_trend(level: Numbers, r: Numbers, seed: int = SEED) -> PermutationTest:
    """Spearman's rank correlation of the advice (0 skip, 1 reduced, 2 full) with R, one row per bot-day, with a permutation test."""
    x, y = floats(level), floats(r)
    same_length(x, y)
    mask, excluded = complete(x, y)
    n = int(mask.sum())
    if n < 3:
        return PermutationTest(Estimate.unknown(Reason.N_TOO_SMALL if n else Reason.NO_DATA, n, excluded=excluded), None, False)
    ranks, others = (rankdata(values[mask]) - (n + 1) / 2 for values in (x, y))
    scale = math.sqrt(float(np.sum(ranks**2)) * float(np.sum(others**2)))
    observed = ratio(float(ranks @ others), scale)
    if observed is None:
        return PermutationTest(Estimate.unknown(Reason.ZERO_VARIANCE, n, excluded=excluded), None, False)
    if n > LARGE:
        return PermutationTest(Estimate.of(observed, n, excluded=excluded), _in_the_limit(observed, 1 / math.sqrt(n - 1)), False)
    rng = np.random.default_rng(seed)
    simulated = np.concatenate([part @ others for part in _permuted(ranks, rng)]) / scale
    return PermutationTest(Estimate.of(observed, n, excluded=excluded), _two_sided(observed, simulated, False), False)


def mean_by_unit(values: Numbers, cluster: Labels) -> Floats:
    """The mean of the known values of every bot-day, for the tests above: one number per unit of inference."""
    array = floats(values)
    known = ~np.isnan(array)
    numbers, units = codes(codes(cluster)[0][known])
    return quotients(sum_by(numbers, array[known], units), np.bincount(numbers, minlength=units).astype(np.float64))
