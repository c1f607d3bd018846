"""The tables of the machinery: debug traces and data collection."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

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
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert time
        Column("category", Type.TEXT, "TODO"),  # GENERAL DATA_FETCH REGIME VIX SIZING TRADE POSITION SCAN
        Column("session_id", Type.TEXT, "TODO"),  # SPX-YYYYMMDD-HHMMSS
        Column("log_level", Type.TEXT, "TODO", default="'info'"),  # DEBUG INFO WARNING ERROR (DDL default 'info' is lower case)
        Column("message", Type.TEXT, "TODO"),
        Column("data", Type.JSONB, "TODO"),  # JSON object, keys depend on subcategory
        Column("scan_cycle", Type.INTEGER, "TODO", unit="count"),  # counter
        Column("subcategory", Type.TEXT, "TODO", origin=Origin.MISSING),  # GENERAL: debug info warning error; DATA_FETCH: GEX PRICE VIX OPTIONS_CHAIN; REGIME: input classification reasoning stay_flat; VIX: stress; SIZING: backtest_lookup kelly_calculation result blocked; TRADE: attempt risk_check executed rejected; POSITION: update exit_check closed; SCAN: start end
        Column("duration_ms", Type.INTEGER, "TODO", unit="milliseconds", origin=Origin.MISSING),  # milliseconds
        Column("success", Type.BOOLEAN, "TODO", origin=Origin.MISSING),  # bool
        Column("error_message", Type.TEXT, "TODO", origin=Origin.MISSING),  # text
        Column("stack_trace", Type.TEXT, "TODO", origin=Origin.MISSING),  # text
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
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert time
        Column("collection_type", Type.TEXT, "TODO"),  # job name: gex_history_snapshot gamma_history_snapshot detailed_gex regime_detection market_data forward_magnets liberation_outcomes gamma_expiration option_chains vix_term_structure greeks_snapshots options_flow market_snapshots gex_change_log gamma_correlation regime_classifications psychology_analysis ai_analysis historical_oi position_sizing probability_calibration daily_performance gamma_daily_summary; from DataCollector: gex price greeks vix options_flow ai_analysis [legacy NOT NULL; sent=True]
        Column("source", Type.TEXT, "TODO"),  # table name (automated collector) or provider (tradingvolatility polygon tradier cboe unknown automated): two meanings [legacy NOT NULL; sent=True]
        Column("symbol", Type.TEXT, "TODO", default="'SPY'"),  # SPY or NULL->default SPY
        Column("records_collected", Type.INTEGER, "TODO"),  # 1/0 from the collector, a real count from DataCollector.store_prices
        Column("success", Type.BOOLEAN, "TODO", default="true"),  # bool
        Column("error_message", Type.TEXT, "TODO"),  # text <= 2000
        Column("duration_ms", Type.INTEGER, "TODO"),  # never written
        Column("next_collection_at", Type.TIMESTAMPTZ, "TODO"),  # never written
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
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # insert time
        Column("symbol", Type.TEXT, "TODO"),  # SPY QQQ IWM [legacy NOT NULL; sent=True]
        Column("expirations_collected", Type.INTEGER, "TODO", unit="count"),  # count
        Column("strikes_collected", Type.INTEGER, "TODO"),  # DDL only
        Column("duration_ms", Type.INTEGER, "TODO"),  # DDL only
        Column("success", Type.BOOLEAN, "TODO", default="true"),  # DDL only
        Column("error_message", Type.TEXT, "TODO"),  # text
        Column("spot_price", Type.FLOAT, "TODO", unit="dollars", origin=Origin.MISSING, variants=("REAL",)),  # dollars
        Column("contracts_collected", Type.INTEGER, "TODO", unit="count", origin=Origin.MISSING),  # count
        Column("calls_collected", Type.INTEGER, "TODO", unit="count", origin=Origin.MISSING),  # count
        Column("puts_collected", Type.INTEGER, "TODO", unit="count", origin=Origin.MISSING),  # count
        Column("duration_seconds", Type.FLOAT, "TODO", unit="seconds", origin=Origin.MISSING, variants=("REAL",)),  # seconds, float
        Column("status", Type.TEXT, "TODO", origin=Origin.MISSING),  # SUCCESS ERROR
    ),
)
