"""Best of several: how good the best bot's Sharpe ratio is once the luck of having looked at several is taken off."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from alphagex_logs.metrics.daily import SHARPE_MINIMUM, sharpe
from alphagex_logs.metrics.results import Estimate, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.metrics.daily import Sharpe
    from alphagex_logs.metrics.inputs import Numbers


@dataclass(frozen=True, slots=True)
class DeflatedSharpe:
    """The best of several: its name, the chance that its Sharpe ratio beats what the best of so many without skill would show, and that bar.

    `bar` is a daily Sharpe ratio; `tried` counts those that have one.
    """

    best: str | None
    estimate: Estimate
    bar: float | None
    tried: int


def deflated_sharpe(returns: Mapping[str, Numbers]) -> DeflatedSharpe:
    """Deflate the best Sharpe ratio of several series of daily returns. Source: Bailey and Lopez de Prado 2014.

    Needs at least two series that have a Sharpe ratio (`one_series`), whose ratios differ (`zero_variance`).
    """
    found = {name: sharpe(values) for name, values in returns.items()}
    daily = {name: each.daily for name, each in found.items() if each.daily is not None}
    if len(daily) < 2:
        alone = next((each.estimate.n for each in found.values() if each.daily is not None), 0)
        return DeflatedSharpe(None, Estimate.unknown(Reason.ONE_SERIES if daily else Reason.NO_DATA, alone, minimum=SHARPE_MINIMUM), None, len(daily))
    best = max(daily, key=lambda name: daily[name])
    bar = expected_best(float(np.std(list(daily.values()), ddof=1)), len(daily))
    return DeflatedSharpe(best, _chance_above(found[best], bar), bar, len(daily))


def _chance_above(best: Sharpe, bar: float) -> Estimate:
    chance = None if best.daily is None or best.standard_error is None else float(ndtr((best.daily - bar) / best.standard_error))
    return Estimate.of(chance, best.estimate.n, excluded=best.estimate.excluded, units=best.estimate.units, minimum=SHARPE_MINIMUM)


def expected_best(deviation: float, tried: int) -> float:
    """The highest of `tried` (2 or more) independent normal draws with mean 0 to be expected."""
    return deviation * float((1 - np.euler_gamma) * ndtri(1 - 1 / tried) + np.euler_gamma * ndtri(1 - 1 / (tried * math.e)))
