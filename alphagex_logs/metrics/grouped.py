"""Predictions with known outcomes, counted by probability: what a million rows and a thousand distinct probabilities are computed on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics.inputs import codes, complete, floats, outcomes, probabilities, same_length, sum_by

if TYPE_CHECKING:
    from alphagex_logs.metrics.inputs import Floats, Integers, Labels, Numbers

DISTINCT_LIMIT = 1024
"""Resampling is done on at most this many distinct probabilities; more are merged with their neighbours first."""

_DENSE_KEYS = 10_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """How often each bot-day gave each probability, in the order of bot-days and then of probabilities."""

    cluster: Integers
    level: Integers  # position of the probability in Grouped.probabilities
    counts: Floats
    wins: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Resolved predictions: per distinct probability (ascending) how many there are and how many won.

    `cells` keeps the bot-days apart where they were given; rows of one bot-day share one outcome, so `units`, the number of bot-days, is what
    intervals and tests rest on. Without bot-days every row is a unit.
    """

    probabilities: Floats
    counts: Floats
    wins: Floats
    excluded: int = 0
    cells: Cells | None = None
    units: int = 0

    @property
    def n(self) -> int:
        """The number of predictions."""
        return int(self.counts.sum())

    @property
    def won(self) -> int:
        """The number of predictions whose outcome was a win."""
        return int(self.wins.sum())

    @property
    def base_rate(self) -> float:
        """The share of wins; only for n > 0."""
        return float(self.wins.sum() / self.counts.sum())

    @property
    def one_class(self) -> bool:
        """Whether all outcomes are equal."""
        return self.won in (0, self.n)

    @classmethod
    def of_rows(cls, forecasts: Numbers, won: Numbers, cluster: Labels | None = None) -> Grouped:
        """Group single predictions. A row whose probability is not in 0 to 1 or whose outcome is not 0 or 1 is excluded and counted."""
        return cls.of_counts(forecasts, outcomes(won), np.ones(len(won)), cluster)

    @classmethod
    def of_counts(cls, forecasts: Numbers, wins: Numbers, counts: Numbers, cluster: Labels | None = None, excluded: int = 0) -> Grouped:
        """Group rows that already stand for `counts` predictions each, of which `wins` won; `excluded` adds what the caller left out."""
        p, w, c = probabilities(forecasts), floats(wins), floats(counts)
        same_length(p, w, c, cluster)
        mask, _ = complete(p, w, c)
        mask &= c > 0
        lost_rows = excluded + int(np.nansum(c[~mask]))
        if not mask.all():
            p, w, c = p[mask], w[mask], c[mask]
        if np.any((w < 0) | (w > c) | (w != np.floor(w)) | (c != np.floor(c))):
            raise MetricRefused("Wins and counts must be whole numbers, and no more wins than predictions.")
        return _group(p, w, c, _chosen(cluster, mask), lost_rows)

    def coarse(self, limit: int = DISTINCT_LIMIT) -> Grouped:
        """The same predictions with at most `limit` distinct probabilities: neighbours are replaced by their mean.

        Meant for intervals and drawing: a Brier score moves by millionths.
        """
        if len(self.probabilities) <= limit:
            return self
        middle = np.cumsum(self.counts) - self.counts / 2
        _, level = np.unique(np.floor(middle * limit / self.counts.sum()), return_inverse=True)
        counts = sum_by(level, self.counts)
        centres = sum_by(level, self.counts * self.probabilities) / counts
        cells = self.cells and _merge(replace(self.cells, level=level[self.cells.level]), self.units, len(counts))
        return Grouped(np.clip(centres, 0, 1), counts, sum_by(level, self.wins), self.excluded, cells, self.units)


def _chosen(cluster: Labels | None, mask: np.ndarray) -> Integers | None:
    """The numbers of the bot-days of the rows that count, from 0 and without gaps."""
    if cluster is None:
        return None
    numbers, _ = codes(cluster)
    return numbers if mask.all() else codes(numbers[mask])[0]


def _group(p: Floats, wins: Floats, counts: Floats, cluster: Integers | None, excluded: int) -> Grouped:
    distinct, level = np.unique(p, return_inverse=True)
    by_level = (sum_by(level, counts, len(distinct)), sum_by(level, wins, len(distinct)))
    if cluster is None:
        return Grouped(distinct, *by_level, excluded, None, int(counts.sum()))
    cells, units = Cells(cluster, level, counts, wins), int(cluster.max(initial=-1)) + 1
    return Grouped(distinct, *by_level, excluded, _merge(cells, units, len(distinct)), units)


def _merge(cells: Cells, units: int, levels: int) -> Cells:
    """Sum cells of the same bot-day and probability, and put them in order. The questions give them in order, which takes no sorting."""
    key = cells.cluster * levels + cells.level
    steps = np.diff(key)
    if len(key) and (steps >= 0).all():
        first = np.flatnonzero(np.concatenate([[True], steps > 0]))
        used = key[first]
        return Cells(used // levels, used % levels, np.add.reduceat(cells.counts, first), np.add.reduceat(cells.wins, first))
    if units * levels <= _DENSE_KEYS:
        totals = sum_by(key, cells.counts)
        used = np.flatnonzero(totals)
        return Cells(used // max(levels, 1), used % max(levels, 1), totals[used], sum_by(key, cells.wins)[used])
    used, inverse = np.unique(key, return_inverse=True)
    return Cells(used // levels, used % levels, sum_by(inverse, cells.counts), sum_by(inverse, cells.wins))
