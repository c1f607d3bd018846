"""Asks a language model about a signal and keeps what it said."""

import json


def keep_prediction(cursor, signal, answer):
    cursor.execute(
        "INSERT INTO ai_predictions (pattern_type, trade_direction, predicted_outcome, confidence_score, reasoning, market_context, vix_level,"
        " volatility_regime) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        (signal["pattern"], signal["direction"], answer.outcome, answer.confidence, answer.text, json.dumps(signal), signal["vix"], signal["regime"]),
    )


def keep_feedback(cursor, prediction_id, outcome, pnl, right):
    cursor.execute(
        "UPDATE ai_predictions SET actual_outcome = %s, outcome_pnl = %s, prediction_correct = %s, feedback_timestamp = NOW() WHERE id = %s",
        (outcome, pnl, right, prediction_id),
    )


def keep_day(cursor, day, made, won, lost, money):
    cursor.execute(
        """
        INSERT INTO ai_performance (date, total_predictions, correct_predictions, accuracy_rate, net_pnl, profitable_trades, losing_trades)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (date) DO UPDATE SET net_pnl = EXCLUDED.net_pnl
        """,
        (day, made, won, won / made, money, won, lost),
    )


def keep_recommendation(cursor, strategy, advice, why, gain):
    columns = "strategy_name, recommendation, reasoning, expected_improvement"
    cursor.execute(
        "INSERT INTO ai_recommendations (strategy_name, recommendation, reasoning, expected_improvement) VALUES (%s, %s, %s, %s)", (strategy, advice, why, gain)
    )
    return columns
