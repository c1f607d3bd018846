"""What legacy bots send: decisions and the journals of the autonomous trader."""

from __future__ import annotations

import json
from datetime import datetime

from tests.postgres.legacy.statement import CENTRAL, Write, insert

DECISION = insert(
    "decision",
    "trading_decisions",
    "RETURNING id",
    decision_id="DEC-20251201120000-0001",
    timestamp="2025-12-01T12:00:00-05:00",
    decision_type="ENTRY_SIGNAL",
    action="BUY",
    symbol="SPY",
    strategy="Liberation Trade - Bullish",
    spot_price=601.25,
    spot_source="TRADIER_LIVE",
    option_price=3.1,
    strike=600,
    expiration="2025-12-05",
    vix=0,
    net_gex=-2.1e9,
    gex_regime="",
    market_regime="RegimeClassification(" + "x" * 479,  # 500 characters: the legacy column holds 50
    trend="",
    backtest_strategy="LIBERATION",
    backtest_win_rate=61.5,
    backtest_expectancy=1.25,
    backtest_uses_real_data=True,
    primary_reason="Psychology trap",
    supporting_factors=json.dumps(["GEX below flip"]),
    risk_factors=json.dumps([]),
    position_size_dollars=3100.0,
    position_size_contracts=10,
    max_risk_dollars=3100.0,
    target_profit_pct=50,
    stop_loss_pct=200,
    prob_profit=0,
    passed_risk_checks=True,
    risk_check_details=json.dumps(["size ok"]),
    full_decision=json.dumps({"bot_name": "PHOENIX", "what": "BUY", "legs": [], "actual_pnl": 0.0}),
)
DECISION_OUTCOME = Write(
    "decision outcome",
    "UPDATE trading_decisions SET actual_entry_price = %s, actual_exit_price = %s, actual_pnl = %s, actual_hold_days = %s, outcome_notes = %s, "
    "outcome_updated_at = NOW() WHERE decision_id = %s",
    (3.1, 4.65, 1550.0, 2, "target", "DEC-20251201120000-0001"),
    (DECISION,),
)


def scan(name: str, log_type: str, **values: object) -> Write:
    return insert(name, "autonomous_trader_logs", "RETURNING id", log_type=log_type, symbol="SPY", **values, scan_cycle=1, session_id="a1b2c3d4")


TRADER_LOGS = (
    scan("scan start", "SCAN_START", spot_price=601.25, net_gex=None, flip_point=None, call_wall=None, put_wall=None, vix_level=None),
    scan(
        "psychology",
        "PSYCHOLOGY_ANALYSIS",
        spot_price=601.25,
        pattern_detected=None,
        confidence_score=None,
        trade_direction="bullish",
        risk_level="high",
        liberation_setup=True,
        liberation_strike=605.0,
        liberation_expiry="2025-12-05",
        false_floor_detected=False,
        false_floor_strike=None,
        forward_magnet_above=610.0,
        forward_magnet_below=595.0,
        polr="bullish",
        rsi_5m=None,
        rsi_15m=None,
        rsi_1h=None,
        rsi_4h=None,
        rsi_1d=None,
        rsi_aligned_overbought=False,
        rsi_aligned_oversold=False,
        rsi_coiling=False,
        reasoning_summary="",
        full_reasoning="{}",
    ),
    scan(
        "strike selection",
        "STRIKE_SELECTION",
        spot_price=601.25,
        strike_chosen=600.0,
        strike_selection_reason="delta",
        alternative_strikes="595, 605",
        why_not_alternatives="$595: too far\n$605: too near",
        ai_confidence="HIGH",
        ai_warnings="wide spread",
        ai_thought_process="...",
        langchain_chain_used="strike_selection_v1",
    ),
    scan(
        "position sizing",
        "POSITION_SIZING",
        kelly_pct=4.2,
        contracts=10,
        sizing_rationale="half Kelly",
        ai_warnings="",
        ai_thought_process="...",
        langchain_chain_used="position_sizing_kelly_v1",
    ),
    scan(
        "trade decision",
        "TRADE_DECISION",
        action_taken="BUY_CALL",
        strategy_name="Negative GEX Squeeze",
        reasoning_summary="short",
        full_reasoning="long",
        confidence_score=78,
        position_id=None,
    ),
    scan(
        "AI evaluation",
        "AI_EVALUATION",
        action_taken="SKIP",
        ai_thought_process="...",
        ai_confidence="LOW",
        ai_warnings="",
        reasoning_summary="no edge",
        langchain_chain_used="trade_evaluation_v1",
    ),
    scan("trade skipped", "TRADE_SKIPPED", action_taken="SKIP", reasoning_summary="closed"),
    scan("error", "ERROR", action_taken="ValueError", reasoning_summary="no chain"),
)

ACTION = insert(
    "action journal", "autonomous_trade_log", date="2025-12-01", time="11:00:00", action="EXECUTE", details="bought\n10 calls", position_id=7, success=1
)
ACTIVITY = (
    insert(
        "action journal, second table",
        "autonomous_trade_activity",
        timestamp=datetime(2025, 12, 1, 11, 0, tzinfo=CENTRAL),
        action="EXECUTE",
        symbol="SPY",
        reason="bought",
        success=True,
    ),
    insert(
        "performance tracker",
        "autonomous_trade_activity",
        activity_date="2025-12-01",
        activity_time="11:00:00",
        activity_timestamp="2025-12-01 11:00:00",
        action_type="EXIT",
        symbol="SPY",
        details="sold",
        position_id=7,
        pnl_impact=412.5,
        success=True,
        error_message=None,
    ),
    Write(
        "activity backfill",
        "INSERT INTO autonomous_trade_activity (timestamp, action, symbol, reason, success) "
        "SELECT (date || ' ' || time)::timestamptz, action, 'SPY', details, success = 1 FROM autonomous_trade_log AS journal "
        "WHERE NOT EXISTS (SELECT 1 FROM autonomous_trade_activity AS there WHERE there.action = journal.action "
        "AND there.timestamp::date::text = journal.date) LIMIT %s",
        (500,),
        (ACTION,),
    ),
)

WRITES = (DECISION, DECISION_OUTCOME, *TRADER_LOGS, ACTION, *ACTIVITY)
