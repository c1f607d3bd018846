"""Oracle's advice per day and bot, and what became of it: oracle_predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from alphagex_logs.catalogue import ORACLE_PREDICTIONS
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.market import NOTHING_KNOWN, MarketContext
from alphagex_logs.writers.normalise import required
from alphagex_logs.writers.sink import known, writer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class OracleAdvice:
    """What Oracle says to a bot for a day.

    `win_probability` 0-1; `confidence` 0-100, a ranking and no probability; `suggested_risk_pct` in percent of capital;
    strikes in dollars; `top_factors` pairs of name and weight.
    """

    advice: str  # TradingAdvice
    win_probability: Number
    confidence: Number | None = None
    suggested_risk_pct: Number | None = None
    suggested_sd_multiplier: Number | None = None
    use_gex_walls: bool | None = None
    suggested_put_strike: Number | None = None
    suggested_call_strike: Number | None = None
    top_factors: Sequence[tuple[str, Number]] = ()
    reasoning: str | None = None
    model_version: str | None = None


@writer
def log_oracle_prediction(
    sink: Sink, *, trade_date: date, bot: str, advice: OracleAdvice, market: MarketContext = NOTHING_KNOWN, at: datetime | None = None
) -> EventId:
    """Queue Oracle's advice for the bot's trades of a day (New York date).

    There is one row per day and bot: later advice for the same day replaces all of it except `prediction_time`, so that a row whose
    `timestamp` is later shows as revised. An outcome that is recorded already stays. Raises ValueRefused.
    """
    moment = event_time(ORACLE_PREDICTIONS, at)
    values = {
        "trade_date": trade_date,
        "bot_name": bot,
        "day_of_week": cast("date", required(ORACLE_PREDICTIONS, "trade_date", trade_date)).weekday(),
        "timestamp": moment,
        "prediction_time": moment,
        "created_at": moment,
        **_market(market),
        **_advice(advice),
    }
    return sink.upsert(ORACLE_PREDICTIONS, values, key=("trade_date", "bot_name"), keeping=("prediction_time", "created_at"))


@writer
def record_oracle_outcome(sink: Sink, *, trade_date: date, bot: str, outcome: str, pnl: Number | None = None, at: datetime | None = None) -> EventId:
    """Queue how the advised trade ended: a TradeOutcome, and its profit or loss in dollars. Raises ValueRefused."""
    changes = {"actual_outcome": outcome, "actual_pnl": pnl, "prediction_used": True, "outcome_date": event_time(ORACLE_PREDICTIONS, at)}
    return sink.amend(ORACLE_PREDICTIONS, {"trade_date": trade_date, "bot_name": bot}, known(changes))


def _market(market: MarketContext) -> dict[str, object]:
    return {
        "spot_price": market.spot_price,
        "vix": market.vix,
        "gex_net": market.net_gex,
        "gex_normalized": market.gex_normalized,
        "gex_regime": market.gex_regime,
        "gex_flip_point": market.flip_point,
        "gex_call_wall": market.call_wall,
        "gex_put_wall": market.put_wall,
    }


def _advice(advice: OracleAdvice) -> dict[str, object]:
    return {
        "advice": advice.advice,
        "win_probability": advice.win_probability,
        "confidence": advice.confidence,
        "suggested_risk_pct": advice.suggested_risk_pct,
        "suggested_sd_multiplier": advice.suggested_sd_multiplier,
        "use_gex_walls": advice.use_gex_walls,
        "suggested_put_strike": advice.suggested_put_strike,
        "suggested_call_strike": advice.suggested_call_strike,
        "top_factors": advice.top_factors,
        "reasoning": advice.reasoning,
        "model_version": advice.model_version,
    }
