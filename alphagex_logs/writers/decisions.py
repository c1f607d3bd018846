"""Decisions of the bots and how they ended: trading_decisions."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TRADING_DECISIONS
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.decision_record import Backtest, Decision, Outcome, full_decision
from alphagex_logs.writers.sink import known, writer

if TYPE_CHECKING:
    from datetime import datetime

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.sink import Sink


def new_decision_id(bot: str, at: datetime | None = None) -> str:
    """A new identity for a decision, at most 50 characters: bot, UTC time to the microsecond, 64 random bits.

    Sorts by time within a bot. Needs no counter, so that no two threads, processes or machines make the same one.
    Raises ValueRefused for a datetime without a zone.
    """
    moment = event_time(TRADING_DECISIONS, at)
    return f"{bot[:12]}-{moment:%Y%m%d%H%M%S%f}-{secrets.token_hex(8)}"


@writer
def log_decision(sink: Sink, *, decision: Decision, at: datetime | None = None, event_id: EventId | None = None) -> EventId:
    """Queue one decision with its legs, reasons, risk checks and sizing, and the whole of it as JSON in `full_decision`.

    The short put, or else the first leg, gives the columns strike and expiration. Raises ValueRefused.
    """
    moment = event_time(TRADING_DECISIONS, at)
    return sink.put(
        TRADING_DECISIONS,
        {
            "event_id": event_id,
            "decision_id": decision.decision_id,
            "timestamp": moment,
            "bot_name": decision.bot,
            "decision_type": decision.decision_type,
            "action": decision.action,
            "symbol": decision.symbol,
            "strategy": decision.strategy,
            **_market_columns(decision),
            **_reason_columns(decision),
            **_backtest_columns(decision.backtest),
            **_size_columns(decision),
            **_outcome_columns(decision.outcome, moment),
            "full_decision": full_decision(decision, moment),
        },
    )


@writer
def record_decision_outcome(sink: Sink, *, decision_id: str, outcome: Outcome, at: datetime | None = None) -> EventId:
    """Queue how the position of a decision ended; what the outcome leaves as None stays as it was. Raises ValueRefused."""
    moment = event_time(TRADING_DECISIONS, at)
    return sink.amend(TRADING_DECISIONS, {"decision_id": decision_id}, known(_outcome_columns(outcome, moment)))


def _market_columns(decision: Decision) -> dict[str, object]:
    market, leg = decision.market, decision.main_leg
    return {
        "spot_price": market.spot_price,
        "spot_source": market.spot_source,
        "option_price": decision.option_price,
        "strike": leg.strike if leg else None,
        "expiration": leg.expiration if leg else None,
        "vix": market.vix,
        "net_gex": market.net_gex,
        "gex_regime": market.gex_regime,
        "market_regime": market.market_regime,
        "trend": market.trend,
    }


def _reason_columns(decision: Decision) -> dict[str, object]:
    reasons = decision.reasons
    if reasons is None:
        return {"primary_reason": decision.why}
    return {"primary_reason": reasons.primary, "supporting_factors": reasons.supporting, "risk_factors": reasons.risks}


def _backtest_columns(backtest: Backtest | None) -> dict[str, object]:
    if backtest is None:
        return {}
    return {
        "backtest_strategy": backtest.strategy_name,
        "backtest_win_rate": backtest.win_rate,
        "backtest_expectancy": backtest.expectancy,
        "backtest_uses_real_data": backtest.uses_real_data,
    }


def _size_columns(decision: Decision) -> dict[str, object]:
    sizing = decision.sizing
    return {
        "position_size_dollars": sizing.dollars,
        "position_size_contracts": sizing.contracts,
        "max_risk_dollars": sizing.max_risk_dollars,
        "target_profit_pct": sizing.target_profit_pct,
        "stop_loss_pct": sizing.stop_loss_pct,
        "prob_profit": decision.probability_of_profit,
        "passed_risk_checks": decision.passed_risk_checks,
        "risk_check_details": [str(check) for check in decision.risk_checks],
    }


def _outcome_columns(outcome: Outcome | None, moment: datetime) -> dict[str, object]:
    if outcome is None:
        return {}
    return {
        "actual_entry_price": outcome.entry_price,
        "actual_exit_price": outcome.exit_price,
        "actual_pnl": outcome.pnl,
        "actual_hold_days": outcome.hold_days,
        "outcome_notes": outcome.label,
        "outcome_updated_at": moment,
    }
