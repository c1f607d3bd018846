"""The table of wheel activity."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, Measure, Roles, Scale, Source, Status, Table, Type, identity
from alphagex_logs.catalogue.vocabulary import WheelAction

WHEEL_ACTIVITY_LOG = Table(
    name="wheel_activity_log",
    number=14,
    category=Category.WHEEL,
    status=Status.ACTIVE,
    title="Wheel activity",
    purpose="What happened in each wheel cycle that a person runs with HERMES, step by step.",
    roles=Roles(
        time=(Source("timestamp"),),
        owner="HERMES",
        symbol=(Source("details", "symbol"),),
        action=(Source("action"),),
        pnl=Measure((Source("pnl_impact", zero_is_unset=True),), Scale.DOLLARS),
        summary=(Source("description"),),
    ),
    writers=("log_wheel_activity",),
    indexes=(("timestamp",), ("cycle_id",)),
    rhythm=timedelta(days=14),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("cycle_id", Type.INTEGER, "Number of the wheel cycle."),
        Column("leg_id", Type.INTEGER, "Number of the leg; none when the cycle closes."),
        Column("timestamp", Type.TIMESTAMPTZ, "When it happened.", default="now()"),
        Column("action", Type.TEXT, "What happened.", allowed=tuple(WheelAction), nullable=False),
        Column("description", Type.TEXT, "What happened, in words."),
        Column(
            "premium_impact",
            Type.FLOAT,
            "Premium received, or paid where negative, for all contracts: cash flow, never PnL.",
            unit="dollars",
            default="0.0",
            variants=("REAL",),
        ),
        Column("pnl_impact", Type.FLOAT, "What this step earned or lost; 0 where it realised nothing.", unit="dollars", default="0.0", variants=("REAL",)),
        Column("underlying_price", Type.FLOAT, "Price of the underlying.", unit="dollars per share", variants=("REAL",)),
        Column("option_price", Type.FLOAT, "Price of the option.", unit="dollars per share", variants=("REAL",)),
        Column("details", Type.JSONB, "Further facts by name, such as the old strike and the closing price of a roll."),
    ),
)
