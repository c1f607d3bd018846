"""The table of ORACLE's predictions."""

from __future__ import annotations

from alphagex_logs.catalogue.model import Category, Column, Importance, Measure, Origin, Roles, Scale, Source, Status, Table, Type, identity
from alphagex_logs.catalogue.vocabulary import Bot, GexRegime, TradeOutcome, TradingAdvice

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
        Column("timestamp", Type.TIMESTAMPTZ, "When the prediction was last written: a revision moves it.", default="now()"),
        Column("trade_date", Type.DATE, "Exchange day that the prediction is for.", nullable=False),
        Column("bot_name", Type.TEXT, "Bot that is advised.", allowed=tuple(Bot), nullable=False, variants=("VARCHAR(20)",)),
        Column("vix", Type.FLOAT, "Level of the VIX when the prediction was made.", unit="index points", variants=("REAL",)),
        Column("gex_normalized", Type.FLOAT, "Net gamma exposure divided by the square of the price.", unit="ratio", variants=("REAL",)),
        Column("gex_regime", Type.TEXT, "Sign of the dealers' net gamma exposure.", allowed=tuple(GexRegime), variants=("VARCHAR(10)",)),
        Column("gex_flip_point", Type.FLOAT, "Price at which the dealers' gamma changes its sign.", unit="dollars", variants=("REAL",)),
        Column("gex_call_wall", Type.FLOAT, "Strike with the most call gamma.", unit="dollars", variants=("REAL",)),
        Column("gex_put_wall", Type.FLOAT, "Strike with the most put gamma.", unit="dollars", variants=("REAL",)),
        Column("day_of_week", Type.INTEGER, "Day of the week that the prediction is for.", unit="0-4, 0 is Monday"),
        Column("advice", Type.TEXT, "How much of its usual size the bot should trade.", allowed=tuple(TradingAdvice), variants=("VARCHAR(20)",)),
        Column("win_probability", Type.FLOAT, "Probability that the trade wins; this is what accuracy is measured by.", unit="0-1", variants=("REAL",)),
        Column("suggested_risk_pct", Type.FLOAT, "Share of the capital to put at risk.", unit="percent", variants=("REAL",)),
        Column("suggested_sd_multiplier", Type.FLOAT, "Distance of the strikes, in multiples of the expected move.", unit="ratio", variants=("REAL",)),
        Column("model_version", Type.TEXT, "Version of the model that made the prediction.", variants=("VARCHAR(20)",)),
        Column("prediction_used", Type.BOOLEAN, "True once an outcome is recorded for it.", default="false"),
        Column("actual_outcome", Type.TEXT, "How the advised trade ended.", allowed=tuple(TradeOutcome), variants=("VARCHAR(20)",)),
        Column("actual_pnl", Type.FLOAT, "What the advised trade earned or lost.", unit="dollars", variants=("REAL",)),
        Column("prediction_time", Type.TIMESTAMPTZ, "When the prediction was first made.", default="now()"),
        Column("confidence", Type.FLOAT, "Confidence as ORACLE showed it: not a probability, and on three scales over the years.", unit="0-1 or 0-100"),
        Column("use_gex_walls", Type.BOOLEAN, "True where the strikes are to lie outside the gamma walls.", default="false"),
        Column("suggested_put_strike", Type.FLOAT, "Short put strike that ORACLE suggests.", unit="dollars"),
        Column("suggested_call_strike", Type.FLOAT, "Short call strike that ORACLE suggests.", unit="dollars"),
        Column("spot_price", Type.FLOAT, "Price of the underlying when the prediction was made.", unit="dollars per share"),
        Column("gex_net", Type.FLOAT, "Net gamma exposure of the dealers, positive where they dampen moves.", unit="dollars of gamma exposure"),
        Column("reasoning", Type.TEXT, "Why ORACLE advises this, in words."),
        Column("top_factors", Type.JSONB, "What weighed most, as an array of name and weight."),
        Column("outcome_date", Type.TIMESTAMPTZ, "When the outcome was recorded."),
        Column("created_at", Type.TIMESTAMPTZ, "When the row was created.", default="now()", origin=Origin.MISSING),
    ),
)
