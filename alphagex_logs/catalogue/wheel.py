"""The table of wheel activity."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

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
        pnl=Measure((Source("pnl_impact"),), Scale.DOLLARS, zero_is_unset=True),
        summary=(Source("description"),),
    ),
    writers=("log_wheel_activity",),
    indexes=(("timestamp",), ("cycle_id",)),
    rhythm=timedelta(days=14),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("cycle_id", Type.INTEGER, "TODO"),  # FK wheel_cycles
        Column("leg_id", Type.INTEGER, "TODO"),  # FK wheel_legs, NULL on close
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert time
        Column("action", Type.TEXT, "TODO"),  # enum WheelAction: OPEN_CSP CSP_EXPIRED_OTM CSP_ASSIGNED ROLL_CSP OPEN_COVERED_CALL CC_EXPIRED_OTM CC_CALLED_AWAY ROLL_COVERED_CALL CLOSE_POSITION BUY_TO_CLOSE (BUY_TO_CLOSE never logged) [legacy NOT NULL; sent=True]
        Column("description", Type.TEXT, "TODO"),
        Column("premium_impact", Type.FLOAT, "TODO", unit="dollars", default="0.0", variants=("REAL",)),  # dollars total (premium x contracts x 100), signed on rolls
        Column("pnl_impact", Type.FLOAT, "TODO", unit="dollars", default="0.0", variants=("REAL",)),  # dollars
        Column("underlying_price", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("option_price", Type.FLOAT, "TODO", unit="dollars per share", variants=("REAL",)),  # dollars per share
        Column("details", Type.JSONB, "TODO"),  # JSON {old_strike, close_price} on rolls, else NULL
    ),
)
