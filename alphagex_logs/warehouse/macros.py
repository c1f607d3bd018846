"""Macros that every question may use: trade day, VIX regime, result of an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.catalogue.vocabulary import (
    BOT_ALIASES,
    OUTCOME_MAP,
    VIX_CUTS,
    AdvisorRecommendation,
    Result,
    TradingAdvice,
    VixRegime,
    WheelAction,
)
from alphagex_logs.warehouse.schema import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# An assigned put or an expired covered call leaves shares in the cycle; these leave nothing.
CYCLE_ENDS = (WheelAction.CSP_EXPIRED_OTM, WheelAction.CC_CALLED_AWAY, WheelAction.CLOSE_POSITION, WheelAction.BUY_TO_CLOSE)
# Advice on which nobody trades, so that no outcome is to be waited for.
SKIPS = (TradingAdvice.SKIP_TODAY, AdvisorRecommendation.SKIP)
# Days after its trade day by which a prediction has its outcome, or is overdue: the next expiry, a wheel's month and a half, a month of advice.
MATURITY = {"oracle": 7, "ares_ml": 7, "spx_wheel_ml": 60, "ml_regime": 7, "ai_advisor": 30}
_RATIO_TOLERANCE = 0.005  # stored ratios are rounded
# What closed positions are parted by, and the column of each.
_PARTS = {part: part for part in ("bot", "strategy", "vix_regime", "gex_regime", "advice", "symbol")} | {"weekday": "dayname(trade_day)", "table": "table_name"}


def scalar_macros() -> list[str]:
    """The statements that make the scalar macros; they come from the catalogue's words."""
    return [
        "CREATE OR REPLACE MACRO trade_day(moment) AS CAST((moment AT TIME ZONE 'UTC') AT TIME ZONE 'America/New_York' AS DATE)",
        "CREATE OR REPLACE MACRO day_start(day) AS CAST(day AS TIMESTAMP) AT TIME ZONE 'America/New_York' AT TIME ZONE 'UTC'",
        f"CREATE OR REPLACE MACRO vix_regime(vix) AS {_vix_regime()}",
        f"CREATE OR REPLACE MACRO result_of(label) AS {_result()}",
        f"CREATE OR REPLACE MACRO bot_named(name) AS {_bot()}",
        f"CREATE OR REPLACE MACRO ends_cycle(action) AS action IN ({_listed(CYCLE_ENDS)})",
        "CREATE OR REPLACE MACRO opposite_of(result) AS CASE result WHEN 'win' THEN 'loss' WHEN 'loss' THEN 'win' ELSE result END",
        f"CREATE OR REPLACE MACRO is_skip(advice) AS coalesce(advice IN ({_listed(SKIPS)}), false)",
        # A state by itself, because the others hang on the newest day: most questions are about these rows alone, and need not look for it.
        "CREATE OR REPLACE MACRO is_resolved(outcome, probability, result) AS"
        f" (outcome IS NOT NULL AND probability IS NOT NULL AND result IS DISTINCT FROM {literal(Result.UNMAPPED)})",
        f"CREATE OR REPLACE MACRO matures_after(source) AS CASE source {_cases(MATURITY)} END",
        f"CREATE OR REPLACE MACRO position_part(property, bot, strategy, vix_regime, gex_regime, advice, symbol, trade_day, table_name) AS {_part()}",
        # Ready-made ratios were stored as shares and as percentages.
        "CREATE OR REPLACE MACRO as_share(ratio) AS CASE WHEN ratio > 1 THEN ratio / 100 ELSE ratio END",
        "CREATE OR REPLACE MACRO is_counted(made, hits) AS (made > 0 AND hits BETWEEN 0 AND made)",
        "CREATE OR REPLACE MACRO contradicts_counts(stored, made, hits) AS"
        f" (is_counted(made, hits) AND NOT isnan(stored) AND abs(as_share(stored) - hits / made) > {_RATIO_TOLERANCE})",
        "CREATE OR REPLACE MACRO plain_number(amount) AS rtrim(rtrim(CAST(amount AS VARCHAR), '0'), '.')",
    ]


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(literal(label) for label in labels)


def _cases(days: Mapping[str, int]) -> str:
    return " ".join(f"WHEN {literal(source)} THEN {number}" for source, number in days.items())


def _part() -> str:
    cases = " ".join(f"WHEN {literal(part)} THEN CAST({column} AS VARCHAR)" for part, column in _PARTS.items())
    return f"CASE property {cases} END"


def _vix_regime() -> str:
    cuts = " ".join(f"WHEN vix < {below:g} THEN {literal(regime)}" for below, regime in VIX_CUTS)
    return f"CASE WHEN vix IS NULL OR isnan(vix) THEN NULL {cuts} ELSE {literal(VixRegime.EXTREME)} END"


def _result() -> str:
    known = " ".join(f"WHEN {literal(label)} THEN {literal(result)}" for label, result in OUTCOME_MAP.items())
    return f"CASE WHEN label IS NULL OR label = '' THEN NULL ELSE CASE upper(trim(label)) {known} ELSE {literal(Result.UNMAPPED)} END END"


def _bot() -> str:
    aliases = " ".join(f"WHEN {literal(alias)} THEN {literal(bot)}" for alias, bot in BOT_ALIASES.items())
    return f"CASE upper(trim(name)) {aliases} ELSE NULLIF(upper(trim(name)), '') END"
