"""The catalogue: every table and column that AlphaGEX Logs knows, the one source that all else is derived from."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.ai import AI_ANALYSIS_HISTORY, AI_PERFORMANCE, AI_PREDICTIONS, AI_RECOMMENDATIONS
from alphagex_logs.catalogue.autonomous import AUTONOMOUS_TRADE_ACTIVITY, AUTONOMOUS_TRADE_LOG, AUTONOMOUS_TRADER_LOGS
from alphagex_logs.catalogue.gex import GEX_CHANGE_LOG
from alphagex_logs.catalogue.ml import ML_MODELS, ML_PREDICTIONS, ML_REGIME_MODELS
from alphagex_logs.catalogue.ml_outcomes import ARES_ML_OUTCOMES, ML_DECISION_LOGS, SPX_WHEEL_ML_OUTCOMES
from alphagex_logs.catalogue.oracle import ORACLE_PREDICTIONS
from alphagex_logs.catalogue.psychology import PATTERN_LEARNING, PSYCHOLOGY_ANALYSIS, PSYCHOLOGY_NOTIFICATIONS
from alphagex_logs.catalogue.system import DATA_COLLECTION_LOG, OPTIONS_COLLECTION_LOG, SPX_DEBUG_LOGS
from alphagex_logs.catalogue.trading import TRADING_DECISIONS
from alphagex_logs.catalogue.vocabulary import TABLE_ALIASES
from alphagex_logs.catalogue.wheel import WHEEL_ACTIVITY_LOG
from alphagex_logs.errors import UnknownTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alphagex_logs.catalogue.model import Category, Table

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


def find(name: str) -> Table:
    """The table of that name, or of the name that it had later; UnknownTable when there is none."""
    table = TABLES.get(TABLE_ALIASES.get(name, name))
    if table is None:
        raise UnknownTable(name)
    return table


def of_category(category: Category) -> tuple[Table, ...]:
    """The tables behind one tab of the Logs page, by number."""
    return tuple(table for table in _ALL if table.category is category)


__all__ = [
    "AI_ANALYSIS_HISTORY",
    "AI_PERFORMANCE",
    "AI_PREDICTIONS",
    "AI_RECOMMENDATIONS",
    "ARES_ML_OUTCOMES",
    "AUTONOMOUS_TRADER_LOGS",
    "AUTONOMOUS_TRADE_ACTIVITY",
    "AUTONOMOUS_TRADE_LOG",
    "DATA_COLLECTION_LOG",
    "GEX_CHANGE_LOG",
    "ML_DECISION_LOGS",
    "ML_MODELS",
    "ML_PREDICTIONS",
    "ML_REGIME_MODELS",
    "OPTIONS_COLLECTION_LOG",
    "ORACLE_PREDICTIONS",
    "PATTERN_LEARNING",
    "PSYCHOLOGY_ANALYSIS",
    "PSYCHOLOGY_NOTIFICATIONS",
    "SPX_DEBUG_LOGS",
    "SPX_WHEEL_ML_OUTCOMES",
    "TABLES",
    "TRADING_DECISIONS",
    "WHEEL_ACTIVITY_LOG",
    "find",
    "of_category",
]
