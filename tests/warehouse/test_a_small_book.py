"""Answers about a book of two bots and four trades, small enough that each number can be worked out on paper."""

from __future__ import annotations

import math
from datetime import datetime

import pytest
from psycopg2.extras import Json

from alphagex_logs.filters import Filters
from tests.warehouse.opening import insert, warehouse_of

MONDAY, WEDNESDAY, THURSDAY, NEWEST = "2018-12-24", "2018-12-26", "2018-12-27", "2018-12-28T12:00:00Z"
# bot, day, probability, advice, outcome, PnL in dollars, dollars at risk; all of what ORACLE said, and what was earned where it was traded
BOOK = (
    ("ARES", MONDAY, 0.7, "TRADE_FULL", "MAX_PROFIT", 100, 500),
    ("ARES", WEDNESDAY, 0.7, "TRADE_FULL", "PUT_BREACHED", -300, 500),
    ("ARES", THURSDAY, 1.0, "TRADE_FULL", "MAX_PROFIT", 50, None),
    ("ATLAS", MONDAY, 0.6, "TRADE_REDUCED", "SCRATCH", 0, 400),
    ("ATLAS", WEDNESDAY, 0.5, "SKIP_TODAY", None, None, None),
    ("ATLAS", THURSDAY, 0.8, "TRADE_FULL", None, None, None),
)
OTHER_DECISIONS = (("STAY_FLAT", "SKIP", None), ("RISK_BLOCKED", "SKIP", None), ("RISK_CHECK", "SKIP", False), ("RISK_CHECK", "SKIP", None))


def decide(url, bot, day, hour, kind, action, **values):
    name = f"{bot}-{day}-{kind}-{action}-{hour}"
    document = Json({"bot_name": bot, "position_id": f"{bot} {day}"})
    insert(url, "trading_decisions", decision_id=name, timestamp=f"{day}T{hour}:00:00Z", decision_type=kind, action=action, full_decision=document, **values)


def trade(url, bot, day, pnl, risk):
    decide(url, bot, day, 15, "ENTRY_SIGNAL", "SELL", max_risk_dollars=risk)
    decide(url, bot, day, 20, "EXIT_SIGNAL", "EXPIRED" if pnl == 50 else "BUY", actual_pnl=pnl)


def write_book(url):
    for bot, day, probability, advice, outcome, pnl, risk in BOOK:
        said = {"win_probability": probability, "advice": advice, "prediction_time": f"{day}T14:00:00Z", "timestamp": f"{day}T14:00:00Z"}
        insert(url, "oracle_predictions", trade_date=day, bot_name=bot, actual_outcome=outcome, actual_pnl=pnl, **said)
        if pnl is not None:
            trade(url, bot, day, pnl, risk)
    decide(url, "ATLAS", WEDNESDAY, 15, "ENTRY_SIGNAL", "SKIP")
    for hour, (kind, action, passed) in enumerate(OTHER_DECISIONS, 16):
        decide(url, "ARES", WEDNESDAY, hour, kind, action, passed_risk_checks=passed)


def write_others(url):
    for day in ("28", "22", "21", "15", "14"):  # 0, 6, 7, 13 and 14 days before the newest
        insert(url, "gex_change_log", symbol="SPY", timestamp=f"2018-12-{day}T12:00:00Z")
    for level, success, category in (("ERROR", None, "A"), ("INFO", False, "A"), ("critical", True, "B"), ("INFO", True, "B")):
        insert(url, "spx_debug_logs", log_level=level, success=success, category=category, timestamp=f"{MONDAY}T15:00:00Z")
    for outcome in ("WIN", "LOSS", "SCRATCH", None):
        insert(
            url,
            "ai_predictions",
            timestamp=f"{MONDAY}T15:00:00Z",
            pattern_type="PIN",
            predicted_outcome="TAKE_TRADE",
            actual_outcome=outcome,
            confidence_score=65,
        )
    for premium, pnl in ((120, 0), (-30, 0), (0, 90)):
        insert(url, "wheel_activity_log", timestamp=f"{MONDAY}T15:00:00Z", action="ROLL_CSP", premium_impact=premium, pnl_impact=pnl, cycle_id=1)


@pytest.fixture(scope="module")
def book(databases, tmp_path_factory):
    with databases.temporary(databases.migrated()) as url:
        write_book(url)
        write_others(url)
        with warehouse_of(url, tmp_path_factory.mktemp("book")) as warehouse:
            yield warehouse


def rows(warehouse, question, columns, filters=None, **parameters):
    found = warehouse.ask(question, filters or Filters(), **parameters)
    return [tuple(None if value is None or value != value else value for value in row) for row in found[columns.split()].itertuples(index=False)]


def test_a_position_under_each_advice(book):
    columns = "advice bot closed_positions realised_pnl wins losses with_risk mean_r"
    assert rows(book, "pnl_by_advice", columns) == [("TRADE_FULL", "ARES", 3, -150, 2, 1, 2, pytest.approx(-0.2)), ("TRADE_REDUCED", "ATLAS", 1, 0, 0, 0, 1, 0)]


def test_positions_by_the_probability_that_was_stated(book):
    columns = "bin closed_positions wins losses realised_pnl mean_win mean_loss mean_r"
    assert rows(book, "pnl_by_probability", columns) == [
        (0.6, 1, 0, 0, 0, None, None, 0),
        (0.7, 2, 1, 1, -200, 100, -300, pytest.approx(-0.2)),
        (0.95, 1, 1, 0, 50, 50, None, None),  # certainty is in the last bin
    ]


def test_how_stated_probabilities_are_spread(book):
    told = [(0.5, 1, 0), (0.6, 1, 1), (0.7, 2, 2), (0.8, 1, 0), (0.95, 1, 1)]
    assert rows(book, "probability_histogram", "bin n resolved", source="oracle") == told


def test_the_record_of_predictions(book):
    columns = "total total_with_outcome wins losses accuracy avg_pnl"
    assert rows(book, "prediction_record", columns, Filters(tables=("oracle_predictions",))) == [(6, 4, 2, 1, pytest.approx(200 / 3), -37.5)]


def test_the_scores_of_three_predictions_that_won_or_lost(book):
    columns = "n wins hit_rate brier bias skill_fixed log_loss"
    log_loss = -(math.log(0.7) + math.log(0.3) + math.log(0.999999)) / 3
    by_hand = (3, 2, 2 / 3, 0.58 / 3, 0.4 / 3, 1 - 0.58 / (2 * 0.32**2 + 0.68**2), log_loss)
    assert rows(book, "accuracy_totals", columns, source="oracle") == [pytest.approx(by_hand)]


def test_how_each_bot_stands(book):
    columns = "bot n hits open_predictions pnl closed_positions wins losses max_drawdown"
    found = [row for row in rows(book, "bots_overview", columns) if row[0] in {"ARES", "ATLAS"}]
    assert sorted(found) == [("ARES", 3, 2, 0, -150, 3, 2, 1, -300), ("ATLAS", 0, 0, 1, 0, 1, 0, 0, 0)]


def test_the_totals_of_four_trades(book):
    columns = "n wins losses scratches net_pnl win_rate share_won profit_factor payoff expectancy r_multiple risk_weighted max_drawdown time_under_water"
    by_hand = (4, 2, 1, 1, -150, 2 / 3, 0.5, 0.5, 0.25, -37.5, -0.4 / 3, -200 / 1400, -300, 2 / 3)
    assert rows(book, "trade_totals", columns) == [pytest.approx(by_hand)]
    columns = "positions with_pnl net gross_profit gross_loss wins losses scratches with_risk risk"
    assert rows(book, "pnl_totals", columns) == [(4, 4, -150, 150, -300, 2, 1, 1, 3, 1400)]


ORDERS = {"newest": [50, -300, 100, 0], "oldest": [100, 0, -300, 50], "gain": [100, 50, 0, -300], "loss": [-300, 0, 50, 100]}


@pytest.mark.parametrize("sort", ORDERS)
def test_positions_in_the_order_that_is_asked_for(book, sort):
    assert [pnl for (pnl,) in rows(book, "positions_list", "pnl", sort=sort, page=0, page_size=4)] == ORDERS[sort]


@pytest.mark.parametrize("sort", ["gain", "loss"])
def test_rows_in_the_order_of_their_pnl(book, sort):
    chosen = Filters(tables=("oracle_predictions",))
    assert [pnl for (pnl,) in rows(book, "log_rows", "pnl", chosen, sort=sort, page=0, page_size=4)] == ORDERS[sort]


def test_what_decisions_came_to(book):
    columns = "total_decisions trades_executed stay_flat_count blocked_count win_count loss_count total_pnl"
    assert rows(book, "decision_summary", columns) == [(13, 7, 1, 2, 2, 1, -150)]  # an entry that is skipped and an expiry send no order


def test_what_failed_by_its_level_or_by_its_word(book):
    found = rows(book, "debug_errors", "category errors_of_category", page_size=10)
    assert sorted(found) == [("A", 2), ("A", 2), ("B", 1)]


def test_how_often_the_advisor_was_right_about_a_pattern(book):
    columns = "pattern_type predicted_outcome total correct accuracy"
    assert rows(book, "advice_by_pattern", columns) == [("PIN", "TAKE_TRADE", 3, 1, 50)]  # a scratch is neither


def test_premium_taken_in_and_paid(book):
    assert rows(book, "premium_by_bot", "premium_steps premium taken_in paid pnl") == [(2, 90, 120, -30, 90)]


def test_two_weeks_that_end_with_the_newest_row(book):
    chosen = Filters(tables=("gex_change_log",))
    assert rows(book, "overview_totals", "records last_7_days prior_7_days", chosen) == [(5, 2, 2)]
    status = book.ask("table_status").set_index("table_name").loc["gex_change_log"]
    assert (status["last_7_days"], status["prior_7_days"]) == (2, 2)
    assert [30 - place for place, records in enumerate(status["records_by_day"], 1) if records] == [14, 13, 7, 6, 0]
    assert rows(book, "rows_by_table", "records recent_records", chosen, recent_since=datetime(2018, 12, 22, 12)) == [(5, 2)]  # noqa: DTZ001  naive UTC


def test_the_neighbours_of_a_row_are_of_its_bot(book):
    ((middle,),) = book.rows("SELECT event_id FROM events WHERE bot = 'ATLAS' AND advice = 'SKIP_TODAY'")
    assert {bot for (bot,) in rows(book, "neighbours", "bot", event_id=str(middle), reach=50)} == {"ATLAS"}
