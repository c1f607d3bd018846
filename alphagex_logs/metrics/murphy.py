"""The Murphy curve: the score of the forecasts for every break-even probability, and what it costs in dollars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alphagex_logs.errors import MetricRefused
from alphagex_logs.metrics.bootstrap import percentile
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Reason

if TYPE_CHECKING:
    from alphagex_logs.metrics.bootstrap import Resamples, Statistic
    from alphagex_logs.metrics.grouped import Grouped
    from alphagex_logs.metrics.inputs import Floats

POINTS = 201


@dataclass(frozen=True, slots=True, eq=False)
class MurphyCurve:
    """The mean elementary score at each threshold; its area is the Brier score. `low` and `high` are empty without draws."""

    thresholds: Floats
    scores: Floats
    low: Floats
    high: Floats
    n: int

    def in_dollars(self, win: float, loss: float) -> Floats:
        """The curve as mean regret in dollars per trade for a trade that wins `win` or loses `loss` dollars."""
        return self.scores * (win + loss) / 2


def murphy_curve(grouped: Grouped, thresholds: Floats | None = None, resamples: Resamples | None = None) -> MurphyCurve:
    """The mean of 2 |outcome - t| over the rows that a rule "trade where p > t" decides wrongly, for thresholds t in 0 to 1.

    With draws, a pointwise bootstrap band. Source: Ehm, Gneiting, Jordan and Krueger 2016; Dimitriadis et al. 2023 (Triptych).
    """
    t = np.linspace(0, 1, POINTS) if thresholds is None else np.asarray(thresholds, dtype=np.float64)
    if grouped.n == 0:
        return MurphyCurve(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0), 0)
    scores = _scores(grouped.probabilities, grouped.counts[None, :], grouped.wins[None, :], t)[0]
    if resamples is None or resamples.units < 2:
        return MurphyCurve(t, scores, np.zeros(0), np.zeros(0), grouped.n)
    drawn = _scores(resamples.probabilities, resamples.counts, resamples.wins, t)
    low, high = np.quantile(drawn, [(1 - resamples.level) / 2, (1 + resamples.level) / 2], axis=0)
    return MurphyCurve(t, scores, low, high, grouped.n)


def _scores(p: Floats, counts: Floats, wins: Floats, t: Floats) -> Floats:
    """Elementary scores, (draws, thresholds): wins that were not traded weigh 1 - t, losses that were traded weigh t."""
    position = np.searchsorted(p, t, side="right")  # how many distinct probabilities are <= t: these are not traded
    start = np.zeros((len(counts), 1))
    wins_below = np.concatenate([start, np.cumsum(wins, axis=1)], axis=1)[:, position]
    losses = np.concatenate([start, np.cumsum(counts - wins, axis=1)], axis=1)
    losses_above = losses[:, -1:] - losses[:, position]
    found: Floats = 2 * ((1 - t) * wins_below + t * losses_above) / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return found


def murphy_statistic(threshold: float) -> Statistic:
    """The mean elementary score at one threshold as a statistic of draws."""

    def statistic(p: Floats, counts: Floats, wins: Floats) -> Floats:
        return _scores(p, counts, wins, np.array([threshold]))[:, 0]

    return statistic


def regret(grouped: Grouped, win: float, loss: float, resamples: Resamples | None = None) -> Estimate:
    """Mean dollars per trade lost against perfect foresight by trading exactly where p is above break-even, loss / (win + loss).

    `win` and `loss` are positive dollars per unit.
    """
    if win < 0 or loss < 0 or win + loss <= 0:
        raise MetricRefused("A trade wins and loses dollar amounts that are not negative, and not both zero.")
    if grouped.n == 0:
        return Estimate.unknown(Reason.NO_DATA, excluded=grouped.excluded)
    statistic = murphy_statistic(loss / (win + loss))
    score = statistic(grouped.probabilities, grouped.counts[None, :], grouped.wins[None, :])[0]
    scale = (win + loss) / 2
    interval = NO_INTERVAL
    if resamples and resamples.units >= 2:
        interval = percentile(statistic(resamples.probabilities, resamples.counts, resamples.wins) * scale, resamples.level)
    return Estimate.of(score * scale, grouped.n, interval=interval, excluded=grouped.excluded, units=grouped.units)
