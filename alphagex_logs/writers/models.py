"""The registries of trained models: ml_regime_models and ml_models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import ML_MODELS, ML_REGIME_MODELS
from alphagex_logs.catalogue.vocabulary import ModelStatus
from alphagex_logs.writers.clock import event_time
from alphagex_logs.writers.normalise import joined
from alphagex_logs.writers.sink import writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alphagex_logs.writers.operations import EventId
    from alphagex_logs.writers.scalars import Number
    from alphagex_logs.writers.sink import Sink


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelScores:
    """How a classifier did on rows that it was not trained on: each 0-1, with the number of rows."""

    accuracy: Number | None = None
    precision: Number | None = None
    recall: Number | None = None
    f1: Number | None = None
    samples_trained: int | None = None
    samples_validated: int | None = None


@writer
def log_regime_model(
    sink: Sink,
    *,
    model_version: str,
    scores: ModelScores,
    symbol: str = "SPY",
    feature_importances: Mapping[str, object] | None = None,
    is_active: bool = True,
    model_path: str | None = None,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue a newly trained regime classifier; `at` is when its training ended. Raises ValueRefused."""
    moment = event_time(ML_REGIME_MODELS, at)
    return sink.put(
        ML_REGIME_MODELS,
        {
            "event_id": event_id,
            "symbol": symbol,
            "model_version": model_version,
            "accuracy": scores.accuracy,
            "precision_score": scores.precision,
            "recall_score": scores.recall,
            "f1_score": scores.f1,
            "samples_trained": scores.samples_trained,
            "samples_validated": scores.samples_validated,
            "feature_importances": feature_importances,
            "training_date": moment,
            "is_active": is_active,
            "model_path": model_path,
            "created_at": moment,
            "bot_name": bot,
        },
    )


@writer
def log_ml_model(
    sink: Sink,
    *,
    model_name: str,
    model_type: str,
    version: str,
    accuracy: Number | None = None,
    training_samples: int | None = None,
    features: Sequence[str] = (),
    hyperparameters: Mapping[str, object] | None = None,
    status: str = ModelStatus.ACTIVE,
    bot: str | None = None,
    at: datetime | None = None,
    event_id: EventId | None = None,
) -> EventId:
    """Queue a newly trained model of any kind; `accuracy` 0-1, `features` the names of its inputs. Raises ValueRefused."""
    return sink.put(
        ML_MODELS,
        {
            "event_id": event_id,
            "created_at": event_time(ML_MODELS, at),
            "model_name": model_name,
            "model_type": model_type,
            "version": version,
            "accuracy": accuracy,
            "training_samples": training_samples,
            "features": joined(ML_MODELS, "features", features, separator=", "),
            "hyperparameters": hyperparameters,
            "status": status,
            "bot_name": bot,
        },
    )
