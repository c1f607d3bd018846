"""What legacy bots send: the advice of models and how it ended."""

from __future__ import annotations

import json

from tests.postgres.legacy.statement import NOON, Write, insert

ML_ACTION = insert(
    "ML action",
    "ml_decision_logs",
    "RETURNING id",
    action="SCORE_TRADE",
    details=json.dumps({"strike": 5900, "dte": 7}),
    ml_score=0.6321,
    recommendation="USE_MECHANICAL_RULES",
    reasoning="few rows",
    trade_id="spx_wheel_20251201_100500_2025-12-01_5900",
    backtest_id="spx_wheel_20251201_100500",
)

ORACLE = insert(
    "oracle advice",
    "oracle_predictions",
    "ON CONFLICT (trade_date, bot_name) DO UPDATE SET advice = EXCLUDED.advice, win_probability = EXCLUDED.win_probability, timestamp = NOW()",
    trade_date="2025-12-01",
    bot_name="ARES",
    vix=17.5,
    gex_normalized=0,
    gex_regime="NEUTRAL",
    gex_flip_point=0,
    gex_call_wall=0,
    gex_put_wall=0,
    day_of_week=0,
    advice="TRADE_FULL",
    win_probability=0.71,
    suggested_risk_pct=10.0,
    suggested_sd_multiplier=1.0,
    model_version="0.0.0",
)
ORACLE_AGAIN = Write("oracle advice, second call that day", ORACLE.statement, ORACLE.values, (ORACLE,))
ORACLE_OUTCOME = Write(
    "oracle outcome",
    "UPDATE oracle_predictions SET prediction_used = TRUE, actual_outcome = %s, actual_pnl = %s WHERE trade_date = %s AND bot_name = %s",
    ("MAX_PROFIT", 480.0, "2025-12-01", "ARES"),
    (ORACLE,),
)

ARES_OUTCOME = insert(
    "ARES outcome",
    "ares_ml_outcomes",
    trade_date="2025-12-01",
    vix=17.5,
    vix_percentile_30d=44.0,
    vix_change_1d=-1.2,
    day_of_week=0,
    price=6010.0,
    price_change_1d=0.4,
    expected_move_pct=1.1,
    win_rate_30d=0.68,
    tier_name="TIER_1_0DTE",
    predicted_advice="TRADE_FULL",
    predicted_win_prob=0.71,
    suggested_risk_pct=10.0,
    model_version="fallback_v2_gex",
    actual_outcome="MAX_PROFIT",
    is_win=True,
    net_pnl=480.0,
)
WHEEL_ENTRY = insert(
    "SPX wheel entry",
    "spx_wheel_ml_outcomes",
    "ON CONFLICT (trade_id) DO NOTHING",
    trade_id="ATLAS-20251201-5900",
    trade_date="2025-12-01",
    strike=5900.0,
    underlying_price=6010.55,
    dte=7,
    delta=0.21,
    premium=12.35,
    iv=0.1612,
    iv_rank=33.0,
    vix=17.5,
    vix_percentile=44.0,
    vix_term_structure=-1.1,
    put_wall_distance_pct=2.2,
    call_wall_distance_pct=1.7,
    net_gex=0,
    spx_20d_return=1.4,
    spx_5d_return=-0.3,
    spx_distance_from_high=-0.9,
    premium_to_strike_pct=0.2093,
    annualized_return=10.91,
)
WHEEL_OUTCOME = Write(
    "SPX wheel outcome",
    "UPDATE spx_wheel_ml_outcomes SET outcome = %s, pnl = %s, settlement_price = %s, max_drawdown = %s, updated_at = CURRENT_TIMESTAMP WHERE trade_id = %s",
    ("WIN", 1235.0, 6002.1, -210.0, "ATLAS-20251201-5900"),
    (WHEEL_ENTRY,),
)

PATTERN = insert(
    "pattern first seen",
    "pattern_learning",
    "RETURNING id",
    pattern_name="UNKNOWN",
    pattern_data=json.dumps({"ml_probability": 0.5}),
    occurrences=1,
    success_rate=0.5,
    avg_return=0.0,
)
PATTERN_AGAIN = Write(
    "pattern seen again",
    "UPDATE pattern_learning SET occurrences = %s, success_rate = %s, avg_return = %s, pattern_data = %s, last_seen = NOW() WHERE pattern_name = %s",
    (2, 0.5, 0.0, json.dumps({"ml_probability": 0.6}), "UNKNOWN"),
    (PATTERN,),
)

ML_PREDICTION = insert(
    "ML regime",
    "ml_predictions",
    timestamp=NOON,
    symbol="SPY",
    prediction_type="REGIME_ACTION",
    predicted_value="SELL_PREMIUM",  # text, into a column that legacy schemas declare REAL
    confidence=71.2,
    features_used=json.dumps({"probabilities": {"SELL_PREMIUM": 0.712}}),
)

WRITES = (ML_ACTION, ORACLE, ORACLE_AGAIN, ORACLE_OUTCOME, ARES_OUTCOME, WHEEL_ENTRY, WHEEL_OUTCOME, PATTERN, PATTERN_AGAIN, ML_PREDICTION)
