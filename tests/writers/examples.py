"""One of everything that a writer can take, as a desk could have sent it on 24 December 2018."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from alphagex_logs import writers as w

AT = datetime(2018, 12, 24, 18, 0, 0, 123456, tzinfo=UTC)
LATER = datetime(2018, 12, 26, 21, 0, tzinfo=UTC)
DAY = date(2018, 12, 24)
EVENT = w.EventId("0f8fad5b-d9cb-469f-a165-70867728950e")
COMMON = {"at": AT, "event_id": EVENT}
MARKET = w.MarketContext(
    spot_price=Decimal("2351.10"),
    spot_source=w.DataSource.SIMULATED,
    vix=36.07,
    net_gex=-2.5e9,
    gex_normalized=-452.2,
    gex_regime=w.GexRegime.NEGATIVE,
    gex_source="model",
    flip_point=2480,
    call_wall=2500,
    put_wall=2350,
    trend=w.Trend.BEARISH,
    market_regime="VIX above 35",
    regime_confidence=80,
    historical_vol=0.31,
    iv_rank=99,
    sma_20=2560.2,
    sma_50=2665.7,
)
PUT = w.TradeLeg(
    leg_id=2,
    action=w.LegAction.SELL,
    option_type=w.OptionType.PUT,
    strike=2300,
    expiration=date(2018, 12, 26),
    contracts=10,
    entry_price=1.35,
    delta=-0.12,
    iv=0.36,
    order_id="o-1",
    order_status=w.OrderStatus.FILLED,
    fill_timestamp=AT,
)
WING = w.TradeLeg(leg_id=1, action=w.LegAction.BUY, option_type=w.OptionType.PUT, strike=2275, expiration=date(2018, 12, 26), contracts=10)
DECISION = w.Decision(
    decision_id="ARES-20181224-0001",
    decision_type=w.DecisionType.ENTRY_SIGNAL,
    bot=w.Bot.ARES,
    action=w.DecisionAction.SELL,
    symbol="SPX",
    strategy="ARES_IRON_CONDOR",
    what="Sell 10 iron condors",
    why="Strikes lie outside the implied move",
    how="Limit order at mid",
    position_id="ARES-7",
    order_id="o-1",
    fill_timestamp=AT,
    legs=(WING, PUT),
    option_price=1.35,
    market=MARKET,
    reasons=w.Reasons(
        primary="Implied move covered", supporting=["VIX falling"], risks=["Holiday liquidity"], alternatives=["Skip"], why_not=["Credit is rich"]
    ),
    risk_checks=(w.RiskCheck(name="capital", passed=True), w.RiskCheck(name="vix", passed=False, detail="36.07 > 35")),
    sizing=w.Sizing(
        contracts=10, dollars=25000, method=w.SizingMethod.KELLY, max_risk_dollars=23650, target_profit_pct=50, stop_loss_pct=200, expected_hold_days=1
    ),
    backtest=w.Backtest(strategy_name="condor", win_rate=81.5, expectancy=1.2, uses_real_data=True),
    probability_of_profit=68.3,
    outcome=w.Outcome(pnl=0, label="SCRATCH", entry_price=1.35, exit_price=1.35, hold_days=2),
)
SCAN = w.ScanContext(session_id="1a2b3c4d", scan_cycle=3, symbol="SPY", bot=w.Bot.PHOENIX)
THINKING = w.AiThinking(thought_process="Weigh the walls.", confidence=w.ConfidenceLevel.HIGH, warnings=["thin", "late"], chain="strike_selection_v1")
RSI = w.Rsi(m5=20, m15=25, h1=30, h4=28, d1=17.5, aligned_overbought=False, aligned_oversold=True, coiling=False)
PSYCHOLOGY = w.Psychology(
    pattern=w.DetectorPattern.FALSE_FLOOR,
    confidence=85,
    trade_direction=w.TradeDirection.FADE,
    risk_level=w.RiskLevel.EXTREME,
    trap=w.PsychologyTrap.CAPITULATION,
    liberation_setup=True,
    liberation_strike=240,
    liberation_expiry=date(2018, 12, 31),
    false_floor_detected=True,
    false_floor_strike=235,
    forward_magnet_above=250,
    forward_magnet_below=230,
    path_of_least_resistance=w.Trend.BEARISH,
    rsi=RSI,
    explanation="Support rests on gamma that expires.",
)
ADVICE = w.OracleAdvice(
    advice=w.TradingAdvice.TRADE_REDUCED,
    win_probability=0.683,
    confidence=82,
    suggested_risk_pct=5,
    suggested_sd_multiplier=1.2,
    use_gex_walls=True,
    suggested_put_strike=2300,
    suggested_call_strike=2410,
    top_factors=[("vix", 0.6), ("gex", 0.4)],
    reasoning="High VIX.",
    model_version="1.0.0",
)
FEATURES = w.AresFeatures(
    vix=36.07,
    vix_percentile_30d=100,
    vix_change_1d=19.8,
    price=2351.1,
    price_change_1d=-2.71,
    expected_move_pct=2.27,
    win_rate_30d=0.8,
    net_gex=-2.5e9,
    gex_regime=w.GexRegime.NEGATIVE,
)
PREDICTION = w.AresPrediction(advice=w.TradingAdvice.SKIP_TODAY, win_probability=0.41, confidence=50, suggested_risk_pct=0, model_version="fallback")
WHEEL = w.WheelFeatures(
    trade_date=DAY,
    strike=2200,
    underlying_price=2351.1,
    dte=45,
    delta=0.2,
    premium=32.5,
    iv=0.33,
    iv_rank=99,
    vix=36.07,
    vix_percentile=100,
    vix_term_structure=4.1,
    put_wall_distance_pct=-0.05,
    call_wall_distance_pct=6.3,
    net_gex=-2.5e9,
    spx_20d_return=-14.4,
    spx_5d_return=-7.6,
    spx_distance_from_high=-19.8,
    premium_to_strike_pct=1.4773,
    annualized_return=11.98,
)
REGIME = w.RegimePrediction(
    action=w.RegimeAction.STAY_FLAT,
    confidence=71,
    features={"vix": 36.07},
    probabilities={"STAY_FLAT": 0.71, "BUY_PUTS": 0.29},
    feature_importance={"vix": 1},
    model_version="rules-1",
    is_trained=False,
)
ANSWER = w.AiAnswer(
    text="Stand aside.", model="claude", confidence=0.9, recommendations=[{"do": "wait"}], warnings=["thin"], tokens_used=812, response_time_ms=1400
)
SIGNAL = w.AiSignal(
    pattern=w.DetectorPattern.FALSE_FLOOR,
    direction=w.SignalDirection.BEARISH,
    price=234.3,
    vix=36.07,
    volatility_regime=w.VolatilityRegime.EXPLOSIVE_VOLATILITY,
)
AI_ADVICE = w.AiAdvice(
    recommendation=w.AdvisorRecommendation.SKIP, confidence=35, reasoning="Too wild.", predicted_direction=w.Trend.BEARISH, predicted_magnitude=1.5
)
AI_SCORE = w.AiScore(settled=4, correct=3, profitable=1, losing=3, net_pnl_pct=-2.5, avg_confidence=45)
RECOMMENDATION = w.AiRecommendation(
    recommendation_type="STRIKE_WIDTH",
    action="WIDEN",
    text="Widen the wings",
    reasoning="Losses cluster above VIX 30",
    strategy_name="ARES_IRON_CONDOR",
    strike=2300,
    expiration=date(2018, 12, 26),
    confidence=0.7,
    risk_level=w.RiskLevel.HIGH,
    expected_return=2.5,
    expected_improvement=3.0,
)
MOOD = w.Mood(regime_type=w.PsychologyRegime.PANIC, confidence=0.7, trap=w.PsychologyTrap.CAPITULATION, trap_probability=0.4)
SCORES = w.ModelScores(accuracy=0.71, precision=0.7, recall=0.69, f1=0.695, samples_trained=800, samples_validated=200)
COUNTS = w.ChainCounts(expirations=12, strikes=300, calls=290, puts=300)
OUTCOME = w.Outcome(pnl=-1234.56, label=w.TradeOutcome.PUT_BREACHED, entry_price=1.35, exit_price=2.5, hold_days=2)
ORACLE_KEY = {"trade_date": DAY, "bot": w.Bot.ARES}
