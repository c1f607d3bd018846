"""What the market looks like to the bots: regimes, patterns, traps, directions, risk."""

from __future__ import annotations

from enum import StrEnum


class GexRegime(StrEnum):
    """Sign of the dealers' net gamma exposure."""

    POSITIVE = "POSITIVE"
    NEGATIVE = "NEGATIVE"
    NEUTRAL = "NEUTRAL"


class DealerState(StrEnum):
    """The dealers' gamma position as decisions spell it."""

    LONG_GAMMA = "LONG_GAMMA"
    SHORT_GAMMA = "SHORT_GAMMA"


class VixRegime(StrEnum):
    """Level of the VIX, with the bots' own cut points."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    ELEVATED = "ELEVATED"
    HIGH = "HIGH"
    EXTREME = "EXTREME"


# Upper ends, exclusive: 15.0 is NORMAL. What lies above the last is EXTREME.
VIX_CUTS: tuple[tuple[float, VixRegime], ...] = ((15, VixRegime.LOW), (22, VixRegime.NORMAL), (28, VixRegime.ELEVATED), (35, VixRegime.HIGH))


def vix_regime(vix: float) -> VixRegime:
    """The regime of a VIX level in index points."""
    return next((regime for below, regime in VIX_CUTS if vix < below), VixRegime.EXTREME)


class VolatilityRegime(StrEnum):
    """Volatility regimes that the AI advisor is told."""

    EXPLOSIVE_VOLATILITY = "EXPLOSIVE_VOLATILITY"
    FLIP_POINT_CRITICAL = "FLIP_POINT_CRITICAL"
    NEGATIVE_GAMMA_RISK = "NEGATIVE_GAMMA_RISK"
    COMPRESSION_PIN = "COMPRESSION_PIN"
    POSITIVE_GAMMA_STABLE = "POSITIVE_GAMMA_STABLE"


class DetectorPattern(StrEnum):
    """Patterns that the psychology detector knows."""

    GAMMA_SQUEEZE_CASCADE = "GAMMA_SQUEEZE_CASCADE"
    FLIP_POINT_CRITICAL = "FLIP_POINT_CRITICAL"
    POST_OPEX_REGIME_FLIP = "POST_OPEX_REGIME_FLIP"
    LIBERATION_TRADE = "LIBERATION_TRADE"
    FALSE_FLOOR = "FALSE_FLOOR"
    ZERO_DTE_PIN = "ZERO_DTE_PIN"
    DESTINATION_TRADE = "DESTINATION_TRADE"
    PIN_AT_CALL_WALL = "PIN_AT_CALL_WALL"
    EXPLOSIVE_CONTINUATION = "EXPLOSIVE_CONTINUATION"
    PIN_AT_PUT_WALL = "PIN_AT_PUT_WALL"
    CAPITULATION_CASCADE = "CAPITULATION_CASCADE"
    MEAN_REVERSION_ZONE = "MEAN_REVERSION_ZONE"
    SHORT_GAMMA_MOMENTUM = "SHORT_GAMMA_MOMENTUM"
    NEUTRAL = "NEUTRAL"


class PsychologyRegime(StrEnum):
    """Mood of the market by net gamma exposure: below -2, below -1, between, above 1, above 2 billion dollars."""

    PANIC = "PANIC"
    FEAR = "FEAR"
    NEUTRAL = "NEUTRAL"
    COMPLACENCY = "COMPLACENCY"
    GREED = "GREED"


class PsychologyTrap(StrEnum):
    """Traps that go with a mood."""

    CAPITULATION = "CAPITULATION"
    FALSE_FLOOR = "FALSE_FLOOR"
    PINNING = "PINNING"
    BLOW_OFF_TOP = "BLOW_OFF_TOP"


class Trend(StrEnum):
    """Where the price is heading."""

    BULLISH = "bullish"
    BEARISH = "bearish"
    NEUTRAL = "neutral"


class TradeDirection(StrEnum):
    """The direction that a detected pattern calls for."""

    BULLISH = "bullish"
    BEARISH = "bearish"
    VOLATILE = "volatile"
    NEUTRAL = "neutral"
    WATCH = "watch"
    FADE = "fade"
    BUY = "buy"
    UNKNOWN = "unknown"
    REGIME_DEPENDENT = "regime_dependent"
    BULLISH_POST_EXPIRATION = "bullish_post_expiration"
    BEARISH_POST_EXPIRATION = "bearish_post_expiration"
    EXPANSION_TOMORROW = "expansion_tomorrow"


class SignalDirection(StrEnum):
    """The direction of a signal as the AI advisor is given it."""

    BULLISH = "Bullish"
    BEARISH = "Bearish"


class RiskLevel(StrEnum):
    """How dangerous the situation is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    EXTREME = "extreme"


class VelocityTrend(StrEnum):
    """Whether gamma exposure moves fast: by more than five percent."""

    ACCELERATING = "ACCELERATING"
    STABLE = "STABLE"
