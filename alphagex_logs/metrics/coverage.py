"""Coverage: for how many predictions is the outcome known at all, and how long does it take to arrive?"""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import CensoredData, ecdf

from alphagex_logs.catalogue.vocabulary import PredictionState
from alphagex_logs.metrics.inputs import present
from alphagex_logs.metrics.rates import Bounds, missing_bounds
from alphagex_logs.metrics.results import Estimate, Reason, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alphagex_logs.metrics.inputs import Floats, Integers, Numbers


@dataclass(frozen=True, slots=True)
class Ledger:
    """All predictions by state. The states add up to `total`."""

    resolved: int = 0
    pending: int = 0
    overdue: int = 0
    superseded: int = 0
    skipped: int = 0
    unusable: int = 0

    @property
    def total(self) -> int:
        """All predictions."""
        return self.resolved + self.pending + self.overdue + self.superseded + self.skipped + self.unusable

    @property
    def expected(self) -> int:
        """The predictions that have an outcome of their own, known or not."""
        return self.total - self.skipped - self.superseded

    @property
    def coverage(self) -> Estimate:
        """Resolved over expected: skipped and superseded rows never had an outcome of their own to wait for."""
        return Estimate.of(ratio(self.resolved, self.expected), self.expected, otherwise=Reason.NO_DATA, excluded=self.skipped + self.superseded)

    def hit_rate_bounds(self, wins: int) -> Bounds:
        """Where the hit rate of all expected predictions lies, whatever the missing outcomes are; `wins` of the resolved won."""
        return missing_bounds(wins, self.resolved, self.expected - self.resolved)


@dataclass(frozen=True, slots=True, eq=False)
class Maturity:
    """Kaplan-Meier: the share of predictions still without outcome `days` after they were made.

    `median_days` is None while more than half are open at the last day that is known. `low` and `high` are the ends of the 95 % intervals.
    """

    days: Floats
    still_open: Floats
    low: Floats
    high: Floats
    resolved: int
    open: int
    excluded: int
    median_days: float | None


def ledger(states: Iterable[PredictionState | str]) -> Ledger:
    """Count the states of predictions; an unknown state raises ValueError."""
    counts = Counter(PredictionState(state) for state in states)
    return Ledger(**{state.value: counts[state] for state in PredictionState})


def maturity(resolved_after: Numbers, open_for: Numbers) -> Maturity:
    """How long outcomes take, in days: the lags of resolved predictions, and the ages of open ones (which will take longer than that).

    Source: Kaplan and Meier 1958. Leaving out the open ones would make outcomes look faster than they are.
    """
    (lags, lost), (ages, unknown) = _days(resolved_after), _days(open_for)
    excluded = lost + unknown
    if len(lags) + len(ages) == 0:
        none = np.zeros(0)
        return Maturity(none, none, none, none, 0, 0, excluded, None)
    curve = ecdf(CensoredData(uncensored=lags, right=ages)).sf
    days, share = np.asarray(curve.quantiles, dtype=np.float64), np.asarray(curve.probabilities, dtype=np.float64)
    done = np.flatnonzero(share <= 0.5)
    low, high = _ends(curve, share)
    return Maturity(days, share, low, high, len(lags), len(ages), excluded, float(days[done[0]]) if len(done) else None)


def _ends(curve: Any, share: Floats) -> tuple[Floats, Floats]:
    """Greenwood's intervals on the log-log scale; where all or none are open there is no spread to tell of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the same ends: the scale has no place for 0 and 1
        found = curve.confidence_interval(0.95, method="log-log")
    low, high = (np.asarray(side.probabilities, dtype=np.float64) for side in (found.low, found.high))
    known = np.isfinite(low) & np.isfinite(high)
    return np.where(known, low, share), np.where(known, high, share)


def _days(values: Numbers) -> tuple[Floats, int]:
    """Known lags, and how many are missing or negative: an outcome before its prediction is a broken row."""
    known, lost = present(values)
    usable: np.ndarray = known >= 0
    return known[usable], lost + len(known) - int(usable.sum())


def state_counts(book: Ledger) -> Integers:
    """The counts in the order of `PredictionState`, for a stacked bar."""
    return np.array([getattr(book, state.value) for state in PredictionState], dtype=np.int64)
