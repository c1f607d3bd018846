"""What the models did, predicted and met: ml_decision_logs, ml_predictions, ares_ml_outcomes, spx_wheel_ml_outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from alphagex_logs.catalogue import ARES_ML_OUTCOMES, ML_DECISION_LOGS, ML_PREDICTIONS, SPX_WHEEL_ML_OUTCOMES
from alphagex_logs.catalogue.vocabulary import PredictionType, Result, result_of
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.normalise import required
from alphagex_logs.writers.sink import known, writer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink

_WON: Mapping[Result | None, bool] = {Result.WIN: True, Result.LOSS: False, Result.SCRATCH: False}


@dataclass(frozen=True, slots=True, kw_only=True)
class AresFeatures:
    """What the ARES model saw. Percentile and changes in percent, `price` in index points, `win_rate_30d` 0-1, `net_gex` in dollars."""

    vix: Number | None = None
    vix_percentile_30d: Number | None = None
    vix_change_1d: Number | None = None
    price: Number | None = None
    price_change_1d: Number | None = None
    expected_move_pct: Number | None = None
    win_rate_30d: Number | None = None
    net_gex: Number | None = None
    gex_regime: str | None = None  # GexRegime
    tier_name: str | None = "TIER_1_0DTE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AresPrediction:
    """What the ARES model predicted: `win_probability` 0-1, `confidence` 0-100, `suggested_risk_pct` in percent of capital."""

    advice: str  # TradingAdvice
    win_probability: Number
    confidence: Number | None = None
    suggested_risk_pct: Number | None = None
    model_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelFeatures:
    """What the wheel's model saw when a put was sold.

    Prices in index points, `premium` in dollars per share, `delta` 0-1, `iv` a fraction per year, ranks and percentiles 0-100,
    distances, returns and `premium_to_strike_pct` in percent, `net_gex` in dollars.
    """

    trade_date: date
    strike: Number
    underlying_price: Number
    dte: int
    delta: Number | None = None
    premium: Number | None = None
    iv: Number | None = None
    iv_rank: Number | None = None
    vix: Number | None = None
    vix_percentile: Number | None = None
    vix_term_structure: Number | None = None
    put_wall_distance_pct: Number | None = None
    call_wall_distance_pct: Number | None = None
    net_gex: Number | None = None
    spx_20d_return: Number | None = None
    spx_5d_return: Number | None = None
    spx_distance_from_high: Number | None = None
    premium_to_strike_pct: Number | None = None
    annualized_return: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimePrediction:
    """What the regime classifier holds to be right: `confidence` 0-100, `probabilities` 0-1 by action."""

    action: str  # RegimeAction
    confidence: Number
    features: Mapping[str, object] = field(default_factory=dict)
    probabilities: Mapping[str, Number] = field(default_factory=dict)
    feature_importance: Mapping[str, Number] = field(default_factory=dict)
    model_version: str | None = None
    is_trained: bool | None = None


@writer
def log_ml_decision(
    sink: Sink,
    *,
    action: str,
    score: Number | None = None,
    recommendation: str | None = None,
    reasoning: str | None = None,
    details: Mapping[str, object] | None = None,
    trade_id: str | None = None,
    backtest_id: str | None = None,
    symbol: str = "SPX",
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue what the wheel's model was used for (MlAction).

    `score` is the probability of a win, 0-1, or the test accuracy after training; `recommendation` an MlRecommendation, WinLoss or
    TrainingResult, as the action has it; `trade_id` joins the score with the trade's outcome. Raises ValueRefused.
    """
    return sink.put(
        ML_DECISION_LOGS,
        {
            "event_id": event_id,
            "timestamp": event_time(ML_DECISION_LOGS, at),
            "action": action,
            "symbol": symbol,
            "details": details,
            "ml_score": score,
            "recommendation": recommendation,
            "reasoning": reasoning,
            "trade_id": trade_id,
            "backtest_id": backtest_id,
            "bot_name": bot,
        },
    )


@writer
def log_ml_prediction(
    sink: Sink,
    *,
    prediction: RegimePrediction,
    symbol: str = "SPY",
    prediction_type: str = PredictionType.REGIME_ACTION,
    model_id: int | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue a prediction of the regime classifier; the returned id is what record_ml_outcome wants. Raises ValueRefused."""
    return sink.put(
        ML_PREDICTIONS,
        {
            "event_id": event_id,
            "timestamp": event_time(ML_PREDICTIONS, at),
            "model_id": model_id,
            "symbol": symbol,
            "prediction_type": prediction_type,
            "predicted_value": prediction.action,
            "confidence": prediction.confidence,
            "features_used": {
                "features": prediction.features,
                "probabilities": prediction.probabilities,
                "feature_importance": prediction.feature_importance,
                "model_version": prediction.model_version,
                "is_trained": prediction.is_trained,
            },
            "bot_name": bot,
        },
    )


@writer
def record_ml_outcome(sink: Sink, *, prediction: EventId, actual: str, correct: bool) -> EventId:
    """Queue what the regime classifier should have said, and whether it had. `prediction` is what log_ml_prediction returned."""
    return sink.amend(ML_PREDICTIONS, {"event_id": prediction}, {"actual_value": actual, "correct": correct})


@writer
def log_ares_ml_outcome(
    sink: Sink,
    *,
    trade_date: date,
    features: AresFeatures,
    prediction: AresPrediction,
    outcome: str,
    net_pnl: Number,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue one finished ARES trade as the model is trained on it: features, prediction, TradeOutcome and dollars.

    Whether it is a win follows from the outcome by the one outcome map; unknown for a label that the map does not have.
    `at` is when the outcome was known. Raises ValueRefused.
    """
    return sink.put(
        ARES_ML_OUTCOMES,
        {
            "event_id": event_id,
            "trade_date": trade_date,
            "day_of_week": cast("date", required(ARES_ML_OUTCOMES, "trade_date", trade_date)).weekday(),
            **_ares_features(features),
            **_ares_prediction(prediction),
            "actual_outcome": outcome,
            "is_win": _WON.get(result_of(outcome)),
            "net_pnl": net_pnl,
            "created_at": event_time(ARES_ML_OUTCOMES, at),
            "bot_name": "ARES",
        },
    )


@writer
def log_wheel_ml_entry(
    sink: Sink, *, trade_id: str, features: WheelFeatures, bot: str | None = None, at: datetime | None = None, event_id: EventId | None = None
) -> EventId:
    """Queue the features of a put that the SPX wheel sold; `trade_id` is unique. Raises ValueRefused."""
    return sink.put(
        SPX_WHEEL_ML_OUTCOMES,
        {
            "event_id": event_id,
            "trade_id": trade_id,
            **{name: getattr(features, name) for name in WheelFeatures.__dataclass_fields__},
            "created_at": event_time(SPX_WHEEL_ML_OUTCOMES, at),
            "bot_name": bot,
        },
    )


@writer
def record_wheel_ml_outcome(
    sink: Sink,
    *,
    trade_id: str,
    outcome: str,
    pnl: Number,
    settlement_price: Number | None = None,
    max_drawdown: Number | None = None,
    at: datetime | None = None,
) -> EventId:
    """Queue how a put of the SPX wheel ended: a WinLoss, dollars, settlement in index points, worst open loss in dollars."""
    changes = {
        "outcome": outcome,
        "pnl": pnl,
        "settlement_price": settlement_price,
        "max_drawdown": max_drawdown,
        "updated_at": event_time(SPX_WHEEL_ML_OUTCOMES, at),
    }
    return sink.amend(SPX_WHEEL_ML_OUTCOMES, {"trade_id": trade_id}, known(changes))


def _ares_features(features: AresFeatures) -> dict[str, object]:
    return {name: getattr(features, name) for name in AresFeatures.__dataclass_fields__}


def _ares_prediction(prediction: AresPrediction) -> dict[str, object]:
    # The model's writer and its readers named the probability differently; both find it.
    return {
        "predicted_advice": prediction.advice,
        "predicted_win_prob": prediction.win_probability,
        "win_probability": prediction.win_probability,
        "confidence": prediction.confidence,
        "suggested_risk_pct": prediction.suggested_risk_pct,
        "model_version": prediction.model_version,
    }
