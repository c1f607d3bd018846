"""What legacy bots send: psychology, wheel, gamma exposure and the collectors of data."""

from __future__ import annotations

import json

from tests.postgres.legacy.statement import NOON, insert

PSYCHOLOGY = (
    insert(
        "psychology collector",
        "psychology_analysis",
        symbol="SPY",
        regime_type="FEAR",
        confidence=0.7,
        psychology_trap="FALSE_FLOOR",
        reasoning="net GEX -1.4B",
    ),
    insert(
        "psychology backfill",
        "psychology_analysis",
        timestamp=NOON,
        symbol="SPY",
        regime_type="GAMMA_SQUEEZE_CASCADE",
        confidence=82.0,
        psychology_trap="dealers chase",
        reasoning="...",
    ),
    insert(
        "notification backfill",
        "psychology_notifications",
        timestamp=NOON,
        notification_type="regime_change",
        regime_type="ZERO_DTE_PIN",
        message="pin",
        severity="info",
    ),
)

WHEEL = (
    insert(
        "wheel opened",
        "wheel_activity_log",
        cycle_id=1,
        leg_id=1,
        action="OPEN_CSP",
        description="sold 1 put",
        premium_impact=210.0,
        pnl_impact=0,
        underlying_price=601.25,
        option_price=2.1,
        details=None,
    ),
    insert(
        "wheel rolled",
        "wheel_activity_log",
        cycle_id=1,
        leg_id=2,
        action="ROLL_CSP",
        description="rolled",
        premium_impact=-35.0,
        pnl_impact=-120.0,
        underlying_price=590.0,
        option_price=4.4,
        details=json.dumps({"old_strike": 595, "close_price": 4.75}),
    ),
)
GEX_CHANGE = insert(
    "GEX change",
    "gex_change_log",
    symbol="SPY",
    previous_gex=-1.4e9,
    current_gex=1.1e9,
    change=2.5e9,
    change_pct=178.6,
    velocity_trend="ACCELERATING",
    direction_change=True,
)
SPX_DEBUG = insert(
    "SPX debug",
    "spx_debug_logs",
    session_id="SPX-20251201-083000",
    scan_cycle=3,
    log_level="INFO",
    category="SIZING",
    subcategory="kelly_calculation",
    message="Kelly 4.2 %",
    data=json.dumps({"raw_kelly": 0.084}),
    duration_ms=12,
    success=True,
    error_message=None,
    stack_trace=None,
)
COLLECTION = (
    insert(
        "collection job",
        "data_collection_log",
        collection_type="option_chains",
        source="options_chain_snapshots",
        records_collected=1,
        success=True,
        error_message=None,
    ),
    insert(
        "collection by provider",
        "data_collection_log",
        collection_type="price",
        source="polygon",
        symbol=None,
        records_collected=390,
        success=False,
        error_message="x" * 2000,
    ),
    insert("collection, shorter insert after a failure", "data_collection_log", collection_type="gex", source="unknown", records_collected=0, success=False),
)
OPTIONS = (
    insert(
        "option chain",
        "options_collection_log",
        symbol="QQQ",
        spot_price=512.3,
        contracts_collected=4210,
        expirations_collected=18,
        calls_collected=2105,
        puts_collected=2105,
        duration_seconds=3.25,
        status="SUCCESS",
    ),
    insert(
        "option chain error",
        "options_collection_log",
        symbol="IWM",
        spot_price=0,
        contracts_collected=0,
        duration_seconds=0.2,
        status="ERROR",
        error_message="no chain",
    ),
)

WRITES = (*PSYCHOLOGY, *WHEEL, GEX_CHANGE, SPX_DEBUG, *COLLECTION, *OPTIONS)
