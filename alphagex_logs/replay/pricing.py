"""Option premiums that the replay models: Black-Scholes at VIX, in trading-day time, without interest, dividends or skew.

Source: Black and Scholes 1973 with a zero rate. A year has 252 sessions, so a weekend ages an option by one session and not by three days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from alphagex_logs.catalogue.vocabulary import OptionType

SESSIONS_PER_YEAR = 252
SHARES_PER_CONTRACT = 100
TICK = 0.05  # options are quoted in steps of five cents
SLIPPAGE = 0.05  # given up on each leg against the modelled price


def deviation(vix: float, sessions: float) -> float:
    """The standard deviation of the log return over so many sessions that VIX implies: 0.01 for VIX 15.87 and one session."""
    return vix / 100 * math.sqrt(sessions / SESSIONS_PER_YEAR)


def normal(z: float) -> float:
    """The standard normal distribution function."""
    return math.erfc(-z / math.sqrt(2)) / 2


def probability_above(level: float, spot: float, sigma: float) -> float:
    """Implied probability that the price ends above `level`; `sigma` is the deviation until then."""
    if level <= 0:
        return 1.0
    return normal(math.log(spot / level) / sigma - sigma / 2)


def value(right: OptionType, strike: float, spot: float, sigma: float) -> float:
    """Modelled value of an option per share, in points of its underlying; `sigma` is the deviation until expiry, 0 at expiry."""
    if sigma == 0:
        return intrinsic(right, strike, spot)
    d1 = math.log(spot / strike) / sigma + sigma / 2
    sign = 1 if right is OptionType.CALL else -1
    return sign * (spot * normal(sign * d1) - strike * normal(sign * (d1 - sigma)))


def delta(right: OptionType, strike: float, spot: float, sigma: float) -> float:
    """Change of the value for one point of the underlying: 0 to 1 for a call, -1 to 0 for a put."""
    d1 = math.log(spot / strike) / sigma + sigma / 2
    return normal(d1) - (0 if right is OptionType.CALL else 1)


def gamma(strike: float, spot: float, sigma: float) -> float:
    """Change of the delta for one point of the underlying; the same for a call and a put."""
    d1 = math.log(spot / strike) / sigma + sigma / 2
    return math.exp(-d1 * d1 / 2) / (math.sqrt(2 * math.pi) * spot * sigma)


def intrinsic(right: OptionType, strike: float, spot: float) -> float:
    """What the option is worth when it expires at this price."""
    return max(0.0, spot - strike if right is OptionType.CALL else strike - spot)


def listed(level: float, step: float = 5) -> float:
    """The listed strike nearest to a level."""
    return step * math.floor(level / step + 0.5)


def strike_at_delta(right: OptionType, target: float, spot: float, sigma: float, step: float = 5) -> float:
    """The listed strike whose delta, without its sign, is nearest to `target` by the closed form."""
    z = _quantile(target)
    shift = -sigma * z if right is OptionType.CALL else sigma * z
    return listed(spot * math.exp(shift + sigma * sigma / 2), step)


def _quantile(p: float) -> float:
    """The standard normal quantile, by bisection: exact to a billionth, and plenty fast for a strike."""
    low, high = -8.0, 8.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if normal(middle) < p else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True, slots=True)
class Leg:
    """One option of a position: bought (side 1) or sold (side -1) at a price per share."""

    side: int
    right: OptionType
    strike: float
    price: float

    def worth(self, settlement: float) -> float:
        """Gain of the leg per share when it expires at that price."""
        return self.side * (intrinsic(self.right, self.strike, settlement) - self.price)


def filled(side: int, right: OptionType, strike: float, spot: float, sigma: float) -> Leg:
    """The leg as it is filled: the modelled value in ticks, worse by the slippage."""
    quoted = max(TICK, TICK * round(value(right, strike, spot, sigma) / TICK))
    return Leg(side, right, strike, round(max(TICK, quoted + side * SLIPPAGE), 2))


@dataclass(frozen=True, slots=True)
class Structure:
    """Option legs with one expiry, held until they settle at the closing price."""

    legs: tuple[Leg, ...]

    @property
    def premium(self) -> float:
        """Points per share taken in (a credit) or, negative, paid (a debit)."""
        return round(-sum(leg.side * leg.price for leg in self.legs), 2)

    def payoff(self, settlement: float) -> float:
        """Points per share earned when it settles at that price, before commissions."""
        return sum(leg.worth(settlement) for leg in self.legs)

    @property
    def best(self) -> float:
        """The most that it can earn per share; for structures whose gain is bounded."""
        return max(self.payoff(kink) for kink in self._kinks())

    @property
    def worst(self) -> float:
        """The most that it can lose per share, as a negative number; for structures whose loss is bounded."""
        return min(self.payoff(kink) for kink in self._kinks())

    def probability_of_profit(self, spot: float, sigma: float) -> float:
        """Implied probability that it settles where it earns money."""
        borders = [0.0, *self._break_evens(), math.inf]
        inside = [(low, high) for low, high in pairwise(borders) if self.payoff(_between(low, high)) > 0]
        return sum(probability_above(low, spot, sigma) - (0 if high == math.inf else probability_above(high, spot, sigma)) for low, high in inside)

    def _kinks(self) -> list[float]:
        strikes = sorted(leg.strike for leg in self.legs)
        return [0.0, *strikes, strikes[-1] * 2]

    def _break_evens(self) -> list[float]:
        """Where the payoff, which is straight between strikes, crosses zero."""
        points = [(kink, self.payoff(kink)) for kink in self._kinks()]
        return [a + (b - a) * (-u) / (v - u) for (a, u), (b, v) in pairwise(points) if u * v < 0]


def _between(low: float, high: float) -> float:
    return low * 2 + 1 if high == math.inf else (low + high) / 2


def commission(contracts: int, legs: int) -> float:
    """Dollars for opening: 65 cents per contract and leg; what expires costs nothing more."""
    return round(0.65 * contracts * legs, 2)
