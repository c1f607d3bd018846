"""The list endpoints of older installations: which table each shows, through which parameters, under which keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.api.legacy.listing import Listing, keys, router_of
from alphagex_logs.api.legacy.records import ares_record, oracle_record

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODEL_LOG = keys("id timestamp action symbol details ml_score recommendation reasoning trade_id backtest_id")
DEBUG = keys("id timestamp session_id category subcategory log_level message data scan_cycle duration_ms success error_message")


def _debug(path: str, summary: str, always: Mapping[str, str], hours: int | None = 24) -> Listing:
    table = "spx_debug_logs"
    return Listing(f"/spx/debug/{path}", summary, table, None, DEBUG, limit=100, hours=hours, always=always, total=("total",), shown=("count",))


LISTS = (
    Listing(
        "/logs/ml", "Log of the SPX wheel's model", "ml_decision_logs", "logs", _MODEL_LOG, most=500, offset=True, symbol="symbol", equal={"action": "action"}
    ),
    Listing(
        "/logs/oracle",
        "ORACLE's predictions and how they did",
        "oracle_predictions",
        "predictions",
        keys(
            "id trade_date bot_name advice win_probability confidence suggested_risk_pct reasoning model_version top_factors"
            " actual_outcome actual_pnl created_at",
            bot_name=("@bot",),
            created_at=("created_at", "prediction_time", "timestamp"),
        ),
        days=30,
        bot="bot_name",
        more=oracle_record,
    ),
    Listing(
        "/logs/psychology",
        "Analyses of the market's mood",
        "psychology_analysis",
        "analyses",
        keys("id timestamp symbol regime_type confidence psychology_trap trap_probability market_context recommended_action notes"),
        days=30,
        equal={"regime_type": "regime_type"},
    ),
    Listing(
        "/logs/autonomous",
        "Steps of the autonomous trader's scans",
        "autonomous_trader_logs",
        "logs",
        keys("id timestamp log_type symbol pattern_detected confidence_score ai_thought_process reasoning_summary scan_cycle session_id additional_data"),
        days=7,
        equal={"log_type": "log_type", "session_id": "session_id"},
    ),
    Listing(
        "/logs/ai-recommendations",
        "What the AI recommended",
        "ai_recommendations",
        "recommendations",
        keys("id timestamp symbol recommendation_type action strike expiration confidence reasoning expected_return outcome actual_pnl"),
        days=30,
        symbol="symbol",
    ),
    Listing(
        "/logs/wheel-activity",
        "Steps of the wheel cycles",
        "wheel_activity_log",
        "activities",
        keys("id timestamp action description premium_impact pnl_impact underlying_price option_price details"),
        days=30,
        equal={"action": "action"},
    ),
    Listing(
        "/logs/gex-changes",
        "Changes of the dealers' gamma exposure",
        "gex_change_log",
        "changes",
        keys(
            "id timestamp symbol change_type previous_value new_value change_pct velocity_trend direction_change previous_gex current_gex change",
            previous_value=("previous_value", "previous_gex"),
            new_value=("new_value", "current_gex"),
        ),
        limit=100,
        days=7,
        symbol="symbol",
        equal={"change_type": "change_type"},
    ),
    Listing(
        "/logs/ares-ml",
        "Settled trades that ARES's model learns from, and how its predictions did",
        "ares_ml_outcomes",
        "outcomes",
        keys(
            "id trade_date vix net_gex gex_regime day_of_week predicted_advice win_probability confidence actual_outcome is_win net_pnl created_at",
            win_probability=("win_probability", "predicted_win_prob"),
        ),
        days=30,
        more=ares_record,
    ),
    Listing(
        "/ml/logs",
        "Log of the SPX wheel's model",
        "ml_decision_logs",
        "logs",
        _MODEL_LOG,
        limit=100,
        containing={"action_filter": "action"},
        total=("count",),
        shown=("showing",),
    ),
    Listing(
        "/spx/debug/logs",
        "Lines of the SPX trader's debug log",
        "spx_debug_logs",
        None,
        DEBUG,
        limit=100,
        equal={"category": "category", "session_id": "session_id"},
        shown=("count",),
    ),
    _debug("scan-cycles", "Scans of the SPX trader", {"category": "SCAN"}, hours=None),
    _debug("regime-history", "Regimes that the SPX trader saw", {"category": "REGIME", "subcategory": "classification"}),
    _debug("kelly-history", "Position sizes by the Kelly rule", {"subcategory": "kelly_calculation"}),
    Listing(
        "/psychology/notifications/history",
        "Notices of the psychology detector",
        "psychology_notifications",
        None,
        keys(
            "id timestamp notification_type pattern_type alert_level message data title urgency",
            pattern_type=("regime_type",),
            alert_level=("severity",),
            title=("notification_type",),
            urgency=("severity",),
        ),
        most=200,
        shown=("count",),
        beside=("notifications",),
    ),
    Listing("/autonomous/logs", "Steps of the autonomous trader's scans, every column", "autonomous_trader_logs", None, limit=100, shown=("count",)),
    Listing("/autonomous/ml/predictions/recent", "Newest predictions of the regime model, every column", "ml_predictions", None, limit=20, shown=("count",)),
)
router = router_of(LISTS)
