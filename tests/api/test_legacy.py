"""The endpoints of older installations: their keys, rows where those had none, and values that are right where those were wrong."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from alphagex_logs import warehouse
from alphagex_logs.api.legacy.exports import NAMES
from alphagex_logs.api.legacy.lists import LISTS
from tests.warehouse.opening import insert, warehouse_of

PERIOD = "\"at\" > TIMESTAMP '2018-12-31 21:28:00' - INTERVAL {} DAY"
# path, key of the rows under data, keys that a client reads
SHAPES = [
    ("/logs/ml", "logs", "id timestamp action symbol details ml_score recommendation reasoning trade_id backtest_id"),
    ("/logs/oracle", "predictions", "id trade_date bot_name advice win_probability confidence reasoning top_factors actual_outcome actual_pnl created_at"),
    ("/logs/psychology", "analyses", "id timestamp symbol regime_type confidence psychology_trap market_context recommended_action notes"),
    ("/logs/autonomous", "logs", "id timestamp log_type symbol pattern_detected confidence_score reasoning_summary session_id additional_data"),
    ("/logs/ai-recommendations", "recommendations", "id timestamp symbol recommendation_type action strike expiration confidence outcome actual_pnl"),
    ("/logs/wheel-activity", "activities", "id timestamp action description premium_impact pnl_impact underlying_price option_price details"),
    ("/logs/gex-changes", "changes", "id timestamp symbol change_type previous_value new_value change_pct velocity_trend direction_change"),
    ("/logs/ares-ml", "outcomes", "id trade_date vix net_gex gex_regime predicted_advice win_probability actual_outcome is_win net_pnl created_at"),
    ("/trader/logs/decisions", "decisions", "id decision_id timestamp decision_type action symbol full_decision actual_pnl bot_name"),
    ("/trader/logs/recent", "decisions", "id decision_id what why how legs strike expiration vix outcome full_decision actual_pnl bot_name"),
    ("/ares/decisions", "decisions", "id decision_id bot_name"),
    ("/ml/logs", "logs", "id timestamp action ml_score"),
    ("/spx/debug/logs", None, "id timestamp category subcategory duration_ms success error_message"),
    ("/spx/debug/scan-cycles", None, "id category scan_cycle"),
    ("/spx/debug/regime-history", None, "id category data"),
    ("/psychology/notifications/history", None, "id timestamp notification_type pattern_type alert_level message data"),
    ("/autonomous/logs", None, "id rsi_5m kelly_pct pnl"),
    ("/autonomous/ml/predictions/recent", None, "id predicted_value confidence"),
    ("/trader/trade-log", None, "id date time action details position_id pnl success error_message"),
]


@pytest.mark.parametrize(("path", "key", "names"), SHAPES, ids=[path for path, _, _ in SHAPES])
def test_it_shows_rows_with_the_keys_that_clients_read(data, path, key, names):
    told = data(path)
    rows = told[key] if key else told
    assert len(rows) > 0
    assert [name for name in names.split() if name not in rows[0]] == []


@pytest.mark.parametrize("listing", LISTS, ids=lambda listing: listing.path)
def test_a_limit_is_kept_and_the_total_is_not_limited(client, listing):
    told = []
    for limit in (1, 200):
        body = client.get(listing.path, params={"limit": limit}).json()
        rows = body["data"][listing.rows] if listing.rows else body["data"]
        told.append((len(rows), (body["data"] if listing.rows else body)[listing.total[0]]))
    (one, total), (many, same_total) = told
    assert (one, many) == (min(1, total), min(200, total))
    assert total == same_total


def test_days_count_back_from_the_newest_row_and_the_answer_says_so(data, full):
    for days in (7, 30, 365):
        told = data("/logs/oracle", days=days)
        expected = full.rows(f"SELECT count(*) FROM events WHERE table_name = 'oracle_predictions' AND {PERIOD.format(days)}")[0][0]
        assert (told["total"], told["window"]["ends_with"]) == (expected, "newest row")


def test_accuracy_counts_what_the_outcomes_mean(data, full):
    wins, losses = full.rows(
        f"""SELECT count(*) FILTER (WHERE outcome IN ('MAX_PROFIT', 'PARTIAL_PROFIT')),
        count(*) FILTER (WHERE outcome IN ('PUT_BREACHED', 'CALL_BREACHED', 'DOUBLE_BREACH', 'LOSS'))
        FROM events WHERE table_name = 'oracle_predictions' AND {PERIOD.format(365)}"""
    )[0]
    stats = data("/logs/oracle", days=365)["stats"]
    assert (stats["wins"], stats["total_with_outcome"]) == (wins, wins + losses)
    assert stats["accuracy"] == pytest.approx(100 * wins / (wins + losses))
    assert stats["accuracy"] > 50


def test_trades_are_those_that_were_traded_also_puts_that_were_sold(data):
    told = data("/trader/logs/summary", days=36_500)["summary"]
    assert told["trades_executed"] == 1198 + 261 + 214 + 417  # ARES, ATLAS's puts, PHOENIX's two kinds
    assert told["blocked_count"] == 26
    assert told["stay_flat_count"] == 658
    assert data("/trader/logs/summary", days=36_500, bot="CORNERSTONE")["summary"]["trades_executed"] == 261


def test_the_money_of_the_summary_is_that_of_the_closed_positions(data, full):
    wins, losses, money = full.rows("SELECT count(*) FILTER (WHERE pnl > 0), count(*) FILTER (WHERE pnl < 0), sum(pnl) FROM closed_positions")[0]
    told = data("/trader/logs/summary", days=36_500)["summary"]
    assert (told["win_count"], told["loss_count"], told["total_pnl"]) == (wins, losses, pytest.approx(float(money)))


@pytest.mark.parametrize("name", [*NAMES, "trading_decisions"])
@pytest.mark.parametrize("days", [7, 365])
def test_every_kind_can_be_exported_and_its_days_count(client, full, name, days):
    table = NAMES.get(name, name)
    rows = client.get(f"/logs/export/{name}", params={"format": "json", "days": days}).json()
    assert len(rows) == full.rows(f"SELECT count(*) FROM events WHERE table_name = '{table}' AND {PERIOD.format(days)}")[0][0]
    lines = list(csv.DictReader(io.StringIO(client.get(f"/logs/export/{name}", params={"format": "csv", "days": days}).text, newline="")))
    assert len(lines) == len(rows) or (name == "trading_decisions" and len(lines) > len(rows))


def test_the_debug_log_tells_fetches_sizes_and_errors_of_its_last_day(api, database, tmp_path):
    lines = [
        {"category": "DATA_FETCH", "success": True, "duration_ms": 100, "log_level": "INFO"},
        {"category": "DATA_FETCH", "success": False, "duration_ms": 300, "log_level": "ERROR", "error_message": "timed out"},
        {"category": "DATA_FETCH", "success": None, "duration_ms": None, "log_level": "INFO"},
        {"category": "SIZING", "subcategory": "kelly_calculation", "log_level": "INFO", "data": '{"raw_kelly": 0.125}'},
        {"category": "GENERAL", "log_level": "critical", "message": "stopped"},
    ]
    for minute, line in enumerate(lines):
        insert(database, "spx_debug_logs", timestamp=f"2025-12-08T15:0{minute}:00Z", **line)
    insert(database, "spx_debug_logs", timestamp="2025-12-05T15:00:00Z", category="GENERAL", log_level="ERROR")  # of another day
    with warehouse_of(database, tmp_path) as opened:
        warehouse.use(opened)
        asked = TestClient(api)
        fetches, sizes, errors = (asked.get(f"/spx/debug/{name}").json() for name in ("data-fetches", "kelly-history", "errors"))
        one = asked.get("/spx/debug/errors", params={"limit": 1, "hours": 240}).json()
        warehouse.use(None)
    assert (fetches["count"], fetches["success_rate"], fetches["avg_duration_ms"]) == (3, 50, 200)
    assert [row["data"] for row in sizes["data"]] == [{"raw_kelly": 0.125}]
    assert (errors["total_errors"], errors["error_counts_by_category"]) == (2, {"DATA_FETCH": 1, "GENERAL": 1})
    assert [(row["message"], row["error_message"]) for row in errors["recent_errors"]] == [("stopped", None), (None, "timed out")]
    assert (one["total_errors"], one["count"], one["error_counts_by_category"]) == (3, 1, {"DATA_FETCH": 1, "GENERAL": 2})


def test_the_use_of_the_model_is_counted_by_action_within_a_day(api, database, tmp_path):
    for moment, recommendation, score in (("14:30", "TRADE", 0.75), ("13:00", "SKIP", 0.25), ("13:01", None, None)):
        insert(database, "ml_decision_logs", timestamp=f"2025-12-08T{moment}:00Z", action="SCORE_TRADE", recommendation=recommendation, ml_score=score)
    insert(database, "ml_decision_logs", timestamp="2025-12-06T13:00:00Z", action="AUTO_TRAIN")
    with warehouse_of(database, tmp_path) as opened:
        warehouse.use(opened)
        told = TestClient(api).get("/ml/logs/summary").json()["data"]
        warehouse.use(None)
    assert told["activity"] == {"last_hour": 1, "last_24_hours": 3}
    assert told["by_action"] == [{"action": "SCORE_TRADE", "avg_score": 0.5, "trade_recommendations": 1, "skip_recommendations": 1, "count": 3}]


def test_an_outcome_whose_pnl_nobody_recorded_is_no_zero_in_the_mean(api, database, tmp_path):
    for pattern, pnl in (("PIN", 40), ("PIN", None), ("FLIP", None), ("WALL", 10)):
        values = {"pattern_type": pattern, "predicted_outcome": "TAKE_TRADE", "actual_outcome": "WIN", "prediction_correct": 1, "outcome_pnl": pnl}
        insert(database, "ai_predictions", timestamp="2025-12-08T15:00:00Z", **values)
    with warehouse_of(database, tmp_path) as opened:
        warehouse.use(opened)
        told = TestClient(api).get("/ai/track-record").json()["data"]
        warehouse.use(None)
    assert (told["predictions_with_outcome"], told["avg_outcome_pnl"]) == (4, 25)


def test_the_bots_are_five_with_a_week_each(data):
    told = data("/trader/bots/status")
    assert set(told["bots"]) == {"PHOENIX", "ATLAS", "ARES", "HERMES", "ORACLE"}
    assert told["capital_summary"] == {"total": 1_000_000, "allocated": 900_000, "reserve": 100_000, "reserve_pct": 10.0}
    assert told["bots"]["ARES"]["last_7_days"]["decisions"] > 0
