"""What older clients ask about the models: how much they were used, how right they were, how fresh they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response  # noqa: TC002  FastAPI reads it

from alphagex_logs import warehouse
from alphagex_logs.api import window
from alphagex_logs.api.envelope import Envelope, Success
from alphagex_logs.api.legacy.records import record
from alphagex_logs.api.parameters import Parameters
from alphagex_logs.filters import Filters

router = APIRouter(tags=["older clients"])
_STALE = timedelta(days=45)  # the models are trained every month


class DaysParameters(Parameters):
    """Of which days."""

    days: int = Field(30, ge=1, le=36_500, description="Predictions of the last so many days.")


@router.get("/ml/logs/summary", summary="What the SPX wheel's model was used for in the last 24 hours", response_model=Envelope)
def activity(_query: Annotated[Parameters, Query()]) -> Response:
    """The 24 hours end with the newest row where that is older than a day; `window` says so."""
    with warehouse.current().snapshot() as snapshot:
        span = window.ending(timedelta(hours=24), snapshot.newest())
        hour_ago = (span.until - timedelta(hours=1)).replace(tzinfo=None)
        found = snapshot.ask("model_activity", span.through(Filters()), recent_since=hour_ago)
    counted = {"last_hour": sum(row["recent_records"] for row in found), "last_24_hours": sum(row["records"] for row in found)}
    named = ("action", "avg_score", "trade_recommendations", "skip_recommendations")
    rows = [{name: row[name] for name in named} | {"count": row["records"]} for row in found]
    return Success({"activity": counted, "by_action": rows, "window": span.told()})


@router.get("/ai/track-record", summary="How often the AI advisor was right", response_model=Envelope)
def track_record(query: Annotated[DaysParameters, Query()]) -> Response:
    """Accuracy and confidence in percent; of predictions made in the window, those whose outcome is known."""
    with warehouse.current().snapshot() as snapshot:
        span = window.of_days(query.days, snapshot.newest())
        found = record(snapshot, span.through(Filters()), "ai_predictions")
        returns = snapshot.ask("advice_by_pattern", span.through(Filters()))
    known = sum(row["with_outcome_pnl"] for row in returns)
    told = {
        "total_predictions": found["total"],
        "predictions_with_outcome": found["total_with_outcome"],
        "correct_predictions": found["wins"],
        "accuracy": found["accuracy"],
        "accuracy_rate": found["accuracy"],
        "avg_confidence": found["avg_confidence"],
        "avg_outcome_pnl": sum(row["with_outcome_pnl"] * (row["avg_outcome_pnl"] or 0) for row in returns) / known if known else None,
        "period_days": query.days,
        "window": span.told(),
    }
    return Success(told, track_record=told)


@router.get("/ai/learning-insights", summary="How often the AI advisor was right, by pattern and advice", response_model=Envelope)
def insights(_query: Annotated[Parameters, Query()]) -> Response:
    """Over all predictions whose outcome is known."""
    with warehouse.current().snapshot() as snapshot:
        found = snapshot.ask("advice_by_pattern", Filters())
    return Success(found, insights=found)


@router.get("/autonomous/ml/model-status", summary="The models in use", response_model=Envelope)
def model_status(_query: Annotated[Parameters, Query()]) -> Response:
    """`needs_training` when the newest was trained more than 45 days before the newest row, or there is none."""
    with warehouse.current().snapshot() as snapshot:
        found = snapshot.ask("models_in_use")
        newest = snapshot.newest()
    trained = found[0]["last_trained"] if found else None
    stale = trained is None or newest is None or newest.replace(tzinfo=None) - trained > _STALE
    latest = found[0]["model_name"] if found else None
    return Success({"models": found, "total_models": len(found), "latest_model": latest, "is_trained": bool(found), "needs_training": stale})
