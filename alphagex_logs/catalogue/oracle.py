"""The table of ORACLE's predictions."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

ORACLE_PREDICTIONS = Table(
    name="oracle_predictions",
    number=6,
    category=Category.ORACLE,
    status=Status.ACTIVE,
    title="Oracle predictions",
    purpose="What ORACLE advised each bot for each day, how probable it held a win, and how the day ended.",
    roles=Roles(
        # `timestamp` moves when a prediction is revised; the moment it was made does not.
        time=(Source("prediction_time"), Source("timestamp"), Source("created_at")),
        trade_day="trade_date",
        action=(Source("advice"),),
        advice=(Source("advice"),),
        outcome=(Source("actual_outcome"),),
        probability=Measure((Source("win_probability"),), Scale.UNIT),
        pnl=Measure((Source("actual_pnl"),), Scale.DOLLARS),
        summary=(Source("reasoning"),),
    ),
    unique=(("trade_date", "bot_name"),),
    writers=("log_oracle_prediction", "record_oracle_outcome"),
    natural_key=("trade_date", "bot_name"),
    indexes=(("timestamp",), ("prediction_time",)),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert/last update time (module DDL only)
        Column("trade_date", Type.DATE, "TODO"),  # date, one row per date and bot [legacy NOT NULL; sent=True]
        Column("bot_name", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # ARES ATLAS PHOENIX (HERMES is in the enum, never used) [legacy NOT NULL; sent=True]
        Column("vix", Type.FLOAT, "TODO", unit="index points", variants=("REAL",)),  # index points
        Column("gex_normalized", Type.FLOAT, "TODO", variants=("REAL",)),  # net GEX / spot^2 style ratio
        Column("gex_regime", Type.TEXT, "TODO", variants=("VARCHAR(10)",)),  # POSITIVE NEGATIVE NEUTRAL
        Column("gex_flip_point", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("gex_call_wall", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("gex_put_wall", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("day_of_week", Type.INTEGER, "TODO"),  # 0=Monday..4=Friday
        Column("advice", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # TRADE_FULL TRADE_REDUCED SKIP_TODAY (the UI looks for TRADE and SKIP)
        Column("win_probability", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1 (fallback clamps to 0.40-0.85; TRADE_FULL >= 0.70, TRADE_REDUCED >= 0.55)
        Column("suggested_risk_pct", Type.FLOAT, "TODO", unit="percent", variants=("REAL",)),  # percent of capital 0-10 (halved for PHOENIX)
        Column("suggested_sd_multiplier", Type.FLOAT, "TODO", variants=("REAL",)),  # 0.9 / 1.0 / 1.2
        Column("model_version", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # '0.0.0' untrained, '1.0.0' trained
        Column("prediction_used", Type.BOOLEAN, "TODO", default="false"),  # TRUE once an outcome is recorded
        Column("actual_outcome", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # MAX_PROFIT PUT_BREACHED CALL_BREACHED DOUBLE_BREACH PARTIAL_PROFIT LOSS; ARES really writes MAX_PROFIT (P&L >= 90% of credit), PARTIAL_PROFIT (> 0), LOSS; the API counts 'WIN', which never occurs
        Column("actual_pnl", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("prediction_time", Type.TIMESTAMPTZ, "TODO", default="CURRENT_TIMESTAMP"),  # migration DDL only
        Column("confidence", Type.FLOAT, "TODO", unit="0-100"),  # 0-100 in the prediction object (min(100, p*100*1.2)); never stored; the UI multiplies by 100 [legacy NOT NULL; sent=False]
        Column("use_gex_walls", Type.BOOLEAN, "TODO", default="false"),  # migration DDL only
        Column("suggested_put_strike", Type.FLOAT, "TODO"),  # migration DDL only
        Column("suggested_call_strike", Type.FLOAT, "TODO"),  # migration DDL only
        Column("spot_price", Type.FLOAT, "TODO"),  # migration DDL only, NOT NULL [legacy NOT NULL; sent=False]
        Column("gex_net", Type.FLOAT, "TODO"),  # migration DDL only
        Column("reasoning", Type.TEXT, "TODO"),  # text; never stored
        Column("top_factors", Type.JSONB, "TODO"),  # JSON [[name, weight]]; never stored
        Column("outcome_date", Type.TIMESTAMPTZ, "TODO"),  # migration DDL only
        Column("created_at", Type.TIMESTAMPTZ, "TODO", origin=Origin.MISSING),  # in no DDL at all, yet the API filters and sorts by it
    ),
)
