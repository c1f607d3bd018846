"""The tables of market psychology."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Measure, Origin, Roles, Scale, Source, Status, Table, Type, identity
from alphagex_logs.catalogue.vocabulary import DetectorPattern, NotificationType, PsychologyRegime, PsychologyTrap, Severity

# Both vocabularies hold NEUTRAL.
_REGIMES = tuple(dict.fromkeys((*PsychologyRegime, *DetectorPattern)))

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
        Column("timestamp", Type.TIMESTAMPTZ, "When the market was looked at.", default="now()"),
        Column("symbol", Type.TEXT, "Underlying that was looked at.", default="'SPY'"),
        Column(
            "regime_type",
            Type.TEXT,
            "Mood of the market; older rows name a detector pattern instead.",
            allowed=_REGIMES,
        ),
        Column("confidence", Type.FLOAT, "How sure the analysis is; the collector writes 0-1, older rows hold 0-100.", unit="0-1 or 0-100", variants=("REAL",)),
        Column("psychology_trap", Type.TEXT, "Trap that goes with the mood; older rows hold words.", allowed=tuple(PsychologyTrap)),
        Column("trap_probability", Type.FLOAT, "Probability that the trap closes.", unit="0-1", variants=("REAL",)),
        Column("reasoning", Type.TEXT, "Why, in words."),
        Column("market_context", Type.JSONB, "What was known of the market, by name.", origin=Origin.MISSING),
        Column("recommended_action", Type.TEXT, "What to do about it, in words.", origin=Origin.MISSING),
        Column("notes", Type.TEXT, "Further remarks.", origin=Origin.MISSING),
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
        pnl=Measure((Source("avg_return", zero_is_unset=True),), Scale.FRACTION_RETURN),
        summary=(Source("pattern_name"),),
    ),
    writers=("record_pattern",),
    indexes=(("last_seen",), ("pattern_name",)),
    rhythm=timedelta(days=7),
    columns=(
        identity(),
        Column("pattern_name", Type.TEXT, "Name of the pattern.", allowed=tuple(DetectorPattern), nullable=False),
        Column("pattern_data", Type.JSONB, "The pattern as last seen, with the model's probability, confidence and recommendation."),
        Column("occurrences", Type.INTEGER, "How often the pattern was seen.", unit="count", default="1"),
        Column(
            "success_rate", Type.FLOAT, "Share of its occurrences that succeeded; legacy rows hold 0.5 where it is not known.", unit="0-1", variants=("REAL",)
        ),
        Column(
            "avg_return",
            Type.FLOAT,
            "Mean return after it, 0.01 is one percent; legacy rows hold 0 where it is not known.",
            unit="fraction",
            variants=("REAL",),
        ),
        Column("last_seen", Type.TIMESTAMPTZ, "When it was last seen.", default="now()"),
        Column("created_at", Type.TIMESTAMPTZ, "When it was first seen.", default="now()"),
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
        Column("timestamp", Type.TIMESTAMPTZ, "When the notice was due.", default="now()"),
        Column("notification_type", Type.TEXT, "What the notice is about.", allowed=tuple(NotificationType)),
        Column("regime_type", Type.TEXT, "Detector pattern that the market changed to.", allowed=_REGIMES),
        Column("message", Type.TEXT, "The notice in words."),
        Column("severity", Type.TEXT, "How urgent it is.", allowed=tuple(Severity), default="'info'"),
        Column("data", Type.JSONB, "Further facts by name."),
        Column("read", Type.BOOLEAN, "True once somebody has read it.", default="false"),
        Column("created_at", Type.TIMESTAMPTZ, "When the row was created.", default="now()"),
    ),
)
