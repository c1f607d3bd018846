"""The table of changes in gamma exposure."""

from __future__ import annotations

from alphagex_logs.catalogue.model import Category, Column, Roles, Source, Status, Table, Type, identity
from alphagex_logs.catalogue.vocabulary import VelocityTrend

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
        Column("timestamp", Type.TIMESTAMPTZ, "When the change was seen.", default="now()"),
        Column("symbol", Type.TEXT, "Underlying whose gamma exposure changed.", nullable=False),
        Column("change_type", Type.TEXT, "What kind of change it is."),
        Column(
            "previous_value",
            Type.FLOAT,
            "Net gamma exposure before, under the name that readers of the API use.",
            unit="dollars of gamma exposure",
            variants=("REAL",),
        ),
        Column(
            "new_value", Type.FLOAT, "Net gamma exposure now, under the name that readers of the API use.", unit="dollars of gamma exposure", variants=("REAL",)
        ),
        Column("previous_gex", Type.FLOAT, "Net gamma exposure of the snapshot before.", unit="dollars of gamma exposure", variants=("REAL",)),
        Column("current_gex", Type.FLOAT, "Net gamma exposure now.", unit="dollars of gamma exposure", variants=("REAL",)),
        Column("change", Type.FLOAT, "Net gamma exposure now less before.", unit="dollars of gamma exposure", variants=("REAL",)),
        Column("change_pct", Type.FLOAT, "The change in percent of the size of the value before.", unit="percent", variants=("REAL",)),
        Column("velocity_trend", Type.TEXT, "Whether the exposure changed by more than five percent.", allowed=tuple(VelocityTrend)),
        Column("direction_change", Type.BOOLEAN, "True where the exposure changed its sign.", default="false"),
        Column("trigger_event", Type.TEXT, "What set off the change."),
        Column("spot_price", Type.FLOAT, "Price of the underlying.", unit="dollars per share", variants=("REAL",)),
    ),
)
