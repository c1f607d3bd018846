"""What a bot decides: kinds of decisions, legs, sizes, advice and the steps of a scan."""

from __future__ import annotations

from enum import StrEnum


class DecisionType(StrEnum):
    """What kind of decision a bot took."""

    ENTRY_SIGNAL = "ENTRY_SIGNAL"
    EXIT_SIGNAL = "EXIT_SIGNAL"
    POSITION_SIZE = "POSITION_SIZE"
    STRIKE_SELECTION = "STRIKE_SELECTION"
    STRATEGY_SELECTION = "STRATEGY_SELECTION"
    RISK_CHECK = "RISK_CHECK"
    NO_TRADE = "NO_TRADE"
    ADJUSTMENT = "ADJUSTMENT"
    STAY_FLAT = "STAY_FLAT"
    RISK_BLOCKED = "RISK_BLOCKED"
    ML_PREDICTION = "ML_PREDICTION"
    ENSEMBLE_SIGNAL = "ENSEMBLE_SIGNAL"
    KELLY_CALCULATION = "KELLY_CALCULATION"
    ROLL_DECISION = "ROLL_DECISION"
    CALIBRATION = "CALIBRATION"


class DecisionAction(StrEnum):
    """What a bot then did."""

    BUY = "BUY"
    SELL = "SELL"
    SELL_CSP = "SELL_CSP"
    BUY_TO_CLOSE = "BUY_TO_CLOSE"
    EXPIRED = "EXPIRED"
    HOLD = "HOLD"
    SKIP = "SKIP"


class TradingAdvice(StrEnum):
    """How much of the usual size to trade."""

    TRADE_FULL = "TRADE_FULL"
    TRADE_REDUCED = "TRADE_REDUCED"
    SKIP_TODAY = "SKIP_TODAY"


class LegAction(StrEnum):
    """Which side of the market a leg is opened on."""

    BUY = "BUY"
    SELL = "SELL"


class OptionType(StrEnum):
    """Call or put."""

    CALL = "call"
    PUT = "put"


class OrderStatus(StrEnum):
    """What became of a leg's order."""

    FILLED = "filled"
    PARTIAL = "partial"
    REJECTED = "rejected"


class SizingMethod(StrEnum):
    """How the size of a position was found."""

    KELLY = "kelly"
    FIXED = "fixed"
    RISK_PARITY = "risk_parity"
    RISK_BASED = "risk_based"
    CALIBRATED_KELLY = "calibrated_kelly"


class LogType(StrEnum):
    """The steps of one scan."""

    SCAN_START = "SCAN_START"
    PSYCHOLOGY_ANALYSIS = "PSYCHOLOGY_ANALYSIS"
    STRIKE_SELECTION = "STRIKE_SELECTION"
    POSITION_SIZING = "POSITION_SIZING"
    AI_EVALUATION = "AI_EVALUATION"
    TRADE_DECISION = "TRADE_DECISION"
    TRADE_SKIPPED = "TRADE_SKIPPED"
    ERROR = "ERROR"


class ActivityType(StrEnum):
    """Whether an activity opened or closed a position."""

    ENTRY = "ENTRY"
    EXIT = "EXIT"


class WheelAction(StrEnum):
    """What happened in a wheel cycle."""

    OPEN_CSP = "OPEN_CSP"
    CSP_EXPIRED_OTM = "CSP_EXPIRED_OTM"
    CSP_ASSIGNED = "CSP_ASSIGNED"
    ROLL_CSP = "ROLL_CSP"
    OPEN_COVERED_CALL = "OPEN_COVERED_CALL"
    CC_EXPIRED_OTM = "CC_EXPIRED_OTM"
    CC_CALLED_AWAY = "CC_CALLED_AWAY"
    ROLL_COVERED_CALL = "ROLL_COVERED_CALL"
    CLOSE_POSITION = "CLOSE_POSITION"
    BUY_TO_CLOSE = "BUY_TO_CLOSE"


class WheelPhase(StrEnum):
    """Where a wheel cycle stands."""

    CSP = "CSP"
    ASSIGNED = "ASSIGNED"
    COVERED_CALL = "COVERED_CALL"
    CALLED_AWAY = "CALLED_AWAY"
    CLOSED = "CLOSED"
