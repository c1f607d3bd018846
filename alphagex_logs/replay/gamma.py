"""A stated model of dealers' gamma exposure. Real exposure needs open interest, which no free history has: every number here is modelled.

Dealers are taken to be long gamma while the market is calm and above its 20-session mean, and short gamma below it or in fear:

    net = 1.5e9 * tanh(d / 3) + 1.0e9 * tanh((16 - VIX) / 6)        dollars per 1 % move, between -2.5e9 and 2.5e9
    d   = distance of the price from the flip point, in daily deviations that VIX implies
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from alphagex_logs.catalogue.vocabulary import GexRegime
from alphagex_logs.replay.pricing import deviation, listed

_WALL_STEP = 25
_NEUTRAL_BAND = 0.5e9


@dataclass(frozen=True, slots=True)
class Gamma:
    """Modelled gamma exposure at one close: net in dollars per 1 % move, levels in index points."""

    net: float
    flip_point: float
    call_wall: float
    put_wall: float

    @property
    def regime(self) -> GexRegime:
        """The side that dealers are on; NEUTRAL below half a billion dollars."""
        if abs(self.net) < _NEUTRAL_BAND:
            return GexRegime.NEUTRAL
        return GexRegime.POSITIVE if self.net > 0 else GexRegime.NEGATIVE

    def normalised(self, spot: float) -> float:
        """Net exposure by the square of the price, so that years compare."""
        return self.net / spot**2


def model_gamma(spot: float, mean_20: float, vix: float) -> Gamma:
    """The exposure that the model gives a close, from the price, its mean over 20 sessions and VIX."""
    sigma = deviation(vix, 1)
    flip = listed(mean_20)
    distance = (spot / flip - 1) / sigma
    net = 1.5e9 * math.tanh(distance / 3) + 1.0e9 * math.tanh((16 - vix) / 6)
    call_wall = _WALL_STEP * math.ceil(spot * (1 + sigma / 2) / _WALL_STEP)
    put_wall = _WALL_STEP * math.floor(spot * (1 - sigma) / _WALL_STEP)
    return Gamma(round(net, 2), flip, call_wall, put_wall)
