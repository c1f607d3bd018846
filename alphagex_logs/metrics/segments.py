"""Segments: the same numbers per bot, regime, day or bin, with q-values, because among twenty segments one looks bad by chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr

from alphagex_logs.catalogue.vocabulary import TradingAdvice, VixRegime
from alphagex_logs.filters import NONE
from alphagex_logs.metrics.bootstrap import mean_interval, mean_t
from alphagex_logs.metrics.calibration import calibration_in_the_large
from alphagex_logs.metrics.drift import benjamini_hochberg
from alphagex_logs.metrics.grouped import Grouped
from alphagex_logs.metrics.inputs import codes, floats, same_length, sum_by
from alphagex_logs.metrics.rates import difference, hit_rate_of, rate_of_units
from alphagex_logs.metrics.results import Estimate, Evidence, ratio
from alphagex_logs.metrics.scores import brier
from alphagex_logs.metrics.trades import net, win_rate

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alphagex_logs.metrics.inputs import Floats, Integers, Labels, Numbers

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ADVICE = (TradingAdvice.TRADE_FULL, TradingAdvice.TRADE_REDUCED, TradingAdvice.SKIP_TODAY)

_PLACES: Mapping[str, int] = {label: place for place, label in enumerate((*VixRegime, *WEEKDAYS, *ADVICE))}


@dataclass(frozen=True, slots=True)
class PredictionSegment:
    """One segment of predictions. The test asks whether it wins as often as its probabilities say; `q_value` allows for all segments shown."""

    label: str
    hit_rate: Estimate
    mean_probability: float | None
    brier: Estimate
    bias: Estimate
    p_value: float | None
    q_value: float | None
    against_rest: Estimate | None = None  # how much more often it won than all others together

    @property
    def evidence(self) -> Evidence:
        """How much the number of bot-days carries."""
        return self.hit_rate.evidence


@dataclass(frozen=True, slots=True)
class PnlSegment:
    """One segment of closed positions. The test asks whether its mean PnL is 0; `q_value` allows for all segments shown."""

    label: str
    net: Estimate
    win_rate: Estimate
    mean: Estimate
    p_value: float | None
    q_value: float | None

    @property
    def evidence(self) -> Evidence:
        """How much the number of units carries."""
        return self.mean.evidence


def natural_order(label: str) -> tuple[int, bool, str]:
    """Sorts labels as people do: LOW before NORMAL, Monday before Friday, full before reduced advice; others by name, and what is not known last."""
    return _PLACES.get(label, len(_PLACES)), label == NONE, label


def split(labels: Labels, forecasts: Numbers, wins: Numbers, counts: Numbers | None = None, cluster: Labels | None = None) -> dict[str, Grouped]:
    """Group predictions per label, in the order of first appearance; rows without a label are left out."""
    same_length(labels, forecasts, wins, counts, cluster)
    names, number = _numbers(labels)
    return split_coded(names, number, forecasts, wins, np.ones(len(number)) if counts is None else counts, cluster=cluster)


def split_coded(
    names: Sequence[str], number: Integers, forecasts: Numbers, wins: Numbers, counts: Numbers, *, cluster: Labels | None = None
) -> dict[str, Grouped]:
    """The same where every row names its label by its place in `names`, -1 for none: hundreds of thousands of words take longer than all sums."""
    p, w, c = floats(forecasts), floats(wins), floats(counts)
    same_length(number, p, w, c, cluster)
    days = None if cluster is None else codes(cluster)[0]
    order = np.argsort(number, kind="stable")
    edges = np.searchsorted(number[order], np.arange(len(names) + 1))
    found = {}
    for name, (begin, end) in zip(names, pairwise(edges.tolist()), strict=True):
        rows = order[begin:end]
        found[name] = Grouped.of_counts(p[rows], w[rows], c[rows], None if days is None else days[rows])
    return found


def _numbers(labels: Labels) -> tuple[list[str], Integers]:
    seen: dict[str, int] = {}
    number = [-1 if label is None or label != label else seen.setdefault(str(label), len(seen)) for label in labels]  # noqa: PLR0124 - NaN
    return list(seen), np.array(number, dtype=np.int64)


def against_the_rest(names: Sequence[str], number: Integers, wins: Floats, counts: Floats, cluster: Labels) -> dict[str, Estimate]:
    """How much more often each segment won than all other rows together; rows name their segment as in `split_coded`."""
    same_length(number, wins, counts, cluster)
    days, units = codes(cluster)
    key = np.where(number < 0, len(names), number) * units + days
    won, sizes = (sum_by(key, part, (len(names) + 1) * units).reshape(len(names) + 1, units) for part in (wins, counts))
    all_won, all_sizes = won.sum(axis=0), sizes.sum(axis=0)
    found = {}
    for place, name in enumerate(names):
        rest = rate_of_units(all_won - won[place], all_sizes - sizes[place])
        found[name] = difference(rate_of_units(won[place], sizes[place]), rest)
    return found


def prediction_segments(groups: Mapping[str, Grouped], wholes: Collection[str] = ()) -> tuple[PredictionSegment, ...]:
    """Describe every segment and test its calibration in the large; q-values are over all of them (Benjamini and Hochberg 1995).

    Those in `wholes` hold every row: they are described only, because the same test told several times over makes all other q-values smaller.
    """
    found = [_prediction_segment(label, grouped) for label, grouped in groups.items()]
    found = [replace(segment, p_value=None) if segment.label in wholes else segment for segment in found]
    q_values = benjamini_hochberg([segment.p_value for segment in found])
    return tuple(replace(segment, q_value=q) for segment, q in zip(found, q_values, strict=True))


def _prediction_segment(label: str, grouped: Grouped) -> PredictionSegment:
    in_the_large = calibration_in_the_large(grouped)
    mean = ratio(grouped.counts @ grouped.probabilities, grouped.counts.sum())
    return PredictionSegment(label, hit_rate_of(grouped).estimate, mean, brier(grouped), in_the_large.bias, in_the_large.test.p_value, None)


def pnl_segments(labels: Labels, pnl: Numbers, cluster: Labels | None = None) -> tuple[PnlSegment, ...]:
    """Describe the PnL of every label and test its mean against 0 (Student's t over bot-days); q-values are over all labels."""
    same_length(labels, pnl, cluster)
    names, number = _numbers(labels)
    money, days = floats(pnl), np.arange(len(number)) if cluster is None else codes(cluster)[0]
    found = [_pnl_segment(name, money[number == place], days[number == place]) for place, name in enumerate(names)]
    q_values = benjamini_hochberg([segment.p_value for segment in found])
    return tuple(replace(segment, q_value=q) for segment, q in zip(found, q_values, strict=True))


def _pnl_segment(label: str, money: np.ndarray, days: Integers) -> PnlSegment:
    mean = mean_interval(money, days)
    t = mean_t(money, days)
    p_value = None if t.value is None else float(2 * stdtr(t.units - 1, -abs(t.value)))
    return PnlSegment(label, net(money), win_rate(money, days).estimate, mean, p_value, None)
