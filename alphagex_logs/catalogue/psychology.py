"""The tables of market psychology."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

PSYCHOLOGY_ANALYSIS = Table(
    name="psychology_analysis",
    number=9,
    category=Category.PSYCHOLOGY,
    status=Status.ACTIVE,
    title="Psychology",
    purpose="The mood of the market as net gamma exposure shows it, and the trap that goes with it.",
    roles=Roles(
        time=(Source("timestamp"),),
        symbol=(Source("symbol"),),
        symbol_default="SPY",
        action=(Source("regime_type"),),
        advice=(Source("recommended_action"),),
        probability=Measure((Source("confidence"),), Scale.MIXED),
        summary=(Source("reasoning"), Source("notes"), Source("psychology_trap")),
    ),
    writers=("log_psychology_analysis",),
    indexes=(("timestamp",),),
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert time (collector) or source time (backfill)
        Column("symbol", Type.TEXT, "TODO", default="'SPY'"),  # SPY
        Column("regime_type", Type.TEXT, "TODO"),  # collector: PANIC FEAR NEUTRAL COMPLACENCY GREED (net_gex < -2e9, < -1e9, between, > 1e9, > 2e9); backfill: GAMMA_SQUEEZE_CASCADE, FLIP_POINT_CRITICAL, POST_OPEX_REGIME_FLIP, LIBERATION_TRADE, FALSE_FLOOR, ZERO_DTE_PIN, DESTINATION_TRADE, PIN_AT_CALL_WALL, EXPLOSIVE_CONTINUATION, PIN_AT_PUT_WALL, CAPITULATION_CASCADE, MEAN_REVERSION_ZONE, SHORT_GAMMA_MOMENTUM, NEUTRAL
        Column("confidence", Type.FLOAT, "TODO", variants=("REAL",)),  # collector constant 0.7 (0-1); backfill 0-100: mixed scales
        Column("psychology_trap", Type.TEXT, "TODO"),  # collector: CAPITULATION FALSE_FLOOR PINNING BLOW_OFF_TOP or NULL; backfill: free text
        Column("trap_probability", Type.FLOAT, "TODO", variants=("REAL",)),  # never written
        Column("reasoning", Type.TEXT, "TODO"),  # text
        Column("market_context", Type.JSONB, "TODO", origin=Origin.MISSING),  # API only
        Column("recommended_action", Type.TEXT, "TODO", origin=Origin.MISSING),  # API only
        Column("notes", Type.TEXT, "TODO", origin=Origin.MISSING),  # API only
    ),
)

PATTERN_LEARNING = Table(
    name="pattern_learning",
    number=20,
    category=Category.PSYCHOLOGY,
    status=Status.WIRED,
    title="Pattern learning",
    purpose="Patterns that were seen, how often, and how they turned out on average.",
    roles=Roles(
        time=(Source("last_seen"), Source("created_at")),
        action=(Source("pattern_name"),),
        advice=(Source("pattern_data", "recommendation"),),
        probability=Measure((Source("pattern_data", "ml_probability"),), Scale.UNIT),
        pnl=Measure((Source("avg_return"),), Scale.FRACTION_RETURN, zero_is_unset=True),
        summary=(Source("pattern_name"),),
    ),
    writers=("record_pattern",),
    indexes=(("last_seen",), ("pattern_name",)),
    rhythm=timedelta(days=7),
    columns=(
        identity(),
        Column("pattern_name", Type.TEXT, "TODO"),  # always UNKNOWN in practice; meant: detector pattern [legacy NOT NULL; sent=True]
        Column("pattern_data", Type.JSONB, "TODO"),  # JSON {pattern, confidence 0-100, ml_probability 0-1, ml_confidence HIGH/MEDIUM/LOW/VERY_LOW, recommendation TRADE/CAUTION/SKIP, features[]}
        Column("occurrences", Type.INTEGER, "TODO", unit="count", default="1"),  # count
        Column("success_rate", Type.FLOAT, "TODO", unit="0-1", variants=("REAL",)),  # 0-1 running mean (0.5 when unknown)
        Column("avg_return", Type.FLOAT, "TODO", variants=("REAL",)),  # fraction running mean (0.0 when unknown)
        Column("last_seen", Type.TIMESTAMPTZ, "TODO", default="now()"),  # NOW() on each sighting
        Column("created_at", Type.TIMESTAMPTZ, "TODO", default="now()"),
    ),
)

PSYCHOLOGY_NOTIFICATIONS = Table(
    name="psychology_notifications",
    number=23,
    category=Category.PSYCHOLOGY,
    status=Status.LOW_PRIORITY,
    title="Psychology notices",
    purpose="Notices to people when the psychology of the market changes.",
    roles=Roles(
        time=(Source("timestamp"), Source("created_at")),
        action=(Source("notification_type"),),
        summary=(Source("message"),),
    ),
    writers=("log_psychology_notification",),
    indexes=(("timestamp",), ("notification_type",)),
    rhythm=timedelta(days=7),
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # source time
        Column("notification_type", Type.TEXT, "TODO"),  # regime_change
        Column("regime_type", Type.TEXT, "TODO"),  # detector pattern
        Column("message", Type.TEXT, "TODO"),  # text
        Column("severity", Type.TEXT, "TODO", default="'info'"),  # info warning success
        Column("data", Type.JSONB, "TODO"),  # JSON; never written
        Column("read", Type.BOOLEAN, "TODO", default="false"),  # never written
        Column("created_at", Type.TIMESTAMPTZ, "TODO", default="now()"),
    ),
)
