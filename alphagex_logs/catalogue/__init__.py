"""The catalogue: every table and column that AlphaGEX Logs knows, the one source that all else is derived from."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.ai import AI_ANALYSIS_HISTORY, AI_PERFORMANCE, AI_PREDICTIONS, AI_RECOMMENDATIONS
from alphagex_logs.catalogue.autonomous import AUTONOMOUS_TRADE_ACTIVITY, AUTONOMOUS_TRADE_LOG, AUTONOMOUS_TRADER_LOGS
from alphagex_logs.catalogue.gex import GEX_CHANGE_LOG
from alphagex_logs.catalogue.ml import ARES_ML_OUTCOMES, ML_DECISION_LOGS, ML_MODELS, ML_PREDICTIONS, ML_REGIME_MODELS, SPX_WHEEL_ML_OUTCOMES
from alphagex_logs.catalogue.oracle import ORACLE_PREDICTIONS
from alphagex_logs.catalogue.psychology import PATTERN_LEARNING, PSYCHOLOGY_ANALYSIS, PSYCHOLOGY_NOTIFICATIONS
from alphagex_logs.catalogue.system import DATA_COLLECTION_LOG, OPTIONS_COLLECTION_LOG, SPX_DEBUG_LOGS
from alphagex_logs.catalogue.trading import TRADING_DECISIONS
from alphagex_logs.catalogue.wheel import WHEEL_ACTIVITY_LOG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.catalogue.model import Table

_ALL: tuple[Table, ...] = (
    TRADING_DECISIONS,
    AUTONOMOUS_TRADER_LOGS,
    AUTONOMOUS_TRADE_LOG,
    AUTONOMOUS_TRADE_ACTIVITY,
    ML_DECISION_LOGS,
    ORACLE_PREDICTIONS,
    ARES_ML_OUTCOMES,
    SPX_WHEEL_ML_OUTCOMES,
    PSYCHOLOGY_ANALYSIS,
    AI_ANALYSIS_HISTORY,
    AI_PREDICTIONS,
    AI_PERFORMANCE,
    AI_RECOMMENDATIONS,
    WHEEL_ACTIVITY_LOG,
    GEX_CHANGE_LOG,
    SPX_DEBUG_LOGS,
    DATA_COLLECTION_LOG,
    OPTIONS_COLLECTION_LOG,
    ML_PREDICTIONS,
    PATTERN_LEARNING,
    ML_REGIME_MODELS,
    ML_MODELS,
    PSYCHOLOGY_NOTIFICATIONS,
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _ALL})

__all__ = ["TABLES", *sorted(table.name.upper() for table in _ALL)]
