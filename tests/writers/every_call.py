"""One call of every public writer, with all that it can take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import writers as w
from tests.writers.examples import (
    ADVICE,
    AI_ADVICE,
    AI_SCORE,
    ANSWER,
    AT,
    COMMON,
    COUNTS,
    DAY,
    DECISION,
    EVENT,
    FEATURES,
    LATER,
    MARKET,
    MOOD,
    ORACLE_KEY,
    OUTCOME,
    PREDICTION,
    PSYCHOLOGY,
    RECOMMENDATION,
    REGIME,
    SCAN,
    SCORES,
    SIGNAL,
    THINKING,
    WHEEL,
)

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS: dict[str, Callable[[w.Sink], w.EventId]] = {
    "log_decision": lambda s: w.log_decision(s, decision=DECISION, **COMMON),
    "record_decision_outcome": lambda s: w.record_decision_outcome(s, decision_id="ARES-20181224-0001", outcome=OUTCOME, at=LATER),
    "log_scan_start": lambda s: w.log_scan_start(s, scan=SCAN, market=MARKET, **COMMON),
    "log_psychology": lambda s: w.log_psychology(s, scan=SCAN, psychology=PSYCHOLOGY, market=MARKET, at=AT),
    "log_strike_selection": lambda s: w.log_strike_selection(
        s, scan=SCAN, strike=235, reason="Below the wall", rejected={230.0: "too cheap"}, spot_price=234.3, thinking=THINKING, at=AT
    ),
    "log_position_sizing": lambda s: w.log_position_sizing(
        s, scan=SCAN, contracts=3, rationale="Half Kelly", kelly_pct=2.5, dollars=900, thinking=THINKING, at=AT
    ),
    "log_ai_evaluation": lambda s: w.log_ai_evaluation(
        s, scan=SCAN, should_trade=False, reasoning="No edge", confidence=40, expected_outcome="LOSS", thinking=THINKING, at=AT
    ),
    "log_trade_decision": lambda s: w.log_trade_decision(
        s, scan=SCAN, action="BUY_PUT", strategy="Squeeze", reasoning="Trend", confidence=61, full_reasoning="At length", position_id=7, at=AT
    ),
    "log_skip": lambda s: w.log_skip(s, scan=SCAN, reason="Oracle says skip", at=AT),
    "log_scan_error": lambda s: w.log_scan_error(s, scan=SCAN, error_type="TimeoutError", message="No prices", details="Traceback ...", at=AT),
    "log_action": lambda s: w.log_action(
        s, action="TRADE_EXECUTED", details="Bought 3 puts", symbol="SPY", position_id=7, realized_pnl=12.5, error_message="none", bot=w.Bot.PHOENIX, **COMMON
    ),
    "log_trade_activity": lambda s: w.log_trade_activity(
        s,
        action_type=w.ActivityType.EXIT,
        symbol="SPY",
        position_id=7,
        pnl_impact=150.25,
        fill=w.Fill(strike=235, option_type=w.OptionType.PUT, contracts=3, price=2.1),
        details="Closed",
        bot=w.Bot.PHOENIX,
        **COMMON,
    ),
    "log_ml_decision": lambda s: w.log_ml_decision(
        s,
        action=w.MlAction.SCORE_TRADE,
        score=0.62,
        recommendation=w.MlRecommendation.TRADE,
        reasoning="Rich premium",
        details={"pnl": None},
        trade_id="bt_2018-12-24_2200",
        backtest_id="bt",
        bot=w.Bot.ATLAS,
        **COMMON,
    ),
    "log_oracle_prediction": lambda s: w.log_oracle_prediction(s, advice=ADVICE, market=MARKET, at=AT, **ORACLE_KEY),
    "record_oracle_outcome": lambda s: w.record_oracle_outcome(s, outcome=w.TradeOutcome.PARTIAL_PROFIT, pnl=321.5, at=LATER, **ORACLE_KEY),
    "log_ares_ml_outcome": lambda s: w.log_ares_ml_outcome(
        s, trade_date=DAY, features=FEATURES, prediction=PREDICTION, outcome=w.TradeOutcome.MAX_PROFIT, net_pnl=1350.0, **COMMON
    ),
    "log_wheel_ml_entry": lambda s: w.log_wheel_ml_entry(s, trade_id="w-1", features=WHEEL, bot=w.Bot.ATLAS, **COMMON),
    "record_wheel_ml_outcome": lambda s: w.record_wheel_ml_outcome(
        s, trade_id="w-1", outcome=w.WinLoss.WIN, pnl=3250, settlement_price=2596.26, max_drawdown=-900, at=LATER
    ),
    "log_psychology_analysis": lambda s: w.log_psychology_analysis(
        s, mood=MOOD, symbol="SPY", reasoning="GEX below -2bn", market=MARKET, recommended_action="Wait", notes="Holiday", **COMMON
    ),
    "log_ai_analysis": lambda s: w.log_ai_analysis(
        s, analysis_type=w.AnalysisType.RISK_ANALYSIS, answer=ANSWER, prompt="Risk today?", market={"vix": 36.07}, symbol="SPY", **COMMON
    ),
    "log_ai_prediction": lambda s: w.log_ai_prediction(s, signal=SIGNAL, advice=AI_ADVICE, symbol="SPY", features={"rsi": 17.5}, **COMMON),
    "record_ai_outcome": lambda s: w.record_ai_outcome(
        s,
        prediction=EVENT,
        outcome=w.WinLoss.LOSS,
        correct=True,
        pnl_pct=-4.5,
        actual_direction=w.Trend.BULLISH,
        actual_magnitude=4.96,
        direction_correct=False,
        at=LATER,
    ),
    "record_ai_performance": lambda s: w.record_ai_performance(s, score=AI_SCORE, model_version="rules-1", at=AT),
    "log_ai_recommendation": lambda s: w.log_ai_recommendation(s, recommendation=RECOMMENDATION, symbol="SPX", followed=True, **COMMON),
    "log_wheel_activity": lambda s: w.log_wheel_activity(
        s,
        cycle=w.WheelCycle(cycle_id=4, symbol="SPY", leg_id=9),
        action=w.WheelAction.ROLL_CSP,
        description="Rolled down",
        premium_impact=-55.5,
        pnl_impact=-55.5,
        underlying_price=234.3,
        option_price=4.2,
        details={"old_strike": 240, "close_price": 6.1},
        bot=w.Bot.HERMES,
        **COMMON,
    ),
    "log_gex_change": lambda s: w.log_gex_change(
        s, symbol="SPY", previous_gex=1e9, current_gex=-2.5e9, spot_price=234.3, trigger_event="Sell-off", bot=w.Bot.ORACLE, **COMMON
    ),
    "log_debug": lambda s: w.log_debug(
        s,
        message="Kelly",
        source=w.DebugSource(category=w.DebugCategory.SIZING, subcategory="kelly_calculation", session_id="SPX-1", scan_cycle=3),
        level=w.LogLevel.WARNING,
        data={"raw": 0.12},
        duration_ms=4,
        success=False,
        error=ValueError("negative edge"),
        **COMMON,
    ),
    "log_data_collection": lambda s: w.log_data_collection(
        s,
        collection_type="vix_term_structure",
        source="cboe",
        success=False,
        symbol="SPX",
        records_collected=0,
        duration_ms=900,
        error_message="503",
        next_collection_at=LATER,
        **COMMON,
    ),
    "log_options_collection": lambda s: w.log_options_collection(
        s, symbol="SPY", success=True, counts=COUNTS, spot_price=234.3, duration_ms=8125, error_message="one strike missing", **COMMON
    ),
    "log_ml_prediction": lambda s: w.log_ml_prediction(s, prediction=REGIME, model_id=2, **COMMON),
    "record_ml_outcome": lambda s: w.record_ml_outcome(s, prediction=EVENT, actual=w.RegimeAction.BUY_CALLS, correct=False),
    "record_pattern": lambda s: w.record_pattern(
        s, pattern_name=w.DetectorPattern.FALSE_FLOOR, occurrences=4, successes=3, total_return=0.1, pattern_data={"ml_probability": 0.6}, at=AT
    ),
    "log_regime_model": lambda s: w.log_regime_model(s, model_version="1.2", scores=SCORES, feature_importances={"vix": 0.5}, model_path="m.json", **COMMON),
    "log_ml_model": lambda s: w.log_ml_model(
        s,
        model_name="wheel",
        model_type="logistic",
        version="3",
        accuracy=0.7,
        training_samples=90,
        features=["vix", "iv"],
        hyperparameters={"C": 1.0},
        **COMMON,
    ),
    "log_psychology_notification": lambda s: w.log_psychology_notification(
        s, message="False floor", regime_type=w.DetectorPattern.FALSE_FLOOR, severity=w.Severity.WARNING, details={"strike": 235}, **COMMON
    ),
}
