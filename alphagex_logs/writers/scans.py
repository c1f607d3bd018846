"""The steps of one scan of the market: autonomous_trader_logs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import AUTONOMOUS_TRADER_LOGS
from alphagex_logs.catalogue.vocabulary import AdvisorRecommendation, LogType
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.normalise import joined
from alphagex_logs.writers.sink import writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from alphagex_logs.writers.market import MarketContext
    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink


def new_session_id() -> str:
    """Eight random hex digits: one per process of a bot."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanContext:
    """Which scan a step belongs to: the session of the process and the number of the cycle in it."""

    session_id: str
    scan_cycle: int
    symbol: str
    bot: str | None = None  # Bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Rsi:
    """Relative strength index, 0-100, on five time frames, and what they say together."""

    m5: Number | None = None
    m15: Number | None = None
    h1: Number | None = None
    h4: Number | None = None
    d1: Number | None = None
    aligned_overbought: bool | None = None
    aligned_oversold: bool | None = None
    coiling: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Psychology:
    """What the psychology detector found. `confidence` 0-100; strikes and magnets in dollars."""

    pattern: str | None = None  # DetectorPattern
    confidence: Number | None = None
    trade_direction: str | None = None  # TradeDirection
    risk_level: str | None = None  # RiskLevel
    trap: str | None = None  # PsychologyTrap
    liberation_setup: bool | None = None
    liberation_strike: Number | None = None
    liberation_expiry: date | None = None
    false_floor_detected: bool | None = None
    false_floor_strike: Number | None = None
    forward_magnet_above: Number | None = None
    forward_magnet_below: Number | None = None
    path_of_least_resistance: str | None = None  # Trend
    rsi: Rsi = Rsi()
    explanation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AiThinking:
    """What a language model said on the way to a step."""

    thought_process: str | None = None
    confidence: str | None = None  # ConfidenceLevel
    warnings: Sequence[str] = ()
    chain: str | None = None  # such as strike_selection_v1


@writer
def log_scan_start(sink: Sink, *, scan: ScanContext, market: MarketContext, at: datetime | None = None, event_id: EventId | None = None) -> EventId:
    """Queue the start of a scan with the market that it looks at. Raises ValueRefused."""
    return _put(sink, LogType.SCAN_START, scan=scan, columns=_market(market), at=at, event_id=event_id)


@writer
def log_psychology(
    sink: Sink, *, scan: ScanContext, psychology: Psychology, market: MarketContext | None = None, at: datetime | None = None, event_id: EventId | None = None
) -> EventId:
    """Queue the pattern that the psychology detector found, or that it found none. Raises ValueRefused."""
    columns = _psychology(psychology) | _rsi(psychology.rsi) | (_market(market) if market else {})
    return _put(sink, LogType.PSYCHOLOGY_ANALYSIS, scan=scan, columns=columns, at=at, event_id=event_id)


@writer
def log_strike_selection(
    sink: Sink,
    *,
    scan: ScanContext,
    strike: Number,
    reason: str,
    rejected: Mapping[float, str] | None = None,
    spot_price: Number | None = None,
    thinking: AiThinking | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue the strike that was chosen; `rejected` gives the reason against each strike that was not. Raises ValueRefused."""
    alternatives = rejected or {}
    columns = {
        "strike_chosen": strike,
        "strike_selection_reason": reason,
        "alternative_strikes": ", ".join(map(str, alternatives)) or None,
        "why_not_alternatives": "\n".join(f"${other}: {why}" for other, why in alternatives.items()) or None,
        "spot_price": spot_price,
        "reasoning_summary": reason,
    }
    return _put(sink, LogType.STRIKE_SELECTION, scan=scan, columns=columns | _thinking(thinking), at=at, event_id=event_id)


@writer
def log_position_sizing(
    sink: Sink,
    *,
    scan: ScanContext,
    contracts: int,
    rationale: str,
    kelly_pct: Number | None = None,
    dollars: Number | None = None,
    thinking: AiThinking | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue how large a position may be: `kelly_pct` in percent of capital, `dollars` at stake. Raises ValueRefused."""
    columns = {
        "contracts": contracts,
        "kelly_pct": kelly_pct,
        "position_size_dollars": dollars,
        "sizing_rationale": rationale,
        "reasoning_summary": rationale,
    }
    return _put(sink, LogType.POSITION_SIZING, scan=scan, columns=columns | _thinking(thinking), at=at, event_id=event_id)


@writer
def log_ai_evaluation(
    sink: Sink,
    *,
    scan: ScanContext,
    should_trade: bool,
    reasoning: str,
    confidence: Number | None = None,
    expected_outcome: str | None = None,
    thinking: AiThinking | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue a language model's opinion of a trade, before it is decided; `confidence` 0-100. Raises ValueRefused."""
    columns = {
        "action_taken": AdvisorRecommendation.TAKE_TRADE if should_trade else AdvisorRecommendation.SKIP,
        "confidence_score": confidence,
        "reasoning_summary": reasoning,
        "additional_data": {"should_trade": should_trade, "expected_outcome": expected_outcome},
    }
    return _put(sink, LogType.AI_EVALUATION, scan=scan, columns=columns | _thinking(thinking), at=at, event_id=event_id)


@writer
def log_trade_decision(
    sink: Sink,
    *,
    scan: ScanContext,
    action: str,
    strategy: str,
    reasoning: str,
    confidence: Number | None = None,
    full_reasoning: str | None = None,
    position_id: int | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue what the scan ended in, such as IRON_CONDOR; `confidence` 0-100. Raises ValueRefused."""
    columns = {
        "action_taken": action,
        "strategy_name": strategy,
        "reasoning_summary": reasoning,
        "full_reasoning": full_reasoning,
        "confidence_score": confidence,
        "position_id": position_id,
    }
    return _put(sink, LogType.TRADE_DECISION, scan=scan, columns=columns, at=at, event_id=event_id)


@writer
def log_skip(sink: Sink, *, scan: ScanContext, reason: str, at: datetime | None = None, event_id: EventId | None = None) -> EventId:
    """Queue that the scan ended in no trade, and why. Raises ValueRefused."""
    return _put(
        sink, LogType.TRADE_SKIPPED, scan=scan, columns={"action_taken": AdvisorRecommendation.SKIP, "reasoning_summary": reason}, at=at, event_id=event_id
    )


@writer
def log_scan_error(
    sink: Sink, *, scan: ScanContext, error_type: str, message: str, details: str | None = None, at: datetime | None = None, event_id: EventId | None = None
) -> EventId:
    """Queue that the scan failed: `error_type` is the class of the error, `details` its trace. Raises ValueRefused."""
    columns = {"action_taken": error_type, "reasoning_summary": message, "full_reasoning": details}
    return _put(sink, LogType.ERROR, scan=scan, columns=columns, at=at, event_id=event_id)


def _put(sink: Sink, step: LogType, *, scan: ScanContext, columns: Mapping[str, object], at: datetime | None, event_id: EventId | None) -> EventId:
    which = {
        "event_id": event_id,
        "timestamp": event_time(AUTONOMOUS_TRADER_LOGS, at),
        "log_type": step,
        "symbol": scan.symbol,
        "session_id": scan.session_id,
        "scan_cycle": scan.scan_cycle,
        "bot_name": scan.bot,
    }
    return sink.put(AUTONOMOUS_TRADER_LOGS, which | dict(columns))


def _market(market: MarketContext) -> dict[str, object]:
    return {
        "spot_price": market.spot_price,
        "net_gex": market.net_gex,
        "flip_point": market.flip_point,
        "call_wall": market.call_wall,
        "put_wall": market.put_wall,
        "vix_level": market.vix,
    }


def _psychology(found: Psychology) -> dict[str, object]:
    return {
        "pattern_detected": found.pattern,
        "confidence_score": found.confidence,
        "trade_direction": found.trade_direction,
        "risk_level": found.risk_level,
        "psychology_trap": found.trap,
        "liberation_setup": found.liberation_setup,
        "liberation_strike": found.liberation_strike,
        "liberation_expiry": found.liberation_expiry,
        "false_floor_detected": found.false_floor_detected,
        "false_floor_strike": found.false_floor_strike,
        "forward_magnet_above": found.forward_magnet_above,
        "forward_magnet_below": found.forward_magnet_below,
        "polr": found.path_of_least_resistance,
        "reasoning_summary": found.explanation,
    }


def _rsi(rsi: Rsi) -> dict[str, object]:
    return {
        "rsi_5m": rsi.m5,
        "rsi_15m": rsi.m15,
        "rsi_1h": rsi.h1,
        "rsi_4h": rsi.h4,
        "rsi_1d": rsi.d1,
        "rsi_aligned_overbought": rsi.aligned_overbought,
        "rsi_aligned_oversold": rsi.aligned_oversold,
        "rsi_coiling": rsi.coiling,
    }


def _thinking(thinking: AiThinking | None) -> dict[str, object]:
    if thinking is None:
        return {}
    return {
        "ai_thought_process": thinking.thought_process,
        "ai_confidence": thinking.confidence,
        "ai_warnings": joined(AUTONOMOUS_TRADER_LOGS, "ai_warnings", thinking.warnings),
        "langchain_chain_used": thinking.chain,
    }
