"""The tables of the machine-learning models."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

ML_DECISION_LOGS = Table(
    name="ml_decision_logs",
    number=5,
    category=Category.ML,
    status=Status.ACTIVE,
    title="ML decisions",
    purpose="What the model of the SPX wheel did: which trades it scored and why, which it learned from, when it was trained.",
    roles=Roles(
        time=(Source("timestamp"),),
        owner="ATLAS",
        symbol=(Source("symbol"),),
        symbol_default="SPX",
        action=(Source("action"),),
        advice=(Source("recommendation", where=Where("action", ("SCORE_TRADE",))),),
        outcome=(Source("recommendation", where=Where("action", ("AUTO_RECORD_TRADE",))),),
        # The score of a training run is its accuracy, not the probability of an outcome.
        probability=Measure((Source("ml_score", where=Where("action", ("SCORE_TRADE",))),), Scale.UNIT),
        pnl=Measure((Source("details", "pnl"),), Scale.DOLLARS),
        summary=(Source("reasoning"), Source("recommendation")),
    ),
    writers=("log_ml_decision",),
    indexes=(("timestamp",), ("trade_id",)),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="CURRENT_TIMESTAMP"),  # insert time
        Column("action", Type.TEXT, "TODO", variants=("VARCHAR(50)",)),  # SCORE_TRADE AUTO_RECORD_TRADE AUTO_TRAIN [legacy NOT NULL; sent=True]
        Column("symbol", Type.TEXT, "TODO", default="'SPX'", variants=("VARCHAR(20)",)),  # default SPX, never sent
        Column("details", Type.JSONB, "TODO"),  # JSON object, keys depend on action
        Column("ml_score", Type.NUMERIC, "TODO", variants=("DECIMAL(5,4)",)),  # probability 0-1 (win probability, or test accuracy for AUTO_TRAIN); DECIMAL(5,4) holds < 10
        Column("recommendation", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # SCORE_TRADE: STRONG_TRADE TRADE NEUTRAL CAUTION SKIP USE_MECHANICAL_RULES; AUTO_RECORD_TRADE: WIN LOSS; AUTO_TRAIN: TRAINED FAILED
        Column("reasoning", Type.TEXT, "TODO"),
        Column("trade_id", Type.TEXT, "TODO", variants=("VARCHAR(50)",)),  # <backtest_id>_<date>_<strike> or NULL
        Column("backtest_id", Type.TEXT, "TODO", variants=("VARCHAR(50)",)),  # spx_wheel_YYYYMMDD_HHMMSS
    ),
)

ARES_ML_OUTCOMES = Table(
    name="ares_ml_outcomes",
    number=7,
    category=Category.ML,
    status=Status.ACTIVE,
    title="ARES ML outcomes",
    purpose="One settled ARES day a row: what the model saw, what it predicted, what came of it; the model learns from these.",
    roles=Roles(
        time=(Source("created_at"), Source("trade_date")),
        trade_day="trade_date",
        owner="ARES",
        action=(Source("predicted_advice"),),
        advice=(Source("predicted_advice"),),
        outcome=(Source("actual_outcome"), Source("is_win")),
        probability=Measure((Source("predicted_win_prob"), Source("win_probability")), Scale.UNIT),
        pnl=Measure((Source("net_pnl"),), Scale.DOLLARS),
        summary=(Source("tier_name"),),
    ),
    writers=("log_ares_ml_outcome",),
    indexes=(("created_at",), ("trade_date",)),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("trade_date", Type.DATE, "TODO", variants=("TEXT",)),  # YYYY-MM-DD text [legacy NOT NULL; sent=True]
        Column("vix", Type.FLOAT, "TODO", unit="index points", variants=("REAL",)),  # index points
        Column("vix_percentile_30d", Type.FLOAT, "TODO", unit="0-100", variants=("REAL",)),  # 0-100
        Column("vix_change_1d", Type.FLOAT, "TODO", unit="percent", variants=("REAL",)),  # percent
        Column("day_of_week", Type.INTEGER, "TODO"),  # 0-4
        Column("price", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("price_change_1d", Type.FLOAT, "TODO", unit="percent", variants=("REAL",)),  # percent
        Column("expected_move_pct", Type.FLOAT, "TODO", unit="percent", variants=("REAL",)),  # percent of price
        Column("win_rate_30d", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1
        Column("tier_name", Type.TEXT, "TODO"),  # TIER_1_0DTE default
        Column("predicted_advice", Type.TEXT, "TODO"),  # TRADE_FULL TRADE_REDUCED SKIP_TODAY
        Column("predicted_win_prob", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1
        Column("suggested_risk_pct", Type.FLOAT, "TODO", unit="percent", variants=("REAL",)),  # percent 0-15
        Column("model_version", Type.TEXT, "TODO"),  # text, e.g. 1.0.0 or fallback_v2_gex
        Column("actual_outcome", Type.TEXT, "TODO"),  # MAX_PROFIT PUT_BREACHED CALL_BREACHED DOUBLE_BREACH
        Column("is_win", Type.BOOLEAN, "TODO"),  # true only for MAX_PROFIT
        Column("net_pnl", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("created_at", Type.TIMESTAMPTZ, "TODO", default="now()"),
        Column("net_gex", Type.FLOAT, "TODO", origin=Origin.MISSING, variants=("REAL",)),  # API only
        Column("gex_regime", Type.TEXT, "TODO", origin=Origin.MISSING),  # API only
        Column("win_probability", Type.FLOAT, "TODO", origin=Origin.MISSING, variants=("REAL",)),  # name the API reads instead of predicted_win_prob
        Column("confidence", Type.FLOAT, "TODO", unit="0-100", origin=Origin.MISSING, variants=("REAL",)),  # 0-100 in MLPrediction; not stored
    ),
)

SPX_WHEEL_ML_OUTCOMES = Table(
    name="spx_wheel_ml_outcomes",
    number=8,
    category=Category.ML,
    status=Status.ACTIVE,
    title="SPX wheel ML outcomes",
    purpose="One wheel trade a row: its features at entry, then win or loss and PnL at settlement; the model learns from these.",
    roles=Roles(
        time=(Source("created_at"), Source("trade_date")),
        trade_day="trade_date",
        owner="ATLAS",
        symbol_default="SPX",
        outcome=(Source("outcome"),),
        pnl=Measure((Source("pnl"),), Scale.DOLLARS),
        summary=(Source("trade_id"),),
    ),
    unique=(("trade_id",),),
    writers=("log_wheel_ml_entry", "record_wheel_ml_outcome"),
    natural_key=("trade_id",),
    indexes=(("created_at",), ("trade_date",)),
    rhythm=timedelta(days=7),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("trade_id", Type.TEXT, "TODO", variants=("VARCHAR(50)",)),  # unique text <= 50 [legacy NOT NULL; sent=True]
        Column("trade_date", Type.DATE, "TODO", variants=("VARCHAR(20)",)),  # YYYY-MM-DD text
        Column("strike", Type.NUMERIC, "TODO", unit="index points", variants=("DECIMAL(10,2)",)),  # index points
        Column("underlying_price", Type.NUMERIC, "TODO", unit="index points", variants=("DECIMAL(10,2)",)),  # index points
        Column("dte", Type.INTEGER, "TODO", unit="days"),  # days
        Column("delta", Type.NUMERIC, "TODO", unit="0-1", variants=("DECIMAL(6,4)",)),  # 0-1
        Column("premium", Type.NUMERIC, "TODO", unit="dollars per share", variants=("DECIMAL(10,4)",)),  # dollars per share
        Column("iv", Type.NUMERIC, "TODO", variants=("DECIMAL(6,4)",)),  # fraction (0.16 = 16%)
        Column("iv_rank", Type.NUMERIC, "TODO", unit="0-100", variants=("DECIMAL(5,2)",)),  # 0-100
        Column("vix", Type.NUMERIC, "TODO", unit="index points", variants=("DECIMAL(6,2)",)),  # index points
        Column("vix_percentile", Type.NUMERIC, "TODO", unit="0-100", variants=("DECIMAL(5,2)",)),  # 0-100
        Column("vix_term_structure", Type.NUMERIC, "TODO", variants=("DECIMAL(6,2)",)),  # VIX - VIX3M points
        Column("put_wall_distance_pct", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(6,2)",)),  # percent
        Column("call_wall_distance_pct", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(6,2)",)),  # percent
        Column("net_gex", Type.NUMERIC, "TODO", unit="dollars of gamma exposure", variants=("DECIMAL(20,2)",)),  # dollars of gamma exposure, signed, about -5e9..5e9 (0 when unavailable)
        Column("spx_20d_return", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(6,2)",)),  # percent
        Column("spx_5d_return", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(6,2)",)),  # percent
        Column("spx_distance_from_high", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(6,2)",)),  # percent
        Column("premium_to_strike_pct", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(6,4)",)),  # percent
        Column("outcome", Type.TEXT, "TODO", variants=("VARCHAR(10)",)),  # WIN LOSS, NULL while open
        Column("pnl", Type.NUMERIC, "TODO", unit="dollars", variants=("DECIMAL(12,2)",)),  # dollars
        Column("settlement_price", Type.NUMERIC, "TODO", unit="index points", variants=("DECIMAL(10,2)",)),  # index points
        Column("max_drawdown", Type.NUMERIC, "TODO", unit="dollars", variants=("DECIMAL(12,2)",)),  # dollars, worst unrealized
        Column("created_at", Type.TIMESTAMPTZ, "TODO", default="CURRENT_TIMESTAMP"),
        Column("annualized_return", Type.NUMERIC, "TODO", unit="percent", origin=Origin.MISSING, variants=("DECIMAL(10,4)",)),  # percent per year
        Column("updated_at", Type.TIMESTAMPTZ, "TODO", origin=Origin.MISSING),  # CURRENT_TIMESTAMP on outcome
    ),
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
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert time
        Column("model_id", Type.INTEGER, "TODO"),  # never written
        Column("symbol", Type.TEXT, "TODO", default="'SPY'"),  # SPY
        Column("prediction_type", Type.TEXT, "TODO"),  # REGIME_ACTION
        Column("predicted_value", Type.TEXT, "TODO", variants=("REAL",)),  # the writer sends SELL_PREMIUM BUY_CALLS BUY_PUTS STAY_FLAT into a REAL column
        Column("confidence", Type.FLOAT, "TODO", unit="0-100", variants=("REAL",)),  # 0-100
        Column("actual_value", Type.TEXT, "TODO", variants=("REAL",)),  # never written
        Column("correct", Type.BOOLEAN, "TODO"),  # never written
        Column("features_used", Type.JSONB, "TODO"),  # JSON {features, probabilities(0-1), feature_importance(top 5), model_version, is_trained}
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
        Column("symbol", Type.TEXT, "TODO", default="'SPY'"),
        Column("model_version", Type.TEXT, "TODO"),  # text [legacy NOT NULL; sent=False]
        Column("accuracy", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1
        Column("precision_score", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1
        Column("recall_score", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1
        Column("f1_score", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1
        Column("samples_trained", Type.INTEGER, "TODO"),
        Column("samples_validated", Type.INTEGER, "TODO"),
        Column("feature_importances", Type.JSONB, "TODO"),  # JSON
        Column("training_date", Type.TIMESTAMPTZ, "TODO", default="now()"),
        Column("is_active", Type.BOOLEAN, "TODO", default="true"),
        Column("model_path", Type.TEXT, "TODO"),  # path
        Column("created_at", Type.TIMESTAMPTZ, "TODO", default="now()"),
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
        Column("created_at", Type.TIMESTAMPTZ, "TODO", default="now()"),
        Column("model_name", Type.TEXT, "TODO"),  # text
        Column("model_type", Type.TEXT, "TODO"),
        Column("version", Type.TEXT, "TODO"),
        Column("accuracy", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1 (API rounds to 3)
        Column("training_samples", Type.INTEGER, "TODO", unit="count"),  # count
        Column("features", Type.TEXT, "TODO"),  # text
        Column("hyperparameters", Type.JSONB, "TODO"),  # JSON
        Column("status", Type.TEXT, "TODO", default="'active'"),  # active default
    ),
)
