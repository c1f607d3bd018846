-- The predictions of ORACLE as its module makes them.
CREATE TABLE oracle_predictions (
    id SERIAL PRIMARY KEY,
    timestamp TIMESTAMPTZ DEFAULT now(),
    trade_date DATE NOT NULL,
    bot_name TEXT NOT NULL,
    vix REAL,
    gex_normalized REAL,
    gex_regime TEXT,
    gex_flip_point REAL,
    gex_call_wall REAL,
    gex_put_wall REAL,
    day_of_week INTEGER,
    advice TEXT,
    win_probability REAL,
    suggested_risk_pct REAL,
    suggested_sd_multiplier REAL,
    model_version TEXT,
    prediction_used BOOLEAN DEFAULT false,
    actual_outcome TEXT,
    actual_pnl REAL,
    UNIQUE (trade_date, bot_name)
);
