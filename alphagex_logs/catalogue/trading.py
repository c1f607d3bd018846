"""The table of trading decisions."""

from __future__ import annotations

from datetime import timedelta

from alphagex_logs.catalogue.model import Category, Column, Importance, LocalTime, Measure, Origin, Roles, Scale, Source, Status, Table, Type, Where, identity

TRADING_DECISIONS = Table(
    name="trading_decisions",
    number=1,
    category=Category.TRADING,
    status=Status.ACTIVE,
    title="Trading decisions",
    purpose="Every decision of a bot to enter, exit, roll or stay out, with the market it saw, its reasons and the decision in full.",
    roles=Roles(
        time=(Source("timestamp"),),
        bot=(Source("bot_name"), Source("full_decision", "bot_name")),
        symbol=(Source("symbol"),),
        action=(Source("action"),),
        outcome=(Source("outcome_notes"), Source("full_decision", "outcome_notes")),
        probability=Measure((Source("prob_profit"),), Scale.PERCENT, zero_is_unset=True),
        pnl=Measure((Source("actual_pnl"), Source("full_decision", "actual_pnl")), Scale.DOLLARS, zero_is_unset=True),
        summary=(Source("full_decision", "what"), Source("primary_reason")),
    ),
    unique=(("decision_id",),),
    writers=("log_decision", "record_decision_outcome"),
    natural_key=("decision_id",),
    indexes=(("timestamp",), ("symbol",)),
    importance=Importance.CRITICAL,
    columns=(
        identity(),
        Column("decision_id", Type.TEXT, "TODO", variants=("VARCHAR(50)",)),  # DEC-YYYYMMDDHHMMSS-NNNN (counter per logger instance, so two bots in one second can collide) | ARES-YYYYMMDD-NNNN | ARES-YYYYMMDD-NNNN-EXP | ARES-SKIP-YYYY-MM-DD-HHMMSS [legacy NOT NULL; sent=True]
        Column("timestamp", Type.TIMESTAMPTZ, "TODO"),  # decision time; ISO string, ET offset (PHOENIX, ARES) or naive server-local (ATLAS) [legacy NOT NULL; sent=True]
        Column("decision_type", Type.TEXT, "TODO", variants=("VARCHAR(50)",)),  # enum DecisionType: ENTRY_SIGNAL EXIT_SIGNAL POSITION_SIZE STRIKE_SELECTION STRATEGY_SELECTION RISK_CHECK NO_TRADE ADJUSTMENT STAY_FLAT RISK_BLOCKED ML_PREDICTION ENSEMBLE_SIGNAL KELLY_CALCULATION ROLL_DECISION CALIBRATION; really written: ENTRY_SIGNAL EXIT_SIGNAL NO_TRADE ROLL_DECISION (NO_ACTION is used by ARES but is not a member) [legacy NOT NULL; sent=True]
        Column("action", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # BUY SKIP (PHOENIX); SELL_CSP SKIP EXPIRED BUY_TO_CLOSE (ATLAS); SELL SKIP EXPIRED (ARES); the dataclass comment also names HOLD [legacy NOT NULL; sent=True]
        Column("symbol", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # SPY, SPX [legacy NOT NULL; sent=True]
        Column("strategy", Type.TEXT, "TODO", variants=("VARCHAR(100)",)),  # free text: SPX_WHEEL_CSP (ATLAS); aggressive_iron_condor and ARES_IRON_CONDOR (ARES, two spellings); N/A or PHOENIX strategy titles such as 'Liberation Trade - Bullish', 'Unified Regime: IRON_CONDOR', 'Negative GEX Squeeze', 'Iron Condor (Collect $N premium)'
        Column("spot_price", Type.NUMERIC, "TODO", unit="dollars per share", variants=("DECIMAL(12,4)",)),  # dollars per share / index points; 0 when no underlying snapshot (every ARES row)
        Column("spot_source", Type.TEXT, "TODO", variants=("VARCHAR(50)",)),  # enum DataSource: TRADIER_LIVE POLYGON_REALTIME POLYGON_HISTORICAL TRADING_VOLATILITY CALCULATED CACHED SIMULATED; '' when no snapshot
        Column("option_price", Type.NUMERIC, "TODO", unit="dollars per share", variants=("DECIMAL(10,4)",)),  # dollars per share
        Column("strike", Type.NUMERIC, "TODO", unit="dollars", variants=("DECIMAL(10,2)",)),  # dollars
        Column("expiration", Type.DATE, "TODO"),  # date; an empty string fails
        Column("vix", Type.NUMERIC, "TODO", unit="index points", variants=("DECIMAL(8,2)",)),  # index points (PHOENIX writes 0: its market data has no vix key)
        Column("net_gex", Type.NUMERIC, "TODO", unit="dollars of gamma exposure", variants=("DECIMAL(20,2)",)),  # dollars of gamma exposure, signed, about -5e9..5e9; 0 when unknown
        Column("gex_regime", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # dealer state text; PHOENIX reads key mm_state (e.g. LONG_GAMMA, SHORT_GAMMA), '' when missing
        Column("market_regime", Type.TEXT, "TODO", variants=("VARCHAR(50)",)),  # free text <= 50; ATLAS writes 'VIX Range: lo-hi'; PHOENIX str(regime)
        Column("trend", Type.TEXT, "TODO", variants=("VARCHAR(20)",)),  # bullish bearish neutral or ''
        Column("backtest_strategy", Type.TEXT, "TODO", variants=("VARCHAR(100)",)),  # name
        Column("backtest_win_rate", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(5,2)",)),  # percent 0-100
        Column("backtest_expectancy", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(8,4)",)),  # percent per trade
        Column("backtest_uses_real_data", Type.BOOLEAN, "TODO"),  # bool
        Column("primary_reason", Type.TEXT, "TODO"),  # one sentence
        Column("supporting_factors", Type.JSONB, "TODO"),  # JSON array of strings
        Column("risk_factors", Type.JSONB, "TODO"),  # JSON array of strings
        Column("position_size_dollars", Type.NUMERIC, "TODO", unit="dollars", variants=("DECIMAL(12,2)",)),  # dollars
        Column("position_size_contracts", Type.INTEGER, "TODO", unit="count"),  # count
        Column("max_risk_dollars", Type.NUMERIC, "TODO", unit="dollars", variants=("DECIMAL(12,2)",)),  # dollars
        Column("target_profit_pct", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(6,2)",)),  # percent (50 = 50%)
        Column("stop_loss_pct", Type.NUMERIC, "TODO", unit="percent", variants=("DECIMAL(6,2)",)),  # percent (200 = option doubled)
        Column("prob_profit", Type.NUMERIC, "TODO", variants=("DECIMAL(5,2)",)),  # meant as probability of profit; DECIMAL(5,2) fits percent 0-100; PHOENIX always 0, ATLAS/ARES 0
        Column("passed_risk_checks", Type.BOOLEAN, "TODO", default="true"),  # bool
        Column("risk_check_details", Type.JSONB, "TODO"),  # JSON array of strings
        Column("full_decision", Type.JSONB, "TODO"),  # the whole TradeDecision as JSON; the ONLY place of bot_name, what, why, how, legs[], order_id; also carries actual_pnl/outcome_notes of exits
        Column("actual_entry_price", Type.NUMERIC, "TODO", unit="dollars per share", variants=("DECIMAL(10,4)",)),  # dollars per share
        Column("actual_exit_price", Type.NUMERIC, "TODO", unit="dollars per share", variants=("DECIMAL(10,4)",)),  # dollars per share
        Column("actual_pnl", Type.NUMERIC, "TODO", unit="dollars", variants=("DECIMAL(12,2)",)),  # dollars, signed; only the outcome UPDATE writes it and nothing calls that, so NULL in practice (exit P&L sits in full_decision->>'actual_pnl')
        Column("actual_hold_days", Type.INTEGER, "TODO", unit="days"),  # days
        Column("outcome_notes", Type.TEXT, "TODO"),  # free text
        Column("outcome_updated_at", Type.TIMESTAMPTZ, "TODO"),  # set to NOW() by the outcome UPDATE
    ),
)
