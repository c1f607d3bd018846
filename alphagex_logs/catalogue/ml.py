"""The regime classifier, its predictions, and the register of trained models."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, Measure, Roles, Scale, Source, Status, Table, Type, identity
from alphagex_logs.catalogue.vocabulary import (
    ModelStatus,
    PredictionType,
    RegimeAction,
)

ML_PREDICTIONS = Table(
    name="ml_predictions",
    number=19,
    category=Category.ML,
    status=Status.WIRED,
    title="ML regime predictions",
    purpose="What the regime classifier held to be the right thing to do, and whether it was.",
    roles=Roles(
        time=(Source("timestamp"),),
        owner="PHOENIX",
        symbol=(Source("symbol"),),
        symbol_default="SPY",
        action=(Source("prediction_type"),),
        advice=(Source("predicted_value"),),
        outcome=(Source("correct"),),
        probability=Measure((Source("confidence"),), Scale.PERCENT),
        summary=(Source("predicted_value"),),
    ),
    writers=("log_ml_prediction", "record_ml_outcome"),
    indexes=(("timestamp",), ("model_id",)),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "When the prediction was made.", default="now()"),
        Column("model_id", Type.INTEGER, "Number of the model in ml_models."),
        Column("symbol", Type.TEXT, "Underlying that it is about.", default="'SPY'"),
        Column("prediction_type", Type.TEXT, "What is predicted.", allowed=tuple(PredictionType)),
        Column(
            "predicted_value",
            Type.TEXT,
            "What the classifier holds to be right; databases with a numeric column hold a number.",
            allowed=tuple(RegimeAction),
            variants=("REAL",),
        ),
        Column("confidence", Type.FLOAT, "How probable the classifier holds it.", unit="0-100", variants=("REAL",)),
        Column("actual_value", Type.TEXT, "What would have been right.", allowed=tuple(RegimeAction), variants=("REAL",)),
        Column("correct", Type.BOOLEAN, "True where the prediction was right; unknown until then."),
        Column("features_used", Type.JSONB, "What it looked at: features, probability of each action, weights, model version, whether it was trained."),
    ),
)

ML_REGIME_MODELS = Table(
    name="ml_regime_models",
    number=21,
    category=Category.ML,
    status=Status.LOW_PRIORITY,
    title="ML regime models",
    purpose="Every trained version of the regime classifier, with its scores.",
    roles=Roles(
        time=(Source("training_date"), Source("created_at")),
        symbol=(Source("symbol"),),
        symbol_default="SPY",
        action=(Source("model_version"),),
        summary=(Source("model_version"), Source("model_path")),
    ),
    writers=("log_regime_model",),
    indexes=(("training_date",),),
    rhythm=timedelta(days=31),
    columns=(
        identity(),
        Column("symbol", Type.TEXT, "Underlying that the model is for.", default="'SPY'"),
        Column("model_version", Type.TEXT, "Version of the model.", nullable=False),
        Column("accuracy", Type.FLOAT, "Share of held-out samples that it got right.", unit="0-1", variants=("REAL",)),
        Column("precision_score", Type.FLOAT, "Share of its positive calls that were right.", unit="0-1", variants=("REAL",)),
        Column("recall_score", Type.FLOAT, "Share of the positives that it found.", unit="0-1", variants=("REAL",)),
        Column("f1_score", Type.FLOAT, "Harmonic mean of precision and recall.", unit="0-1", variants=("REAL",)),
        Column("samples_trained", Type.INTEGER, "Samples that it learned from.", unit="count"),
        Column("samples_validated", Type.INTEGER, "Samples that it was tested on.", unit="count"),
        Column("feature_importances", Type.JSONB, "Weight of each feature by name."),
        Column("training_date", Type.TIMESTAMPTZ, "When it was trained.", default="now()"),
        Column("is_active", Type.BOOLEAN, "True where it is in use.", default="true"),
        Column("model_path", Type.TEXT, "Where the model is kept."),
        Column("created_at", Type.TIMESTAMPTZ, "When the row was created.", default="now()"),
    ),
)

ML_MODELS = Table(
    name="ml_models",
    number=22,
    category=Category.ML,
    status=Status.LOW_PRIORITY,
    title="ML models",
    purpose="Every other trained model, with its parameters and accuracy.",
    roles=Roles(
        time=(Source("created_at"),),
        action=(Source("status"),),
        summary=(Source("model_name"), Source("version")),
    ),
    writers=("log_ml_model",),
    indexes=(("created_at",), ("status",), ("model_name",)),
    rhythm=timedelta(days=31),
    columns=(
        identity(),
        Column("created_at", Type.TIMESTAMPTZ, "When the model was registered.", default="now()"),
        Column("model_name", Type.TEXT, "Name of the model."),
        Column("model_type", Type.TEXT, "What kind of model it is."),
        Column("version", Type.TEXT, "Version of the model."),
        Column("accuracy", Type.FLOAT, "Share of held-out samples that it got right.", unit="0-1", variants=("REAL",)),
        Column("training_samples", Type.INTEGER, "Samples that it learned from.", unit="count"),
        Column("features", Type.TEXT, "Names of the features, separated by commas."),
        Column("hyperparameters", Type.JSONB, "Settings of the training, by name."),
        Column("status", Type.TEXT, "Whether the model is in use.", allowed=tuple(ModelStatus), default="'active'"),
    ),
)
