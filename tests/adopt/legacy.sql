-- The log tables as the programs of late 2025 make them, in a database that also holds positions and wheel cycles of their own.
CREATE TABLE autonomous_positions (id serial PRIMARY KEY, note text);
CREATE TABLE wheel_cycles (id serial PRIMARY KEY, symbol text);
CREATE TABLE wheel_legs (id serial PRIMARY KEY);
INSERT INTO autonomous_positions (note) SELECT 'position ' || n FROM generate_series(1, 20) AS n;
INSERT INTO wheel_cycles (symbol) SELECT 'SPY' FROM generate_series(1, 20);
INSERT INTO wheel_legs SELECT FROM generate_series(1, 20);

CREATE TABLE trading_decisions (
    id SERIAL PRIMARY KEY,
    decision_id VARCHAR(50) NOT NULL UNIQUE,
    timestamp TIMESTAMPTZ NOT NULL,
    decision_type VARCHAR(50) NOT NULL,
    action VARCHAR(20) NOT NULL,
    symbol VARCHAR(20) NOT NULL,
    strategy VARCHAR(100),
    spot_price DECIMAL(12,4),
    spot_source VARCHAR(50),
    option_price DECIMAL(10,4),
    strike DECIMAL(10,2),
    expiration DATE,
    vix DECIMAL(8,2),
    net_gex DECIMAL(20,2),
    gex_regime VARCHAR(20),
    market_regime VARCHAR(50),
    trend VARCHAR(20),
    backtest_strategy VARCHAR(100),
    backtest_win_rate DECIMAL(5,2),
    backtest_expectancy DECIMAL(8,4),
    backtest_uses_real_data BOOLEAN,
    primary_reason TEXT,
    supporting_factors JSONB,
    risk_factors JSONB,
    position_size_dollars DECIMAL(12,2),
    position_size_contracts INTEGER,
    max_risk_dollars DECIMAL(12,2),
    target_profit_pct DECIMAL(6,2),
    stop_loss_pct DECIMAL(6,2),
    prob_profit DECIMAL(5,2),
    passed_risk_checks BOOLEAN DEFAULT true,
    risk_check_details JSONB,
    full_decision JSONB,
    actual_entry_price DECIMAL(10,4),
    actual_exit_price DECIMAL(10,4),
    actual_pnl DECIMAL(12,2),
    actual_hold_days INTEGER,
    outcome_notes TEXT,
    outcome_updated_at TIMESTAMPTZ
);

CREATE TABLE autonomous_trader_logs (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    log_type TEXT NOT NULL,
    symbol TEXT,
    spot_price REAL,
    net_gex REAL,
    flip_point REAL,
    call_wall REAL,
    put_wall REAL,
    vix_level REAL,
    pattern_detected TEXT,
    confidence_score REAL,
    trade_direction TEXT,
    risk_level TEXT,
    liberation_setup BOOLEAN,
    liberation_strike REAL,
    liberation_expiry DATE,
    false_floor_detected BOOLEAN,
    false_floor_strike REAL,
    forward_magnet_above REAL,
    forward_magnet_below REAL,
    polr TEXT,
    rsi_5m REAL,
    rsi_15m REAL,
    rsi_1h REAL,
    rsi_4h REAL,
    rsi_1d REAL,
    rsi_aligned_overbought BOOLEAN,
    rsi_aligned_oversold BOOLEAN,
    rsi_coiling BOOLEAN,
    strike_chosen REAL,
    strike_selection_reason TEXT,
    alternative_strikes TEXT,
    why_not_alternatives TEXT,
    kelly_pct REAL,
    position_size_dollars REAL,
    contracts INTEGER,
    sizing_rationale TEXT,
    ai_thought_process TEXT,
    ai_confidence TEXT,
    ai_warnings TEXT,
    langchain_chain_used TEXT,
    action_taken TEXT,
    strategy_name TEXT,
    reasoning_summary TEXT,
    full_reasoning TEXT,
    position_id INTEGER REFERENCES autonomous_positions(id),
    outcome TEXT,
    pnl REAL,
    scan_cycle INTEGER,
    session_id TEXT
);

CREATE TABLE autonomous_trade_log (
    id SERIAL PRIMARY KEY,
    date TEXT NOT NULL,
    time TEXT NOT NULL,
    action TEXT NOT NULL,
    details TEXT,
    position_id INTEGER,
    success INTEGER DEFAULT 1,
    realized_pnl REAL
);

CREATE TABLE autonomous_trade_activity (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    action TEXT,
    symbol TEXT,
    strike REAL,
    option_type TEXT,
    contracts INTEGER,
    price REAL,
    reason TEXT,
    success BOOLEAN DEFAULT true
);

CREATE TABLE ml_decision_logs (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP,
    action VARCHAR(50) NOT NULL,
    symbol VARCHAR(20) DEFAULT 'SPX'::character varying,
    details JSONB,
    ml_score DECIMAL(5,4),
    recommendation VARCHAR(20),
    reasoning TEXT,
    trade_id VARCHAR(50),
    backtest_id VARCHAR(50)
);

CREATE TABLE ares_ml_outcomes (
    id SERIAL PRIMARY KEY,
    trade_date TEXT NOT NULL,
    vix REAL,
    vix_percentile_30d REAL,
    vix_change_1d REAL,
    day_of_week INTEGER,
    price REAL,
    price_change_1d REAL,
    expected_move_pct REAL,
    win_rate_30d REAL,
    tier_name TEXT,
    predicted_advice TEXT,
    predicted_win_prob REAL,
    suggested_risk_pct REAL,
    model_version TEXT,
    actual_outcome TEXT,
    is_win BOOLEAN,
    net_pnl REAL,
    created_at TIMESTAMPTZ DEFAULT now()
);

CREATE TABLE spx_wheel_ml_outcomes (
    id SERIAL PRIMARY KEY,
    trade_id VARCHAR(50) NOT NULL UNIQUE,
    trade_date VARCHAR(20),
    strike DECIMAL(10,2),
    underlying_price DECIMAL(10,2),
    dte INTEGER,
    delta DECIMAL(6,4),
    premium DECIMAL(10,4),
    iv DECIMAL(6,4),
    iv_rank DECIMAL(5,2),
    vix DECIMAL(6,2),
    vix_percentile DECIMAL(5,2),
    vix_term_structure DECIMAL(6,2),
    put_wall_distance_pct DECIMAL(6,2),
    call_wall_distance_pct DECIMAL(6,2),
    net_gex DECIMAL(20,2),
    spx_20d_return DECIMAL(6,2),
    spx_5d_return DECIMAL(6,2),
    spx_distance_from_high DECIMAL(6,2),
    premium_to_strike_pct DECIMAL(6,4),
    outcome VARCHAR(10),
    pnl DECIMAL(12,2),
    settlement_price DECIMAL(10,2),
    max_drawdown DECIMAL(12,2),
    created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE psychology_analysis (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    symbol TEXT DEFAULT 'SPY'::text,
    regime_type TEXT,
    confidence REAL,
    psychology_trap TEXT,
    trap_probability REAL,
    reasoning TEXT
);

CREATE TABLE ai_analysis_history (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    analysis_type TEXT NOT NULL,
    symbol TEXT DEFAULT 'SPY'::text,
    input_prompt TEXT,
    market_context JSONB,
    ai_response TEXT NOT NULL,
    confidence_score REAL,
    recommendations JSONB,
    warnings TEXT,
    model_used TEXT,
    tokens_used INTEGER,
    response_time_ms INTEGER,
    outcome_tracked BOOLEAN DEFAULT false,
    outcome_correct BOOLEAN,
    actual_result TEXT,
    feedback_notes TEXT
);

CREATE TABLE ai_predictions (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    prediction_date DATE NOT NULL,
    symbol TEXT DEFAULT 'SPY'::text,
    prediction_type TEXT NOT NULL,
    predicted_direction TEXT,
    predicted_magnitude REAL,
    confidence REAL,
    features_used JSONB,
    actual_direction TEXT,
    actual_magnitude REAL,
    correct BOOLEAN,
    evaluated_at TIMESTAMPTZ
);

CREATE TABLE ai_performance (
    id SERIAL PRIMARY KEY,
    date DATE NOT NULL UNIQUE,
    model_version TEXT,
    predictions_made INTEGER DEFAULT 0,
    correct_predictions INTEGER DEFAULT 0,
    accuracy REAL,
    avg_confidence REAL,
    features_importance JSONB,
    created_at TIMESTAMPTZ DEFAULT now()
);

CREATE TABLE ai_recommendations (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    symbol TEXT DEFAULT 'SPY'::text,
    recommendation_type TEXT NOT NULL,
    action TEXT NOT NULL,
    strike REAL,
    expiration DATE,
    confidence REAL,
    reasoning TEXT,
    risk_level TEXT,
    expected_return REAL,
    followed BOOLEAN DEFAULT false,
    outcome REAL,
    created_at TIMESTAMPTZ DEFAULT now()
);

CREATE TABLE wheel_activity_log (
    id SERIAL PRIMARY KEY,
    cycle_id INTEGER REFERENCES wheel_cycles(id),
    leg_id INTEGER REFERENCES wheel_legs(id),
    timestamp TIMESTAMPTZ DEFAULT now(),
    action TEXT NOT NULL,
    description TEXT,
    premium_impact REAL DEFAULT 0.0,
    pnl_impact REAL DEFAULT 0.0,
    underlying_price REAL,
    option_price REAL,
    details JSONB
);

CREATE TABLE gex_change_log (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    symbol TEXT NOT NULL,
    change_type TEXT,
    previous_value REAL,
    new_value REAL,
    previous_gex REAL,
    current_gex REAL,
    change REAL,
    change_pct REAL,
    velocity_trend TEXT,
    direction_change BOOLEAN DEFAULT false,
    trigger_event TEXT,
    spot_price REAL
);

CREATE TABLE spx_debug_logs (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    category TEXT,
    session_id TEXT,
    log_level TEXT DEFAULT 'info'::text,
    message TEXT,
    data JSONB,
    scan_cycle INTEGER
);

CREATE TABLE data_collection_log (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    collection_type TEXT NOT NULL,
    source TEXT NOT NULL,
    symbol TEXT DEFAULT 'SPY'::text,
    records_collected INTEGER,
    success BOOLEAN DEFAULT true,
    error_message TEXT,
    duration_ms INTEGER,
    next_collection_at TIMESTAMPTZ
);

CREATE TABLE options_collection_log (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    symbol TEXT NOT NULL,
    expirations_collected INTEGER,
    strikes_collected INTEGER,
    duration_ms INTEGER,
    success BOOLEAN DEFAULT true,
    error_message TEXT
);

CREATE TABLE ml_predictions (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    model_id INTEGER,
    symbol TEXT DEFAULT 'SPY'::text,
    prediction_type TEXT,
    predicted_value REAL,
    confidence REAL,
    actual_value REAL,
    correct BOOLEAN,
    features_used JSONB
);

CREATE TABLE pattern_learning (
    id SERIAL PRIMARY KEY,
    pattern_name TEXT NOT NULL,
    pattern_data JSONB,
    occurrences INTEGER DEFAULT 1,
    success_rate REAL,
    avg_return REAL,
    last_seen TIMESTAMPTZ DEFAULT now(),
    created_at TIMESTAMPTZ DEFAULT now()
);

CREATE TABLE ml_regime_models (
    id SERIAL PRIMARY KEY,
    symbol TEXT DEFAULT 'SPY'::text,
    model_version TEXT NOT NULL,
    accuracy REAL,
    precision_score REAL,
    recall_score REAL,
    f1_score REAL,
    samples_trained INTEGER,
    samples_validated INTEGER,
    feature_importances JSONB,
    training_date TIMESTAMPTZ DEFAULT now(),
    is_active BOOLEAN DEFAULT true,
    model_path TEXT,
    created_at TIMESTAMPTZ DEFAULT now()
);

CREATE TABLE ml_models (
    id SERIAL PRIMARY KEY,
    created_at TIMESTAMPTZ DEFAULT now(),
    model_name TEXT,
    model_type TEXT,
    version TEXT,
    accuracy REAL,
    training_samples INTEGER,
    features TEXT,
    hyperparameters JSONB,
    status TEXT DEFAULT 'active'::text
);

CREATE TABLE psychology_notifications (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    notification_type TEXT,
    regime_type TEXT,
    message TEXT,
    severity TEXT DEFAULT 'info'::text,
    data JSONB,
    read BOOLEAN DEFAULT false,
    created_at TIMESTAMPTZ DEFAULT now()
);
