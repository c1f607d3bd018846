"""The tables of the AI advisor."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

AI_ANALYSIS_HISTORY = Table(
    name="ai_analysis_history",
    number=10,
    category=Category.AI,
    status=Status.ACTIVE,
    title="AI analyses",
    purpose="Every analysis that an AI wrote, with what it was asked and what it was told of the market.",
    roles=Roles(
        time=(Source("timestamp"),),
        symbol=(Source("symbol"),),
        symbol_default="SPY",
        action=(Source("analysis_type"),),
        outcome=(Source("outcome_correct"),),
        probability=Measure((Source("confidence_score"),), Scale.MIXED),
        summary=(Source("ai_response"),),
    ),
    writers=("log_ai_analysis",),
    indexes=(("timestamp",), ("analysis_type",), ("outcome_tracked",)),
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert time
        Column("analysis_type", Type.TEXT, "TODO"),  # market_snapshot (only value written); DDL comment: market_commentary trade_advice risk_analysis copilot_chat [legacy NOT NULL; sent=True]
        Column("symbol", Type.TEXT, "TODO", default="'SPY'"),  # SPY
        Column("input_prompt", Type.TEXT, "TODO"),
        Column("market_context", Type.JSONB, "TODO"),  # JSON {symbol, net_gex, flip_point, spot_price}
        Column("ai_response", Type.TEXT, "TODO"),  # [legacy NOT NULL; sent=True]
        Column("confidence_score", Type.FLOAT, "TODO", variants=("REAL",)),  # never written
        Column("recommendations", Type.JSONB, "TODO"),  # never written
        Column("warnings", Type.TEXT, "TODO"),  # never written
        Column("model_used", Type.TEXT, "TODO"),  # automated (only value written), default claude
        Column("tokens_used", Type.INTEGER, "TODO"),  # never written
        Column("response_time_ms", Type.INTEGER, "TODO", unit="milliseconds"),  # milliseconds, never written
        Column("outcome_tracked", Type.BOOLEAN, "TODO", default="false"),  # always FALSE
        Column("outcome_correct", Type.BOOLEAN, "TODO"),  # never written
        Column("actual_result", Type.TEXT, "TODO"),  # never written
        Column("feedback_notes", Type.TEXT, "TODO"),  # never written
    ),
)

AI_PREDICTIONS = Table(
    name="ai_predictions",
    number=11,
    category=Category.AI,
    status=Status.ACTIVE,
    title="AI predictions",
    purpose="What the AI advisor predicted for a signal, how sure it was, and whether it was right.",
    roles=Roles(
        time=(Source("timestamp"), Source("prediction_date")),
        trade_day="prediction_date",
        symbol=(Source("symbol"),),
        symbol_default="SPY",
        action=(Source("predicted_outcome"), Source("predicted_direction")),
        advice=(Source("predicted_outcome"),),
        outcome=(Source("actual_outcome"), Source("correct")),
        probability=Measure((Source("confidence_score"),), Scale.PERCENT),
        pnl=Measure((Source("outcome_pnl"),), Scale.PERCENT_RETURN),
        summary=(Source("reasoning"), Source("pattern_type")),
    ),
    writers=("log_ai_prediction", "record_ai_outcome"),
    indexes=(("timestamp",), ("prediction_date",)),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),
        Column("prediction_date", Type.DATE, "TODO"),  # DDL only, NOT NULL [legacy NOT NULL; sent=False]
        Column("symbol", Type.TEXT, "TODO", default="'SPY'"),
        Column("prediction_type", Type.TEXT, "TODO"),  # DDL only, NOT NULL [legacy NOT NULL; sent=False]
        Column("predicted_direction", Type.TEXT, "TODO"),  # DDL only
        Column("predicted_magnitude", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only
        Column("confidence", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only
        Column("features_used", Type.JSONB, "TODO"),  # DDL only
        Column("actual_direction", Type.TEXT, "TODO"),  # DDL only
        Column("actual_magnitude", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only
        Column("correct", Type.BOOLEAN, "TODO"),  # DDL only
        Column("evaluated_at", Type.TIMESTAMPTZ, "TODO"),  # DDL only
        Column("pattern_type", Type.TEXT, "TODO", origin=Origin.MISSING),  # detector pattern name
        Column("trade_direction", Type.TEXT, "TODO", origin=Origin.MISSING),  # Bullish Bearish
        Column("predicted_outcome", Type.TEXT, "TODO", origin=Origin.MISSING),  # TAKE_TRADE SKIP WAIT
        Column("confidence_score", Type.FLOAT, "TODO", unit="0-100", origin=Origin.MISSING, variants=("REAL",)),  # 0-100 int (clamped 5-95 after calibration)
        Column("reasoning", Type.TEXT, "TODO", origin=Origin.MISSING),  # LLM text
        Column("market_context", Type.JSONB, "TODO", origin=Origin.MISSING),  # JSON string {vix, regime, price}
        Column("vix_level", Type.FLOAT, "TODO", unit="index points", origin=Origin.MISSING, variants=("REAL",)),  # index points
        Column("volatility_regime", Type.TEXT, "TODO", origin=Origin.MISSING),  # EXPLOSIVE_VOLATILITY FLIP_POINT_CRITICAL NEGATIVE_GAMMA_RISK COMPRESSION_PIN POSITIVE_GAMMA_STABLE
        Column("actual_outcome", Type.TEXT, "TODO", origin=Origin.MISSING),  # WIN LOSS
        Column("outcome_pnl", Type.FLOAT, "TODO", unit="percent", origin=Origin.MISSING, variants=("REAL",)),  # percent
        Column("prediction_correct", Type.INTEGER, "TODO", origin=Origin.MISSING),  # int 0/1 (TAKE_TRADE+WIN or SKIP+LOSS)
        Column("feedback_timestamp", Type.TIMESTAMPTZ, "TODO", origin=Origin.MISSING),  # CURRENT_TIMESTAMP
    ),
)

AI_PERFORMANCE = Table(
    name="ai_performance",
    number=12,
    category=Category.AI,
    status=Status.ACTIVE,
    title="AI performance",
    purpose="One day of the AI advisor a row: how many of its predictions were settled, and how many were right.",
    roles=Roles(
        time=(Source("created_at"), Source("date")),
        trade_day="date",
        pnl=Measure((Source("net_pnl"),), Scale.PERCENT_RETURN),
        summary=(Source("model_version"),),
    ),
    unique=(("date",),),
    writers=("record_ai_performance",),
    natural_key=("date",),
    indexes=(("created_at",),),
    columns=(
        identity(),
        Column("date", Type.DATE, "TODO"),  # day, unique [legacy NOT NULL; sent=True]
        Column("model_version", Type.TEXT, "TODO"),  # DDL only
        Column("predictions_made", Type.INTEGER, "TODO", default="0"),  # DDL only
        Column("correct_predictions", Type.INTEGER, "TODO", unit="count", default="0"),  # count
        Column("accuracy", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only
        Column("avg_confidence", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only
        Column("features_importance", Type.JSONB, "TODO"),  # DDL only
        Column("created_at", Type.TIMESTAMPTZ, "TODO", default="now()"),
        Column("total_predictions", Type.INTEGER, "TODO", unit="count", origin=Origin.MISSING),  # count
        Column("profitable_trades", Type.INTEGER, "TODO", unit="count", origin=Origin.MISSING),  # count
        Column("losing_trades", Type.INTEGER, "TODO", unit="count", origin=Origin.MISSING),  # count
        Column("net_pnl", Type.FLOAT, "TODO", origin=Origin.MISSING, variants=("REAL",)),  # sum of percentages
        Column("accuracy_rate", Type.FLOAT, "TODO", unit="percent", origin=Origin.MISSING, variants=("REAL",)),  # percent
    ),
)

AI_RECOMMENDATIONS = Table(
    name="ai_recommendations",
    number=13,
    category=Category.AI,
    status=Status.ACTIVE,
    title="AI recommendations",
    purpose="How the AI would change a strategy, or what it would trade, and what that was expected to bring.",
    roles=Roles(
        time=(Source("timestamp"), Source("created_at")),
        symbol=(Source("symbol"),),
        symbol_default="SPY",
        action=(Source("action"), Source("recommendation_type")),
        advice=(Source("recommendation"),),
        probability=Measure((Source("confidence"),), Scale.MIXED),
        pnl=Measure((Source("actual_pnl"),), Scale.DOLLARS),
        summary=(Source("recommendation"), Source("reasoning")),
    ),
    writers=("log_ai_recommendation",),
    indexes=(("timestamp",),),
    rhythm=timedelta(days=31),
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),
        Column("symbol", Type.TEXT, "TODO", default="'SPY'"),
        Column("recommendation_type", Type.TEXT, "TODO"),  # DDL only, NOT NULL [legacy NOT NULL; sent=False]
        Column("action", Type.TEXT, "TODO"),  # DDL only, NOT NULL [legacy NOT NULL; sent=False]
        Column("strike", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only
        Column("expiration", Type.DATE, "TODO"),  # DDL only
        Column("confidence", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only
        Column("reasoning", Type.TEXT, "TODO"),  # text
        Column("risk_level", Type.TEXT, "TODO"),  # DDL only
        Column("expected_return", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only
        Column("followed", Type.BOOLEAN, "TODO", default="false"),  # DDL only
        Column("outcome", Type.FLOAT, "TODO", variants=("REAL",)),  # DDL only, REAL
        Column("created_at", Type.TIMESTAMPTZ, "TODO", default="now()"),
        Column("strategy_name", Type.TEXT, "TODO", origin=Origin.MISSING),  # strategy or pattern
        Column("recommendation", Type.TEXT, "TODO", origin=Origin.MISSING),  # text
        Column("expected_improvement", Type.FLOAT, "TODO", origin=Origin.MISSING, variants=("REAL",)),  # number, default 0.0 (percent points implied)
        Column("actual_pnl", Type.FLOAT, "TODO", origin=Origin.MISSING, variants=("REAL",)),  # API only
    ),
)
