"""Rates: hit rate with its intervals, the difference of two rates, what missing outcomes could still change, and weighted daily ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, ndtri

from alphagex_logs.metrics.inputs import codes, complete, floats, outcomes, same_length, sum_by
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Interval, Reason, ratio

if TYPE_CHECKING:
    from alphagex_logs.metrics.grouped import Grouped
    from alphagex_logs.metrics.inputs import Floats, Labels, Numbers


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of wins: `estimate` carries the Wilson interval, `jeffreys` the equal-tailed Jeffreys interval for the tooltip."""

    estimate: Estimate
    wins: int
    jeffreys: Interval


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a value must lie whatever the missing rows turn out to be; `missing` counts them. None without any row."""

    low: float | None
    high: float | None
    missing: int


@dataclass(frozen=True, slots=True)
class WeightedRate:
    """Pre-aggregated ratios put together by their counts; `contradictions` are the rows whose stored ratio is not hits / made."""

    estimate: Estimate
    contradictions: tuple[int, ...]


def z_of(level: float) -> float:
    """The normal quantile of a two-sided interval: 1.96 for 0.95."""
    return float(ndtri((1 + level) / 2))


def wilson(wins: float, n: float, level: float = 0.95) -> Interval:
    """Wilson's score interval of a share. `n` may be an effective, fractional number of rows. Source: Brown, Cai and DasGupta 2001."""
    if n <= 0:
        return NO_INTERVAL
    z = z_of(level)
    scale = n + z * z  # the textbook's form times n: a weight of 1e-257 has no square to divide by
    centre = (wins + z * z / 2) / scale
    half = z / scale * math.sqrt(wins / n * (n - wins) + z * z / 4)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Interval(0.0 if wins == 0 else low, 1.0 if wins == n else high)


def jeffreys(wins: float, n: float, level: float = 0.95) -> Interval:
    """The equal-tailed interval of Beta(wins + 1/2, losses + 1/2), its ends fixed at 0 without wins and at 1 without losses."""
    if n <= 0:
        return NO_INTERVAL
    a, b, tail = wins + 0.5, n - wins + 0.5, (1 - level) / 2
    return Interval(0.0 if wins == 0 else float(betaincinv(a, b, tail)), 1.0 if wins == n else float(betaincinv(a, b, 1 - tail)))


def hit_rate(won: Numbers, cluster: Labels | None = None, level: float = 0.95) -> Rate:
    """The share of wins among known outcomes (1, 0; anything else is excluded).

    With bot-days the interval is Wilson's for the effective number of rows, n divided by the design effect: five rows that share one outcome
    count about as one.
    """
    known = outcomes(won)
    same_length(known, cluster)
    mask, excluded = complete(known)
    used = known[mask]
    if cluster is None:
        return rate_of_units(used, np.ones(len(used)), excluded, level)
    numbers, units = codes(codes(cluster)[0][mask])
    return rate_of_units(sum_by(numbers, used, units), np.bincount(numbers, minlength=units).astype(float), excluded, level)


def hit_rate_of(grouped: Grouped, level: float = 0.95) -> Rate:
    """The share of wins of grouped predictions, as `hit_rate`."""
    if grouped.cells is None:
        return rate_of_counts(grouped.won, grouped.n, grouped.excluded, level)
    wins = sum_by(grouped.cells.cluster, grouped.cells.wins, grouped.units)
    sizes = sum_by(grouped.cells.cluster, grouped.cells.counts, grouped.units)
    return rate_of_units(wins, sizes, grouped.excluded, level)


def rate_of_counts(wins: int, n: int, excluded: int = 0, level: float = 0.95) -> Rate:
    """The share of wins from two counts of independent rows."""
    estimate = Estimate.of(ratio(wins, n), n, otherwise=Reason.NO_DATA, interval=wilson(wins, n, level), excluded=excluded)
    return Rate(estimate, int(wins), jeffreys(wins, n, level))


def rate_of_units(wins: Floats, sizes: Floats, excluded: int = 0, level: float = 0.95) -> Rate:
    """The share of wins from the wins and rows of every bot-day; a bot-day without rows is none."""
    wins, sizes = wins[sizes > 0], sizes[sizes > 0]
    won, n = float(wins.sum()), float(sizes.sum())
    effective = _effective_rows(wins, sizes)
    scaled = won / n * effective if n else 0.0
    estimate = Estimate.of(ratio(won, n), int(n), otherwise=Reason.NO_DATA, interval=wilson(scaled, effective, level), excluded=excluded, units=len(sizes))
    return Rate(estimate, int(won), jeffreys(scaled, effective, level))


def _effective_rows(wins: Floats, sizes: Floats) -> float:
    """Rows divided by the design effect (Kish), between the number of units and the number of rows.

    One class shows no spread between units, so nothing can be estimated: then every unit counts once.
    """
    n, units = float(sizes.sum()), len(sizes)
    if n == units:
        return n
    share = float(wins.sum()) / n
    if units < 2 or share in (0.0, 1.0):
        return float(units)
    robust = units / (units - 1) * float(np.sum((wins - share * sizes) ** 2)) / n**2
    return float(np.clip(share * (1 - share) / robust, 1.0, n)) if robust > 0 else float(units)


def newcombe(first: tuple[int, int], second: tuple[int, int], level: float = 0.95) -> Estimate:
    """The difference of two independent shares, given as (wins, n), with Newcombe's hybrid score interval (1998, method 10)."""
    return difference(rate_of_counts(*first, level=level), rate_of_counts(*second, level=level))


def difference(first: Rate, second: Rate) -> Estimate:
    """How much more often the first won than the second, with Newcombe's interval from the intervals of both, whatever units those rest on.

    Groups that share bot-days move together, which makes the interval too wide rather than too narrow.
    """
    one, other = first.estimate, second.estimate
    n = one.n + other.n
    if one.value is None or other.value is None:
        return Estimate.unknown(Reason.NO_DATA, n)
    (p1, l1, u1), (p2, l2, u2) = _with_ends(one, one.value), _with_ends(other, other.value)
    low, high = p1 - p2 - math.hypot(p1 - l1, u2 - p2), p1 - p2 + math.hypot(u1 - p1, p2 - l2)
    return Estimate.of(p1 - p2, n, interval=Interval(max(-1.0, low), min(1.0, high)), units=min(one.units, other.units))


def _with_ends(rate: Estimate, value: float) -> tuple[float, float, float]:
    return value, 0.0 if rate.low is None else rate.low, 1.0 if rate.high is None else rate.high


def missing_bounds(wins: int, n: int, missing: int) -> Bounds:
    """The share of wins if every missing outcome were a loss, and if every one were a win (Manski's worst case)."""
    total = n + missing
    return Bounds(ratio(wins, total), ratio(wins + missing, total), missing)


def weighted_rate(hits: Numbers, made: Numbers, stored: Numbers | None = None, tolerance: float = 0.005) -> WeightedRate:
    """Put daily ratios together by their counts: the sum of hits over the sum of made, never the mean of ratios.

    `stored` is the ratio that a table keeps beside its counts (0 to 1, or 0 to 100 when above 1); rows where it differs by more than
    `tolerance` from hits / made are listed by position.
    """
    h, m = floats(hits), floats(made)
    mask, _ = complete(h, m)
    mask &= (m > 0) & (h >= 0) & (h <= m)
    total, won = float(m[mask].sum()), float(h[mask].sum())
    estimate = Estimate.of(ratio(won, total), round(total), otherwise=Reason.NO_DATA, interval=wilson(won, total), excluded=len(mask) - int(mask.sum()))
    return WeightedRate(estimate, () if stored is None else _contradictions(h, m, floats(stored), mask, tolerance))


def _contradictions(hits: Floats, made: Floats, stored: Floats, mask: np.ndarray, tolerance: float) -> tuple[int, ...]:
    same_length(hits, stored)
    share = np.divide(hits, made, out=np.zeros(len(made)), where=mask)
    on_unit_scale = np.where(stored > 1, stored / 100, stored)
    return tuple(int(row) for row in np.flatnonzero(mask & (np.abs(on_unit_scale - share) > tolerance)))
