"""The tables of the autonomous trader."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

AUTONOMOUS_TRADER_LOGS = Table(
    name="autonomous_trader_logs",
    number=2,
    category=Category.AUTONOMOUS,
    status=Status.ACTIVE,
    title="Scan steps",
    purpose="The steps of each PHOENIX scan, from the first look at the market to the trade decision, and why.",
    roles=Roles(
        time=(Source("timestamp"),),
        owner="PHOENIX",
        symbol=(Source("symbol"),),
        action=(Source("log_type"),),
        advice=(Source("action_taken", where=Where("log_type", ("TRADE_DECISION", "AI_EVALUATION"))),),
        outcome=(Source("outcome"),),
        probability=Measure((Source("confidence_score"),), Scale.PERCENT),
        pnl=Measure((Source("pnl"),), Scale.DOLLARS),
        summary=(Source("reasoning_summary"), Source("sizing_rationale"), Source("strike_selection_reason"), Source("pattern_detected")),
    ),
    writers=("log_scan_start", "log_psychology", "log_strike_selection", "log_position_sizing", "log_ai_evaluation", "log_trade_decision", "log_skip", "log_scan_error"),
    indexes=(("timestamp",), ("log_type",), ("symbol",), ("position_id",), ("session_id",), ("pattern_detected",)),
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMP, "TODO", default="CURRENT_TIMESTAMP"),  # insert time, TIMESTAMP WITHOUT time zone default CURRENT_TIMESTAMP (server zone)
        Column("log_type", Type.TEXT, "TODO"),  # SCAN_START PSYCHOLOGY_ANALYSIS STRIKE_SELECTION POSITION_SIZING TRADE_DECISION AI_EVALUATION TRADE_SKIPPED ERROR (the last three have no caller); the UI also styles RISK_CHECK, which nothing writes [legacy NOT NULL; sent=True]
        Column("symbol", Type.TEXT, "TODO"),  # SPY (SPX for the SPX instance)
        Column("spot_price", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("net_gex", Type.FLOAT, "TODO", unit="dollars of gamma exposure", variants=("REAL",)),  # dollars of gamma exposure, signed, about -5e9..5e9
        Column("flip_point", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # strike, dollars
        Column("call_wall", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # strike, dollars
        Column("put_wall", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # strike, dollars
        Column("vix_level", Type.FLOAT, "TODO", unit="index points", variants=("REAL",)),  # index points
        Column("pattern_detected", Type.TEXT, "TODO"),  # detector pattern: GAMMA_SQUEEZE_CASCADE, FLIP_POINT_CRITICAL, POST_OPEX_REGIME_FLIP, LIBERATION_TRADE, FALSE_FLOOR, ZERO_DTE_PIN, DESTINATION_TRADE, PIN_AT_CALL_WALL, EXPLOSIVE_CONTINUATION, PIN_AT_PUT_WALL, CAPITULATION_CASCADE, MEAN_REVERSION_ZONE, SHORT_GAMMA_MOMENTUM, NEUTRAL (NULL in practice: wrong dict key)
        Column("confidence_score", Type.FLOAT, "TODO", unit="0-100", variants=("REAL",)),  # 0-100 (UI prints it with %)
        Column("trade_direction", Type.TEXT, "TODO"),  # bullish bearish volatile neutral watch fade buy unknown regime_dependent bullish_post_expiration bearish_post_expiration expansion_tomorrow
        Column("risk_level", Type.TEXT, "TODO"),  # low medium high extreme (lower case)
        Column("liberation_setup", Type.BOOLEAN, "TODO"),  # bool
        Column("liberation_strike", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("liberation_expiry", Type.DATE, "TODO"),  # date
        Column("false_floor_detected", Type.BOOLEAN, "TODO"),  # bool
        Column("false_floor_strike", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("forward_magnet_above", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # strike
        Column("forward_magnet_below", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # strike
        Column("polr", Type.TEXT, "TODO"),  # path of least resistance: bullish bearish neutral
        Column("rsi_5m", Type.FLOAT, "TODO", variants=("REAL",)),  # RSI 0-100
        Column("rsi_15m", Type.FLOAT, "TODO", variants=("REAL",)),  # RSI 0-100
        Column("rsi_1h", Type.FLOAT, "TODO", variants=("REAL",)),  # RSI 0-100
        Column("rsi_4h", Type.FLOAT, "TODO", variants=("REAL",)),  # RSI 0-100
        Column("rsi_1d", Type.FLOAT, "TODO", variants=("REAL",)),  # RSI 0-100
        Column("rsi_aligned_overbought", Type.BOOLEAN, "TODO"),
        Column("rsi_aligned_oversold", Type.BOOLEAN, "TODO"),
        Column("rsi_coiling", Type.BOOLEAN, "TODO"),
        Column("strike_chosen", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars
        Column("strike_selection_reason", Type.TEXT, "TODO"),
        Column("alternative_strikes", Type.TEXT, "TODO"),  # comma-separated text
        Column("why_not_alternatives", Type.TEXT, "TODO"),  # lines '$strike: reason'
        Column("kelly_pct", Type.FLOAT, "TODO", unit="percent", variants=("REAL",)),  # percent
        Column("position_size_dollars", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars (never written)
        Column("contracts", Type.INTEGER, "TODO", unit="count"),  # count
        Column("sizing_rationale", Type.TEXT, "TODO"),
        Column("ai_thought_process", Type.TEXT, "TODO"),
        Column("ai_confidence", Type.TEXT, "TODO"),  # HIGH MEDIUM LOW
        Column("ai_warnings", Type.TEXT, "TODO"),  # newline-separated text
        Column("langchain_chain_used", Type.TEXT, "TODO"),  # strike_selection_v1 position_sizing_kelly_v1 trade_evaluation_v1 fallback_rules fallback_kelly unknown
        Column("action_taken", Type.TEXT, "TODO"),  # BUY_CALL BUY_PUT IRON_CONDOR BULL_PUT_SPREAD BEAR_CALL_SPREAD CASH_SECURED_PUT LONG_STRADDLE BLOCKED SKIP, or an error type in ERROR rows
        Column("strategy_name", Type.TEXT, "TODO"),  # PHOENIX strategy title
        Column("reasoning_summary", Type.TEXT, "TODO"),
        Column("full_reasoning", Type.TEXT, "TODO"),
        Column("position_id", Type.INTEGER, "TODO"),  # FK autonomous_positions.id; no caller passes it
        Column("outcome", Type.TEXT, "TODO"),  # never written
        Column("pnl", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars; never written
        Column("scan_cycle", Type.INTEGER, "TODO", unit="count"),  # counter per process
        Column("session_id", Type.TEXT, "TODO"),  # first 8 characters of a uuid4, per process
        Column("additional_data", Type.JSONB, "TODO", origin=Origin.MISSING),
        Column("psychology_trap", Type.TEXT, "TODO", origin=Origin.MISSING),
    ),
)

AUTONOMOUS_TRADE_LOG = Table(
    name="autonomous_trade_log",
    number=3,
    category=Category.AUTONOMOUS,
    status=Status.ACTIVE,
    title="Trader journal",
    purpose="A plain journal of what the autonomous trader did, minute by minute, in words.",
    roles=Roles(
        time=(Source("timestamp"),),
        local_time=LocalTime("date", "time", "America/Chicago"),
        owner="PHOENIX",
        action=(Source("action"),),
        pnl=Measure((Source("realized_pnl"),), Scale.DOLLARS),
        summary=(Source("details"),),
    ),
    writers=("log_action",),
    indexes=(("timestamp",), ("date",), ("action",), ("position_id",)),
    columns=(
        identity(),
        Column("date", Type.TEXT, "TODO"),  # YYYY-MM-DD text, Central time [legacy NOT NULL; sent=True]
        Column("time", Type.TEXT, "TODO"),  # HH:MM:SS text, Central time [legacy NOT NULL; sent=True]
        Column("action", Type.TEXT, "TODO"),  # about 55 upper-case codes: START SKIP EXECUTE ERROR CRITICAL WARNING CLOSE STAY_FLAT ORACLE_SKIP ORACLE_ADVICE ORACLE_UNAVAILABLE RISK_CHECK RISK_BLOCK RISK_ERROR COMMISSION PRICE_DATA PSYCHOLOGY_RESULT REGIME_SIGNAL FALLBACK_L1 FALLBACK_L2 GUARANTEE TRANSPARENCY AI_STRIKE AI_SIZING ML_PREDICTION CHECK_START CHECK_COMPLETE CHECK_SKIPPED TRADE_EXECUTED ... [legacy NOT NULL; sent=True]
        Column("details", Type.TEXT, "TODO"),  # free text, often many lines
        Column("position_id", Type.INTEGER, "TODO"),  # autonomous_open_positions.id when known
        Column("success", Type.INTEGER, "TODO", default="1"),  # int 1/0
        Column("realized_pnl", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars; never written
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", origin=Origin.MISSING),
    ),
)

AUTONOMOUS_TRADE_ACTIVITY = Table(
    name="autonomous_trade_activity",
    number=4,
    category=Category.AUTONOMOUS,
    status=Status.ACTIVE,
    title="Trade activity",
    purpose="The same journal by symbol and position, with the money that each entry and exit moved.",
    roles=Roles(
        time=(Source("timestamp"),),
        local_time=LocalTime("activity_date", "activity_time", "America/Chicago"),
        owner="PHOENIX",
        symbol=(Source("symbol"),),
        action=(Source("action"), Source("action_type")),
        # What an entry costs is cash flow: only an exit earns or loses.
        pnl=Measure((Source("pnl_impact", where=Where("action_type", ("EXIT",))),), Scale.DOLLARS),
        summary=(Source("reason"), Source("details"), Source("error_message")),
    ),
    writers=("log_action", "log_trade_activity"),
    indexes=(("timestamp",), ("symbol",)),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("timestamp", Type.TIMESTAMPTZ, "TODO", default="now()"),  # aware datetime, Central time
        Column("action", Type.TEXT, "TODO"),  # same codes as autonomous_trade_log.action
        Column("symbol", Type.TEXT, "TODO"),  # always 'SPY' from log_action
        Column("strike", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars; never written
        Column("option_type", Type.TEXT, "TODO"),  # never written
        Column("contracts", Type.INTEGER, "TODO"),  # never written
        Column("price", Type.FLOAT, "TODO", unit="dollars", variants=("REAL",)),  # dollars; never written
        Column("reason", Type.TEXT, "TODO"),  # the details text
        Column("success", Type.BOOLEAN, "TODO", default="true"),  # bool
        Column("activity_date", Type.TEXT, "TODO", origin=Origin.MISSING),  # YYYY-MM-DD text, Central
        Column("activity_time", Type.TEXT, "TODO", origin=Origin.MISSING),  # HH:MM:SS text
        Column("activity_timestamp", Type.TEXT, "TODO", origin=Origin.MISSING),  # YYYY-MM-DD HH:MM:SS text
        Column("action_type", Type.TEXT, "TODO", origin=Origin.MISSING),  # ENTRY | EXIT
        Column("details", Type.TEXT, "TODO", origin=Origin.MISSING),  # free text
        Column("position_id", Type.INTEGER, "TODO", origin=Origin.MISSING),  # open position id
        Column("pnl_impact", Type.FLOAT, "TODO", unit="dollars", origin=Origin.MISSING, variants=("REAL",)),  # dollars: -cost on ENTRY, realized P&L on EXIT
        Column("error_message", Type.TEXT, "TODO", origin=Origin.MISSING),  # text or NULL
    ),
)
