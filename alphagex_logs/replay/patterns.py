"""The psychology detector by stated rules: which pattern a close shows, what it calls for, and the mood and trap that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import (
    DetectorPattern,
    GexRegime,
    PsychologyRegime,
    PsychologyTrap,
    RiskLevel,
    TradeDirection,
    Trend,
    VolatilityRegime,
)
from alphagex_logs.replay.exchange import monthly_expiry, session_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from alphagex_logs.replay.market import Known

_NEAR, _PINNED = 0.003, 0.005  # a level is near within 0.3 % of the price, and pins it within 0.5 %
_CALLS_FOR = {
    DetectorPattern.CAPITULATION_CASCADE: TradeDirection.BULLISH,
    DetectorPattern.GAMMA_SQUEEZE_CASCADE: TradeDirection.BULLISH,
    DetectorPattern.SHORT_GAMMA_MOMENTUM: TradeDirection.BEARISH,
    DetectorPattern.EXPLOSIVE_CONTINUATION: TradeDirection.VOLATILE,
    DetectorPattern.FLIP_POINT_CRITICAL: TradeDirection.WATCH,
    DetectorPattern.POST_OPEX_REGIME_FLIP: TradeDirection.REGIME_DEPENDENT,
    DetectorPattern.LIBERATION_TRADE: TradeDirection.BULLISH,
    DetectorPattern.FALSE_FLOOR: TradeDirection.BEARISH,
    DetectorPattern.PIN_AT_CALL_WALL: TradeDirection.NEUTRAL,
    DetectorPattern.PIN_AT_PUT_WALL: TradeDirection.NEUTRAL,
    DetectorPattern.ZERO_DTE_PIN: TradeDirection.NEUTRAL,
    DetectorPattern.DESTINATION_TRADE: TradeDirection.BULLISH,
    DetectorPattern.MEAN_REVERSION_ZONE: TradeDirection.FADE,
    DetectorPattern.NEUTRAL: TradeDirection.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class Found:
    """What the detector finds at one close; `confidence` 0-100, by rule and not by count."""

    pattern: DetectorPattern
    confidence: int
    risk: RiskLevel

    @property
    def calls_for(self) -> TradeDirection:
        """The direction that the pattern calls for."""
        return _CALLS_FOR[self.pattern]


def detect(known: Known) -> Found:
    """The first pattern whose rule holds, in a fixed order; NEUTRAL when none does."""
    pattern = next((pattern for pattern, holds in _RULES if holds(known)), DetectorPattern.NEUTRAL)
    confidence = 50 if pattern is DetectorPattern.NEUTRAL else min(90, 60 + round(10 * abs(known.move or 0)))
    return Found(pattern, confidence, risk_level(known))


def succeeded(found: Found, known: Known, move: float) -> bool:
    """Whether the next move, in implied deviations, was what the pattern called for: its direction, calm, or a large move."""
    if found.calls_for is TradeDirection.BULLISH:
        return move > 0
    if found.calls_for is TradeDirection.BEARISH:
        return move < 0
    if found.calls_for is TradeDirection.FADE:
        return move * (known.move or 0) < 0
    if found.calls_for is TradeDirection.NEUTRAL:
        return abs(move) <= 0.6
    return abs(move) > 0.6


def mood(known: Known) -> PsychologyRegime:
    """The mood by modelled net gamma: below -2, below -1, up to 1, up to 2 billion dollars, above."""
    steps = (
        (-2e9, PsychologyRegime.PANIC),
        (-1e9, PsychologyRegime.FEAR),
        (1e9, PsychologyRegime.NEUTRAL),
        (2e9, PsychologyRegime.COMPLACENCY),
    )
    return next((name for limit, name in steps if known.gamma.net < limit), PsychologyRegime.GREED)


def trap(known: Known) -> PsychologyTrap | None:
    """The trap that goes with the mood, if there is one."""
    feeling = mood(known)
    if feeling is PsychologyRegime.PANIC:
        return PsychologyTrap.CAPITULATION
    if feeling is PsychologyRegime.FEAR and (known.change or 0) > 0:
        return PsychologyTrap.FALSE_FLOOR
    if feeling is PsychologyRegime.GREED:
        return PsychologyTrap.BLOW_OFF_TOP
    pinned = feeling is PsychologyRegime.COMPLACENCY and _near(known, known.gamma.call_wall, _PINNED)
    return PsychologyTrap.PINNING if pinned else None


def risk_level(known: Known) -> RiskLevel:
    """By VIX: low below 15, medium below 22, high below 28, extreme above."""
    steps = ((15, RiskLevel.LOW), (22, RiskLevel.MEDIUM), (28, RiskLevel.HIGH))
    return next((level for limit, level in steps if known.vix < limit), RiskLevel.EXTREME)


def volatility_regime(known: Known) -> VolatilityRegime:
    """The regime in the AI advisor's words."""
    if known.vix >= 28:
        return VolatilityRegime.EXPLOSIVE_VOLATILITY
    if _near(known, known.gamma.flip_point):
        return VolatilityRegime.FLIP_POINT_CRITICAL
    if known.gamma.regime is GexRegime.NEGATIVE:
        return VolatilityRegime.NEGATIVE_GAMMA_RISK
    return VolatilityRegime.COMPRESSION_PIN if known.vix < 12 else VolatilityRegime.POSITIVE_GAMMA_STABLE


def _near(known: Known, level: float, within: float = _NEAR) -> bool:
    return abs(level / known.spot - 1) < within


def _after_expiry(known: Known) -> bool:
    day = known.day.date
    return session_after(monthly_expiry(day.year, day.month)) == day


def _regime(known: Known, regime: GexRegime) -> bool:
    return known.gamma.regime is regime


_RULES: tuple[tuple[DetectorPattern, Callable[[Known], bool]], ...] = (
    (DetectorPattern.CAPITULATION_CASCADE, lambda known: known.vix >= 28 and (known.move or 0) < -1),
    (DetectorPattern.GAMMA_SQUEEZE_CASCADE, lambda known: _regime(known, GexRegime.NEGATIVE) and (known.move or 0) > 1),
    (DetectorPattern.EXPLOSIVE_CONTINUATION, lambda known: abs(known.move or 0) > 2),
    (DetectorPattern.SHORT_GAMMA_MOMENTUM, lambda known: _regime(known, GexRegime.NEGATIVE) and (known.move or 0) < -1),
    (DetectorPattern.POST_OPEX_REGIME_FLIP, _after_expiry),
    (DetectorPattern.FALSE_FLOOR, lambda known: _regime(known, GexRegime.NEGATIVE) and _near(known, known.gamma.put_wall)),
    (DetectorPattern.FLIP_POINT_CRITICAL, lambda known: _near(known, known.gamma.flip_point)),
    (DetectorPattern.ZERO_DTE_PIN, lambda known: _regime(known, GexRegime.POSITIVE) and known.day.date.weekday() == 4 and abs(known.move or 0) < 0.25),
    (DetectorPattern.PIN_AT_CALL_WALL, lambda known: _regime(known, GexRegime.POSITIVE) and _near(known, known.gamma.call_wall, _PINNED)),
    (DetectorPattern.LIBERATION_TRADE, lambda known: known.below_high == 0 and (known.move or 0) > 0.5),
    (DetectorPattern.PIN_AT_PUT_WALL, lambda known: _near(known, known.gamma.put_wall, _PINNED)),
    (DetectorPattern.MEAN_REVERSION_ZONE, lambda known: _regime(known, GexRegime.POSITIVE) and abs(known.move or 0) > 0.75),
    (DetectorPattern.DESTINATION_TRADE, lambda known: known.trend is Trend.BULLISH and known.gamma.call_wall / known.spot < 1.01),
)
