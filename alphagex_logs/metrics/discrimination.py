"""Discrimination: do winners get higher probabilities than losers? The ROC curve and the area under it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from alphagex_logs.metrics.inputs import sum_by
from alphagex_logs.metrics.rates import z_of
from alphagex_logs.metrics.results import NO_INTERVAL, Estimate, Interval, Reason, finite

if TYPE_CHECKING:
    from alphagex_logs.metrics.grouped import Grouped
    from alphagex_logs.metrics.inputs import Floats


@dataclass(frozen=True, slots=True)
class Auc:
    """The area under the ROC curve with DeLong's variance, and a logit-scale interval that cannot leave 0 to 1.

    `separated`: every win had a higher probability than every loss (or the reverse); the variance is then 0 and there is no interval.
    """

    estimate: Estimate
    variance: float | None
    separated: bool
    wins: int
    losses: int


@dataclass(frozen=True, slots=True, eq=False)
class Roc:
    """The ROC curve from (0, 0) to (1, 1). `thresholds[i]` is the probability from which point i + 1 says "trade"."""

    false_alarm_rate: Floats
    hit_rate: Floats
    thresholds: Floats


def roc(grouped: Grouped) -> Roc:
    """The share of wins and of losses at or above every distinct probability; an empty curve where all outcomes are equal."""
    if grouped.n == 0 or grouped.one_class:
        return Roc(np.zeros(0), np.zeros(0), np.zeros(0))
    wins, losses = grouped.wins[::-1], (grouped.counts - grouped.wins)[::-1]
    hits, alarms = (np.concatenate([[0.0], np.cumsum(part) / part.sum()]) for part in (wins, losses))
    return Roc(alarms, hits, grouped.probabilities[::-1])


def auc(grouped: Grouped, level: float = 0.95) -> Auc:
    """The chance that a win had a higher probability than a loss, ties counting half. Source: DeLong, DeLong and Clarke-Pearson 1988.

    With bot-days the variance sums over them (Obuchowski 1997), since their rows are no independent pieces of evidence.
    """
    wins, losses = grouped.won, grouped.n - grouped.won
    if grouped.n == 0 or grouped.one_class:
        reason = Reason.ONE_CLASS if grouped.n else Reason.NO_DATA
        return Auc(Estimate.unknown(reason, grouped.n, excluded=grouped.excluded, units=grouped.units), None, False, wins, losses)
    beaten, outdone = _placements(grouped)
    value = min(1.0, max(0.0, float(np.sum(grouped.wins * beaten) / wins)))
    separated = value in (0.0, 1.0)
    variance = 0.0 if separated else _variance(grouped, beaten, outdone, value)
    interval = NO_INTERVAL if separated else _logit_interval(value, variance, level)
    return Auc(Estimate.of(value, grouped.n, interval=interval, excluded=grouped.excluded, units=grouped.units), finite(variance), separated, wins, losses)


def _placements(grouped: Grouped) -> tuple[Floats, Floats]:
    """Per distinct probability: the share of losses that a win there beats, and the share of wins that beat a loss there."""
    wins, losses = grouped.wins, grouped.counts - grouped.wins
    beaten = (np.cumsum(losses) - losses / 2) / losses.sum()
    outdone = 1 - (np.cumsum(wins) - wins / 2) / wins.sum()
    return beaten, outdone


def _variance(grouped: Grouped, beaten: Floats, outdone: Floats, value: float) -> float:
    """DeLong's variance; NaN where a class has a single row, or all rows are of one bot-day."""
    wins, losses = grouped.wins, grouped.counts - grouped.wins
    if grouped.cells is not None:
        return _variance_by_unit(grouped, beaten - value, outdone - value)
    if min(wins.sum(), losses.sum()) < 2:
        return math.nan
    of_wins = np.sum(wins * (beaten - value) ** 2) / (wins.sum() - 1)
    of_losses = np.sum(losses * (outdone - value) ** 2) / (losses.sum() - 1)
    return float(of_wins / wins.sum() + of_losses / losses.sum())


def _variance_by_unit(grouped: Grouped, beaten: Floats, outdone: Floats) -> float:
    cells = grouped.cells
    if cells is None or grouped.units < 2:
        return math.nan
    share = cells.wins * beaten[cells.level] / grouped.won + (cells.counts - cells.wins) * outdone[cells.level] / (grouped.n - grouped.won)
    by_unit = sum_by(cells.cluster, share, grouped.units)
    return float(grouped.units / (grouped.units - 1) * np.sum(by_unit**2))


def _logit_interval(value: float, variance: float, level: float) -> Interval:
    """A Wald interval of the log odds, carried back."""
    if not variance > 0:
        return NO_INTERVAL
    half = z_of(level) * math.sqrt(variance) / (value * (1 - value))
    low, high = expit(logit(value) + np.array([-half, half]))
    return Interval(float(low), float(high))
