"""Classifies the regime and keeps each prediction."""

import json


def keep(cursor, symbol, prediction, features):
    cursor.execute(
        "INSERT INTO ml_predictions (timestamp, symbol, prediction_type, predicted_value, confidence, features_used) VALUES (NOW(), %s, %s, %s, %s, %s)",
        (symbol, "REGIME_ACTION", prediction.action.value, prediction.confidence, json.dumps(features)),
    )


def oracle(cursor, day, bot, advice, chance):
    cursor.execute(
        "INSERT INTO oracle_predictions (trade_date, bot_name, advice, win_probability) VALUES (%(day)s, %(bot)s, %(advice)s, %(chance)s)"
        " ON CONFLICT (trade_date, bot_name) DO UPDATE SET advice = EXCLUDED.advice",
        {"day": day, "bot": bot, "advice": advice, "chance": chance},
    )
