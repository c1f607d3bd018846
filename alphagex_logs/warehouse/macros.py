"""Macros that every question may use: trade day, VIX regime, result of an outcome."""

from __future__ import annotations

from alphagex_logs.catalogue.vocabulary import BOT_ALIASES, OUTCOME_MAP, VIX_CUTS, Result, VixRegime
from alphagex_logs.warehouse.schema import literal


def scalar_macros() -> list[str]:
    """The statements that make the scalar macros; they come from the catalogue's words."""
    return [
        "CREATE OR REPLACE MACRO trade_day(moment) AS CAST((moment AT TIME ZONE 'UTC') AT TIME ZONE 'America/New_York' AS DATE)",
        "CREATE OR REPLACE MACRO day_start(day) AS CAST(day AS TIMESTAMP) AT TIME ZONE 'America/New_York' AT TIME ZONE 'UTC'",
        f"CREATE OR REPLACE MACRO vix_regime(vix) AS {_vix_regime()}",
        f"CREATE OR REPLACE MACRO result_of(label) AS {_result()}",
        f"CREATE OR REPLACE MACRO bot_named(name) AS {_bot()}",
        "CREATE OR REPLACE MACRO plain_number(amount) AS rtrim(rtrim(CAST(amount AS VARCHAR), '0'), '.')",
    ]


def _vix_regime() -> str:
    cuts = " ".join(f"WHEN vix < {below:g} THEN {literal(regime)}" for below, regime in VIX_CUTS)
    return f"CASE WHEN vix IS NULL OR isnan(vix) THEN NULL {cuts} ELSE {literal(VixRegime.EXTREME)} END"


def _result() -> str:
    known = " ".join(f"WHEN {literal(label)} THEN {literal(result)}" for label, result in OUTCOME_MAP.items())
    return f"CASE WHEN label IS NULL OR label = '' THEN NULL ELSE CASE upper(trim(label)) {known} ELSE {literal(Result.UNMAPPED)} END END"


def _bot() -> str:
    aliases = " ".join(f"WHEN {literal(alias)} THEN {literal(bot)}" for alias, bot in BOT_ALIASES.items())
    return f"CASE upper(trim(name)) {aliases} ELSE NULLIF(upper(trim(name)), '') END"
