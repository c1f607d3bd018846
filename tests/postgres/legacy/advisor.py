"""What legacy bots send: the language-model advisor."""

from __future__ import annotations

import json
from datetime import date

from tests.postgres.legacy.statement import Write, insert

AI_ANALYSIS = insert(
    "AI analysis",
    "ai_analysis_history",
    analysis_type="market_snapshot",
    symbol="SPY",
    input_prompt="Auto",
    market_context=json.dumps({"net_gex": -1.4e9}),
    ai_response="GEX is negative.",
    model_used="automated",
    outcome_tracked=False,
)
AI_PREDICTION = insert(
    "AI prediction",
    "ai_predictions",
    "RETURNING id",
    pattern_type="LIBERATION_TRADE",
    trade_direction="Bullish",
    predicted_outcome="TAKE_TRADE",
    confidence_score=72,
    reasoning="...",
    market_context=json.dumps({"vix": 17.5}),
    vix_level=17.5,
    volatility_regime="COMPRESSION_PIN",
)
AI_FEEDBACK = Write(
    "AI feedback",
    "UPDATE ai_predictions SET actual_outcome = %s, outcome_pnl = %s, prediction_correct = %s, feedback_timestamp = CURRENT_TIMESTAMP "
    "WHERE id = (SELECT max(id) FROM ai_predictions)",
    ("WIN", 12.5, 1),
    (AI_PREDICTION,),
)
_DAY = date(2025, 12, 1)
AI_DAY = insert(
    "AI scoreboard",
    "ai_performance",
    "ON CONFLICT (date) DO UPDATE SET total_predictions = ai_performance.total_predictions + 1, "
    "correct_predictions = ai_performance.correct_predictions + EXCLUDED.correct_predictions, "
    "profitable_trades = ai_performance.profitable_trades + EXCLUDED.profitable_trades, "
    "losing_trades = ai_performance.losing_trades + EXCLUDED.losing_trades, net_pnl = ai_performance.net_pnl + EXCLUDED.net_pnl",
    date=_DAY,
    total_predictions=1,
    correct_predictions=1,
    profitable_trades=1,
    losing_trades=0,
    net_pnl=12.5,
)
AI_DAY_AGAIN = Write("AI scoreboard, second feedback that day", AI_DAY.statement, AI_DAY.values, (AI_DAY,))
AI_ACCURACY = Write(
    "AI accuracy",
    "UPDATE ai_performance SET accuracy_rate = correct_predictions::REAL / NULLIF(total_predictions, 0) * 100 WHERE date = %s",
    (_DAY,),
    (AI_DAY,),
)
AI_RECOMMENDATION = insert(
    "AI recommendation",
    "ai_recommendations",
    strategy_name="LIBERATION_TRADE",
    recommendation="widen stops",
    reasoning="...",
    expected_improvement=0.0,
)

WRITES = (AI_ANALYSIS, AI_PREDICTION, AI_FEEDBACK, AI_DAY, AI_DAY_AGAIN, AI_ACCURACY, AI_RECOMMENDATION)
