"""What the machinery around the bots reports: data sources, collection runs, debug traces, notices."""

from __future__ import annotations

from enum import StrEnum


class DataSource(StrEnum):
    """Where a price came from."""

    TRADIER_LIVE = "TRADIER_LIVE"
    POLYGON_REALTIME = "POLYGON_REALTIME"
    POLYGON_HISTORICAL = "POLYGON_HISTORICAL"
    TRADING_VOLATILITY = "TRADING_VOLATILITY"
    CALCULATED = "CALCULATED"
    CACHED = "CACHED"
    SIMULATED = "SIMULATED"


class LogLevel(StrEnum):
    """How loud a debug line is."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class DebugCategory(StrEnum):
    """The part of the SPX trader that a debug line comes from."""

    GENERAL = "GENERAL"
    DATA_FETCH = "DATA_FETCH"
    REGIME = "REGIME"
    VIX = "VIX"
    SIZING = "SIZING"
    TRADE = "TRADE"
    POSITION = "POSITION"
    SCAN = "SCAN"


class CollectionStatus(StrEnum):
    """How a run of the option-chain collector ended."""

    SUCCESS = "SUCCESS"
    ERROR = "ERROR"


class Severity(StrEnum):
    """How urgent a psychology notice is."""

    INFO = "info"
    WARNING = "warning"
    SUCCESS = "success"


class NotificationType(StrEnum):
    """What a psychology notice is about."""

    REGIME_CHANGE = "regime_change"


class AnalysisType(StrEnum):
    """What an AI analysis is about."""

    MARKET_SNAPSHOT = "market_snapshot"
    MARKET_COMMENTARY = "market_commentary"
    TRADE_ADVICE = "trade_advice"
    RISK_ANALYSIS = "risk_analysis"
    COPILOT_CHAT = "copilot_chat"


class PredictionType(StrEnum):
    """What the regime classifier predicts."""

    REGIME_ACTION = "REGIME_ACTION"
