"""The tables of the machinery: debug traces and data collection."""

from __future__ import annotations

from alphagex_logs.catalogue.model import Category, Column, Importance, Measure, Origin, Roles, Scale, Source, Status, Table, Type, identity
from alphagex_logs.catalogue.vocabulary import CollectionStatus, DebugCategory, LogLevel

SPX_DEBUG_LOGS = Table(
    name="spx_debug_logs",
    number=16,
    category=Category.SYSTEM,
    status=Status.ACTIVE,
    title="Debug trace",
    purpose="The debug trace of the SPX trader, and of every bot whose logging is sent here.",
    roles=Roles(
        time=(Source("timestamp"),),
        symbol=(Source("data", "symbol"),),
        symbol_default="SPX",
        action=(Source("category"),),
        probability=Measure((Source("data", "confidence"),), Scale.MIXED),
        pnl=Measure((Source("data", "net_pnl"),), Scale.DOLLARS),
        summary=(Source("message"), Source("error_message")),
    ),
    writers=("log_debug",),
    indexes=(("timestamp",), ("category",), ("session_id",)),
    importance=Importance.BULK,
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "When the line was logged.", default="now()"),
        Column("category", Type.TEXT, "Part of the trader that it comes from.", allowed=tuple(DebugCategory)),
        Column("session_id", Type.TEXT, "Run of the trader that it belongs to."),
        Column("log_level", Type.TEXT, "How loud the line is; rows that leave it to the database say info.", allowed=(*LogLevel, "info"), default="'info'"),
        Column("message", Type.TEXT, "The line in words."),
        Column("data", Type.JSONB, "Further facts by name; the keys depend on the subcategory."),
        Column("scan_cycle", Type.INTEGER, "Number of the scan within the session.", unit="count"),
        Column("subcategory", Type.TEXT, "Narrower part, such as kelly_calculation within SIZING.", origin=Origin.MISSING),
        Column("duration_ms", Type.INTEGER, "How long it took.", unit="milliseconds", origin=Origin.MISSING),
        Column("success", Type.BOOLEAN, "True where it worked.", origin=Origin.MISSING),
        Column("error_message", Type.TEXT, "What went wrong, where something did.", origin=Origin.MISSING),
        Column("stack_trace", Type.TEXT, "Where in the code it went wrong.", origin=Origin.MISSING),
    ),
)

DATA_COLLECTION_LOG = Table(
    name="data_collection_log",
    number=17,
    category=Category.SYSTEM,
    status=Status.ACTIVE,
    title="Data collection",
    purpose="Whether each job that collects market data worked.",
    roles=Roles(
        time=(Source("timestamp"),),
        symbol=(Source("symbol"),),
        symbol_default="SPY",
        action=(Source("collection_type"),),
        summary=(Source("error_message"), Source("source")),
    ),
    writers=("log_data_collection",),
    indexes=(("timestamp",), ("collection_type",)),
    importance=Importance.BULK,
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "When the job ended.", default="now()"),
        Column("collection_type", Type.TEXT, "Name of the job.", nullable=False),
        Column("source", Type.TEXT, "Provider that the data came from, or table that it went to.", nullable=False),
        Column("symbol", Type.TEXT, "Underlying that the data is about.", default="'SPY'"),
        Column("records_collected", Type.INTEGER, "Records that the job brought.", unit="count"),
        Column("success", Type.BOOLEAN, "True where the job worked.", default="true"),
        Column("error_message", Type.TEXT, "What went wrong, where something did."),
        Column("duration_ms", Type.INTEGER, "How long the job took.", unit="milliseconds"),
        Column("next_collection_at", Type.TIMESTAMPTZ, "When the job is due again."),
    ),
)

OPTIONS_COLLECTION_LOG = Table(
    name="options_collection_log",
    number=18,
    category=Category.SYSTEM,
    status=Status.ACTIVE,
    title="Option chains",
    purpose="How many option contracts each run of the option-chain collector brought home.",
    roles=Roles(
        time=(Source("timestamp"),),
        symbol=(Source("symbol"),),
        action=(Source("status"),),
        summary=(Source("error_message"), Source("status")),
    ),
    writers=("log_options_collection",),
    indexes=(("timestamp",),),
    importance=Importance.BULK,
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "When the run ended.", default="now()"),
        Column("symbol", Type.TEXT, "Underlying whose option chain was fetched.", nullable=False),
        Column("expirations_collected", Type.INTEGER, "Expiry days fetched.", unit="count"),
        Column("strikes_collected", Type.INTEGER, "Strikes fetched.", unit="count"),
        Column("duration_ms", Type.INTEGER, "How long the run took, where the writer measures milliseconds.", unit="milliseconds"),
        Column("success", Type.BOOLEAN, "True where the run worked; a database default, so the status is the better witness.", default="true"),
        Column("error_message", Type.TEXT, "What went wrong, where something did."),
        Column("spot_price", Type.FLOAT, "Price of the underlying.", unit="dollars per share", origin=Origin.MISSING, variants=("REAL",)),
        Column("contracts_collected", Type.INTEGER, "Option contracts fetched.", unit="count", origin=Origin.MISSING),
        Column("calls_collected", Type.INTEGER, "Calls among them.", unit="count", origin=Origin.MISSING),
        Column("puts_collected", Type.INTEGER, "Puts among them.", unit="count", origin=Origin.MISSING),
        Column("duration_seconds", Type.FLOAT, "How long the run took.", unit="seconds", origin=Origin.MISSING, variants=("REAL",)),
        Column("status", Type.TEXT, "How the run ended.", allowed=tuple(CollectionStatus), origin=Origin.MISSING),
    ),
)
