"""What the endpoints of a legacy AlphaGEX ask, most of which fail on its own schema for want of a column."""

from __future__ import annotations

READS = {
    "GET /api/logs/oracle": """
        SELECT id, trade_date, bot_name, advice, win_probability, confidence, suggested_risk_pct, reasoning, model_version, top_factors,
        actual_outcome, actual_pnl, created_at FROM oracle_predictions WHERE created_at >= NOW() - INTERVAL '30 days' ORDER BY created_at
        DESC LIMIT 50
    """,
    "GET /api/logs/psychology": """
        SELECT id, timestamp, symbol, regime_type, confidence, psychology_trap, trap_probability, market_context, recommended_action,
        notes FROM psychology_analysis WHERE timestamp >= NOW() - INTERVAL '30 days' ORDER BY timestamp DESC LIMIT 50
    """,
    "GET /api/logs/autonomous": """
        SELECT id, timestamp, log_type, symbol, pattern_detected, confidence_score, ai_thought_process, reasoning_summary, scan_cycle,
        session_id, additional_data FROM autonomous_trader_logs WHERE timestamp >= NOW() - INTERVAL '7 days' ORDER BY timestamp DESC LIMIT
        50
    """,
    "GET /api/logs/ai-recommendations": """
        SELECT id, timestamp, symbol, recommendation_type, action, strike, expiration, confidence, reasoning, expected_return, outcome,
        actual_pnl FROM ai_recommendations WHERE timestamp >= NOW() - INTERVAL '30 days' ORDER BY timestamp DESC LIMIT 50
    """,
    "GET /api/logs/wheel-activity": """
        SELECT id, timestamp, action, description, premium_impact, pnl_impact, underlying_price, option_price, details FROM
        wheel_activity_log WHERE timestamp >= NOW() - INTERVAL '30 days' ORDER BY timestamp DESC LIMIT 50
    """,
    "GET /api/logs/gex-changes": """
        SELECT id, timestamp, symbol, change_type, previous_value, new_value, change_pct, velocity_trend, direction_change FROM
        gex_change_log WHERE timestamp >= NOW() - INTERVAL '7 days' ORDER BY timestamp DESC LIMIT 100
    """,
    "GET /api/logs/ares-ml": """
        SELECT id, trade_date, vix, net_gex, gex_regime, day_of_week, predicted_advice, win_probability, confidence, actual_outcome,
        is_win, net_pnl, created_at FROM ares_ml_outcomes WHERE trade_date >= NOW() - INTERVAL '30 days' ORDER BY trade_date DESC LIMIT 50
    """,
    "GET /api/logs/ml": """
        SELECT id, timestamp, action, symbol, details, ml_score, recommendation, reasoning, trade_id, backtest_id FROM ml_decision_logs
        ORDER BY timestamp DESC LIMIT 50 OFFSET 0
    """,
    "GET /api/logs/summary, SPX wheel": """
        SELECT COUNT(*), COUNT(*) FILTER (WHERE trade_date >= NOW() - INTERVAL '7 days'), MAX(trade_date) FROM spx_wheel_ml_outcomes
    """,
    "GET /api/trader/trade-log": """
        SELECT id, activity_date, activity_time, action_type, symbol, details, position_id, pnl_impact, success, error_message FROM
        autonomous_trade_activity ORDER BY activity_date DESC, activity_time DESC LIMIT 50
    """,
    "GET /api/trader/logs/decisions": """
        SELECT full_decision FROM trading_decisions WHERE COALESCE(full_decision->>'bot_name', 'PHOENIX') = 'ARES' ORDER BY timestamp DESC
        LIMIT 100
    """,
    "GET /api/export/decision-logs": """
        SELECT timestamp, log_type, symbol, psychology_trap, rsi_5m, rsi_1d FROM autonomous_trader_logs ORDER BY timestamp DESC
    """,
    "GET /api/ai/track-record": """
        SELECT COUNT(*), SUM(prediction_correct), AVG(confidence_score), AVG(outcome_pnl) FROM ai_predictions WHERE feedback_timestamp IS
        NOT NULL AND timestamp >= NOW() - INTERVAL '30 days'
    """,
    "GET /api/ai/learning-insights": """
        SELECT pattern_type, predicted_outcome, COUNT(*), SUM(prediction_correct) FROM ai_predictions WHERE prediction_correct IS NOT NULL
        GROUP BY pattern_type, predicted_outcome
    """,
    "GET /api/ai-intelligence/market-commentary": """
        SELECT date, time, action, details FROM autonomous_trade_log ORDER BY timestamp DESC LIMIT 5
    """,
    "SPX debug errors": """
        SELECT subcategory, message, error_message, duration_ms, success FROM spx_debug_logs WHERE success = FALSE ORDER BY timestamp DESC
        LIMIT 100
    """,
    "option collection statistics": """
        SELECT symbol, COUNT(*), SUM(contracts_collected), SUM(CASE WHEN status = 'SUCCESS' THEN 1 ELSE 0 END) FROM options_collection_log
        WHERE timestamp >= NOW() - INTERVAL '7 days' GROUP BY symbol
    """,
    "GET /api/autonomous/ml/model-status": """
        SELECT model_name, accuracy, created_at, training_samples FROM ml_models WHERE status = 'active' ORDER BY created_at DESC
    """,
}
