"""What may be looked at after every trade: streams of forecasts that do not overlap, and intervals that hold at all times at once.

A test that is repeated after every trade alarms sooner or later, and trades that overlap hang together. Both are answered here: forecasts are
dealt into streams in which each outcome is known before the next forecast, and every stream is bounded at all times together.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alphagex_logs.metrics.inputs import complete, floats, outcomes, probabilities, same_length, sum_by
from alphagex_logs.metrics.results import Estimate, Interval, Reason

if TYPE_CHECKING:
    from alphagex_logs.metrics.inputs import Flags, Floats, Integers, Labels, Numbers

TUNED_FOR = 2.5
"""The variance at which the interval is narrowest: 250 forecasts that differ by 0.1. It must not be chosen from the rows."""


@dataclass(frozen=True, slots=True)
class AnytimeMean:
    """A mean whose interval holds after every row at once, however often one looks; `log10_e` is the evidence that the mean is not 0.

    The e-value is the wealth of a bettor against 0: it reaches 20 in at most 5 % of all histories without a difference. `streams` are the
    parts in which no two rows overlap; more than one makes the interval wider.
    """

    estimate: Estimate
    log10_e: float | None
    streams: int


def instants(values: Labels | None, rows: int) -> Floats:
    """Moments as numbers, whatever they come as; a missing moment and a missing column are NaN."""
    if values is None:
        return np.full(rows, np.nan)
    array: Any = np.asarray(values.to_numpy() if hasattr(values, "to_numpy") else values)
    if array.dtype.kind == "O" and not any(isinstance(value, float | int) and value == value for value in array):  # noqa: PLR0124 - NaN differs
        array = np.array([value if value == value else None for value in array], dtype="datetime64[us]")  # noqa: PLR0124 - NaT differs
    if array.dtype.kind != "M":
        return floats(array)
    found: Floats = np.where(np.isnat(array), np.nan, array.astype("datetime64[us]").astype(np.float64))
    return found


def in_streams(made: Floats, known: Floats) -> tuple[Integers, Integers]:
    """The order of rows by `made`, and in that order the stream of each: the first whose last outcome was known when it was made.

    There are as many streams as outcomes are open at once. An outcome without a moment was known before the next forecast. Rows without
    `made` keep their order and come after the others.
    """
    order = np.argsort(made, kind="stable")
    busy: list[tuple[float, int]] = []
    free: list[int] = []
    chosen = np.zeros(len(order), dtype=np.int64)
    for place, (begins, ends) in enumerate(zip(made[order].tolist(), known[order].tolist(), strict=True)):
        while busy and not busy[0][0] > begins:
            heapq.heappush(free, heapq.heappop(busy)[1])
        chosen[place] = heapq.heappop(free) if free else len(busy)
        heapq.heappush(busy, (-math.inf if math.isnan(ends) else ends, int(chosen[place])))
    return order, chosen


def anytime_difference(
    first: Numbers, second: Numbers, won: Numbers, made: Labels | None = None, known: Labels | None = None, *, level: float = 0.95
) -> AnytimeMean:
    """The mean difference of two forecasters' squared errors on the same rows, with an interval that may be read after every trade.

    Below 0 the first is better. `made` says when each forecast was made, `known` when its outcome was. Source: Choe and Ramdas 2021, theorem 1,
    with the range of each difference, 2 |p - q|, which is known beforehand.
    """
    p, q, y = probabilities(first), probabilities(second), outcomes(won)
    mask, excluded = complete(p, q, y)
    return _over_streams((p - y) ** 2 - (q - y) ** 2, np.abs(p - q), mask, excluded, made=made, known=known, level=level)


def anytime_difference_of_bots(
    first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers], made: Labels | None = None, known: Labels | None = None, *, level: float = 0.95
) -> AnytimeMean:
    """The same for two forecasters with an outcome each, both as (probabilities, outcomes) on the same days: the range is |1 - 2p| + |1 - 2q|."""
    (p, y), (q, x) = ((probabilities(said), outcomes(won)) for said, won in (first, second))
    mask, excluded = complete(p, y, q, x)
    reach = (np.abs(1 - 2 * p) + np.abs(1 - 2 * q)) / 2
    return _over_streams((p - y) ** 2 - (q - x) ** 2, reach, mask, excluded, made=made, known=known, level=level)


def _over_streams(values: Floats, reach: Floats, mask: Flags, excluded: int, *, made: Labels | None, known: Labels | None, level: float) -> AnytimeMean:
    """The mean with the sum of the streams' radii, each at its share of the error; the evidence is that of the best stream, shared likewise."""
    same_length(values, made, known)
    used, n = values[mask], int(mask.sum())
    if n == 0:
        return AnytimeMean(Estimate.unknown(Reason.NO_DATA, excluded=excluded), None, 0)
    order, stream = in_streams(*(instants(moments, len(values))[mask] for moments in (made, known)))
    parts = int(stream.max()) + 1
    variance, total = (sum_by(stream, column[order], parts) for column in (reach[mask] ** 2, used))
    radius, mean = float(_radii(variance, (1 - level) / parts).sum()) / n, float(used.mean())
    evidence = float(_log_wealth(total, variance).max()) - math.log(parts)
    interval = Interval(max(-1.0, mean - radius), min(1.0, mean + radius))
    return AnytimeMean(Estimate.of(mean, n, interval=interval, excluded=excluded), evidence / math.log(10), parts)


def _prior(error: float = 0.05) -> float:
    """The width of the bets that makes the radius smallest at TUNED_FOR. Source: Howard, Ramdas, McAuliffe and Sekhon 2021, section 3.5."""
    return TUNED_FOR / (2 * math.log(1 / error) + math.log(1 + 2 * math.log(1 / error)))


def _radii(variance: Floats, error: float) -> Floats:
    """How far a sum strays from its expectation, at all times at once, in at most `error` of all histories (normal mixture, two-sided)."""
    spread = variance + _prior()
    found: Floats = np.sqrt(spread * (np.log(spread / _prior()) - 2 * math.log(error)))
    return found


def _log_wealth(total: Floats, variance: Floats) -> Floats:
    """The logarithm of the mean wealth of all bettors against an expectation of 0, their bets normally distributed."""
    spread = variance + _prior()
    found: Floats = total**2 / (2 * spread) + 0.5 * np.log(_prior() / spread)
    return found
