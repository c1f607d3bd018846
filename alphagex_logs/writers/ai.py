"""What language models said, and whether they were right: ai_analysis_history, ai_predictions, ai_performance, ai_recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from alphagex_logs.catalogue import AI_ANALYSIS_HISTORY, AI_PERFORMANCE, AI_PREDICTIONS, AI_RECOMMENDATIONS
from alphagex_logs.errors import ValueRefused
from alphagex_logs.writers.clock import event_time, exchange_day
from alphagex_logs.writers.normalise import joined, required
from alphagex_logs.writers.sink import known, writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class AiAnswer:
    """What a language model answered, and what the answer took. `confidence` 0-1, `response_time_ms` in milliseconds."""

    text: str
    model: str | None = None
    confidence: Number | None = None
    recommendations: Sequence[object] | Mapping[str, object] | None = None
    warnings: Sequence[str] = ()
    tokens_used: int | None = None
    response_time_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AiSignal:
    """The trade that the AI advisor is asked about. `price` in dollars, `vix` in index points."""

    pattern: str | None = None  # DetectorPattern
    direction: str | None = None  # SignalDirection
    price: Number | None = None
    vix: Number | None = None
    volatility_regime: str | None = None  # VolatilityRegime


@dataclass(frozen=True, slots=True, kw_only=True)
class AiAdvice:
    """What the AI advisor says: `confidence` that this is right, 0-100; the move that it expects, in percent of the price."""

    recommendation: str  # AdvisorRecommendation
    confidence: Number
    reasoning: str | None = None
    predicted_direction: str | None = None  # Trend
    predicted_magnitude: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AiRecommendation:
    """How an AI would change a strategy, or what it would trade.

    `confidence` 0-1, `strike` in dollars, `expected_return` in percent, `expected_improvement` of the win rate in percentage points.
    """

    recommendation_type: str
    action: str
    text: str | None = None
    reasoning: str | None = None
    strategy_name: str | None = None
    strike: Number | None = None
    expiration: date | None = None
    confidence: Number | None = None
    risk_level: str | None = None  # RiskLevel
    expected_return: Number | None = None
    expected_improvement: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AiScore:
    """Predictions that were settled: how many, how many were right, won and lost; the sum of their returns in percent; confidence 0-100."""

    settled: int
    correct: int
    profitable: int
    losing: int
    net_pnl_pct: Number
    avg_confidence: Number | None = None


@writer
def log_ai_analysis(
    sink: Sink,
    *,
    analysis_type: str,
    answer: AiAnswer,
    prompt: str | None = None,
    market: Mapping[str, object] | None = None,
    symbol: str = "SPY",
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue one analysis (AnalysisType): what was asked, what was told of the market, what was answered. Raises ValueRefused."""
    return sink.put(
        AI_ANALYSIS_HISTORY,
        {
            "event_id": event_id,
            "timestamp": event_time(AI_ANALYSIS_HISTORY, at),
            "analysis_type": analysis_type,
            "symbol": symbol,
            "input_prompt": prompt,
            "market_context": market,
            "ai_response": answer.text,
            "confidence_score": answer.confidence,
            "recommendations": answer.recommendations,
            "warnings": joined(AI_ANALYSIS_HISTORY, "warnings", answer.warnings),
            "model_used": answer.model,
            "tokens_used": answer.tokens_used,
            "response_time_ms": answer.response_time_ms,
            "bot_name": bot,
        },
    )


@writer
def log_ai_prediction(
    sink: Sink,
    *,
    signal: AiSignal,
    advice: AiAdvice,
    symbol: str = "SPY",
    prediction_type: str = "TRADE_ADVICE",
    prediction_date: date | None = None,
    features: Mapping[str, object] | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue the AI advisor's opinion of a signal; `prediction_date` is the exchange day that it is for, by default that of `at`.

    The returned id is what record_ai_outcome wants. Raises ValueRefused.
    """
    moment = event_time(AI_PREDICTIONS, at)
    return sink.put(
        AI_PREDICTIONS,
        {
            "event_id": event_id,
            "timestamp": moment,
            "prediction_date": exchange_day(moment) if prediction_date is None else prediction_date,
            "prediction_type": prediction_type,
            "symbol": symbol,
            "features_used": features,
            "bot_name": bot,
            **_signal(signal),
            **_advice(advice),
        },
    )


@writer
def record_ai_outcome(
    sink: Sink,
    *,
    prediction: EventId,
    outcome: str,
    correct: bool,
    pnl_pct: Number | None = None,
    actual_direction: str | None = None,
    actual_magnitude: Number | None = None,
    direction_correct: bool | None = None,
    at: datetime | None = None,
) -> EventId:
    """Queue how a signal ended that the AI advisor had judged; `prediction` is what log_ai_prediction returned.

    `outcome` is a WinLoss; `correct` whether the advice was right (a trade taken won, or one skipped would have lost); `pnl_pct` the
    return and `actual_magnitude` the move of the price, both in percent. Raises ValueRefused.
    """
    moment = event_time(AI_PREDICTIONS, at)
    changes = {
        "actual_outcome": outcome,
        "prediction_correct": int(cast("bool", required(AI_PREDICTIONS, "correct", correct))),
        "outcome_pnl": pnl_pct,
        "feedback_timestamp": moment,
        "actual_direction": actual_direction,
        "actual_magnitude": actual_magnitude,
        "correct": direction_correct,
        "evaluated_at": None if direction_correct is None else moment,
    }
    return sink.amend(AI_PREDICTIONS, {"event_id": prediction}, known(changes))


@writer
def record_ai_performance(
    sink: Sink, *, score: AiScore, day: date | None = None, model_version: str | None = None, totals: bool = False, at: datetime | None = None
) -> EventId:
    """Queue settled predictions of the AI advisor for the scoreboard of a day, by default the exchange day of `at`.

    The counts and the sum of returns are added to what the day has, and the database works out both accuracies and the mean confidence
    over all its predictions, so that the order of calls makes no difference. With `totals` the score is all that the day has, and takes
    the place of what is there: repeating such a call changes nothing. Raises ValueRefused.
    """
    settled, correct = _checked_counts(score)
    moment = event_time(AI_PERFORMANCE, at)
    values = {
        "date": exchange_day(moment) if day is None else day,
        "predictions_made": settled,
        "total_predictions": settled,
        "correct_predictions": correct,
        "profitable_trades": score.profitable,
        "losing_trades": score.losing,
        "net_pnl": score.net_pnl_pct,
        "accuracy": correct / settled,
        "accuracy_rate": 100 * correct / settled,
        "avg_confidence": score.avg_confidence,
        "model_version": model_version,
        "created_at": moment,
    }
    adding, averaging = ((), {}) if totals else (_COUNTERS, _MEANS)
    return sink.upsert(AI_PERFORMANCE, values, key=("date",), adding=adding, keeping=("created_at",), averaging=averaging)


def _checked_counts(score: AiScore) -> tuple[int, int]:
    settled = cast("int", required(AI_PERFORMANCE, "total_predictions", score.settled))
    correct = cast("int", required(AI_PERFORMANCE, "correct_predictions", score.correct))
    if not (0 <= correct <= settled and settled > 0):
        raise ValueRefused(
            AI_PERFORMANCE.name, "correct_predictions", score.correct, f"it goes from 0 to the {settled} settled, of which there is at least one"
        )
    return settled, correct


_COUNTERS = ("predictions_made", "total_predictions", "correct_predictions", "profitable_trades", "losing_trades", "net_pnl")
_MEANS = {"accuracy": "total_predictions", "accuracy_rate": "total_predictions", "avg_confidence": "total_predictions"}


@writer
def log_ai_recommendation(
    sink: Sink,
    *,
    recommendation: AiRecommendation,
    symbol: str = "SPY",
    followed: bool = False,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue a recommendation of the strategy optimiser, and whether it was followed at once. Raises ValueRefused."""
    moment = event_time(AI_RECOMMENDATIONS, at)
    return sink.put(
        AI_RECOMMENDATIONS,
        {
            "event_id": event_id,
            "timestamp": moment,
            "created_at": moment,
            "symbol": symbol,
            "recommendation_type": recommendation.recommendation_type,
            "action": recommendation.action,
            "recommendation": recommendation.text,
            "reasoning": recommendation.reasoning,
            "strategy_name": recommendation.strategy_name,
            "strike": recommendation.strike,
            "expiration": recommendation.expiration,
            "confidence": recommendation.confidence,
            "risk_level": recommendation.risk_level,
            "expected_return": recommendation.expected_return,
            "expected_improvement": recommendation.expected_improvement,
            "followed": followed,
            "bot_name": bot,
        },
    )


def _signal(signal: AiSignal) -> dict[str, object]:
    return {
        "pattern_type": signal.pattern,
        "trade_direction": signal.direction,
        "vix_level": signal.vix,
        "volatility_regime": signal.volatility_regime,
        "market_context": {"vix": signal.vix, "regime": signal.volatility_regime, "price": signal.price},
    }


def _advice(advice: AiAdvice) -> dict[str, object]:
    return {
        "predicted_outcome": advice.recommendation,
        "confidence_score": advice.confidence,
        "confidence": advice.confidence,
        "reasoning": advice.reasoning,
        "predicted_direction": advice.predicted_direction,
        "predicted_magnitude": advice.predicted_magnitude,
    }
