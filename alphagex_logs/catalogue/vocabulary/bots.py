"""The bots: their names, the names they had later, and what each of them does."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Bot(StrEnum):
    """Who acts."""

    PHOENIX = "PHOENIX"
    ATLAS = "ATLAS"
    ARES = "ARES"
    HERMES = "HERMES"
    ORACLE = "ORACLE"


BOT_DESCRIPTIONS: Mapping[Bot, str] = MappingProxyType(
    {
        Bot.PHOENIX: "Trades same-day SPY and SPX options, by direction or by selling premium.",
        Bot.ATLAS: "Sells cash-secured puts on SPX and wheels them.",
        Bot.ARES: "Sells an SPX iron condor for the next expiry.",
        Bot.HERMES: "Keeps the wheel cycles that a person runs by hand.",
        Bot.ORACLE: "Trades nothing: says how probable a win is, and advises the other bots.",
    }
)

BOT_ALIASES: Mapping[str, Bot] = MappingProxyType(
    {
        "FORTRESS": Bot.ARES,
        "LAZARUS": Bot.PHOENIX,
        "CORNERSTONE": Bot.ATLAS,
        "SHEPHERD": Bot.HERMES,
        "PROPHET": Bot.ORACLE,
    }
)

TABLE_ALIASES: Mapping[str, str] = MappingProxyType({"prophet_predictions": "oracle_predictions", "fortress_ml_outcomes": "ares_ml_outcomes"})


def bot_named(name: str) -> str:
    """The one name of a bot, whatever name it goes by; a name that nobody knows comes back in upper case."""
    upper = name.strip().upper()
    return str(BOT_ALIASES.get(upper, upper))
