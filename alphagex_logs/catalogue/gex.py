"""The table of changes in gamma exposure."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

GEX_CHANGE_LOG = Table(
    name="gex_change_log",
    number=15,
    category=Category.GEX,
    status=Status.ACTIVE,
    title="GEX changes",
    purpose="How net gamma exposure changed from one snapshot to the next.",
    roles=Roles(
        time=(Source("timestamp"),),
        symbol=(Source("symbol"),),
        action=(Source("change_type"), Source("velocity_trend")),
        summary=(Source("trigger_event"), Source("velocity_trend")),
    ),
    writers=("log_gex_change",),
    indexes=(("timestamp",), ("symbol",)),
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert time
        Column("symbol", Type.TEXT, "TODO"),  # SPY [legacy NOT NULL; sent=True]
        Column("change_type", Type.TEXT, "TODO"),  # read by the API, never written
        Column("previous_value", Type.FLOAT, "TODO", variants=("REAL",)),  # read by the API, never written
        Column("new_value", Type.FLOAT, "TODO", variants=("REAL",)),  # read by the API, never written
        Column("previous_gex", Type.FLOAT, "TODO", unit="dollars of gamma exposure", variants=("REAL",)),  # dollars of gamma exposure, signed, about -5e9..5e9
        Column("current_gex", Type.FLOAT, "TODO", unit="dollars of gamma exposure", variants=("REAL",)),  # dollars of gamma exposure, signed, about -5e9..5e9
        Column("change", Type.FLOAT, "TODO", unit="dollars of gamma exposure", variants=("REAL",)),  # dollars of gamma exposure, signed, about -5e9..5e9
        Column("change_pct", Type.FLOAT, "TODO", unit="percent", variants=("REAL",)),  # percent of |previous|
        Column("velocity_trend", Type.TEXT, "TODO"),  # ACCELERATING (|change_pct| > 5) STABLE
        Column("direction_change", Type.BOOLEAN, "TODO", default="false"),  # bool, sign changed
        Column("trigger_event", Type.TEXT, "TODO"),  # never written
        Column("spot_price", Type.FLOAT, "TODO", variants=("REAL",)),  # never written
    ),
)
