"""`events`: one row per logged row, each role read from where the catalogue says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from psycopg2.extras import Json

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.vocabulary import BOT_ALIASES, OUTCOME_MAP, result_of, vix_regime
from alphagex_logs.filters import Filters
from tests.warehouse.opening import insert, run, warehouse_of


def event(database, folder, columns, table, **values):
    """The named columns of the event of one row."""
    return events(database, folder, columns, [(table, values)])[0]


def events(database, folder, columns, rows):
    """The named columns of the events of several rows that have nothing to do with one another, in their order: one warehouse holds them all."""
    keys = [(table, insert(database, table, **values)) for table, values in rows]
    with warehouse_of(database, folder) as warehouse:
        found = {row[:2]: row[2:] for row in warehouse.rows(f"SELECT table_name, id, {columns} FROM events")}
    assert found.keys() == set(keys)
    return [found[key] if len(found[key]) > 1 else found[key][0] for key in keys]


def test_every_row_of_every_table_is_one_event(database, tmp_path):
    keys = {(table, insert(database, table)) for table in TABLES}
    with warehouse_of(database, tmp_path) as warehouse:
        assert set(warehouse.rows("SELECT table_name, id FROM events")) == keys
        assert dict(warehouse.rows("SELECT DISTINCT table_name, category FROM events")) == {table.name: table.category for table in TABLES.values()}


def test_a_decision_without_a_bot_column_has_the_bot_of_its_document(database, tmp_path):
    assert event(database, tmp_path, "bot", "trading_decisions", full_decision=Json({"bot_name": "ATLAS"})) == "ATLAS"


def test_a_row_that_names_no_bot_has_the_bot_that_owns_its_table(database, tmp_path):
    assert event(database, tmp_path, "bot", "wheel_activity_log", action="OPEN_CSP") == "HERMES"


def test_a_renamed_bot_keeps_its_history(database, tmp_path):
    rows = [("oracle_predictions", {"bot_name": alias.lower()}) for alias in BOT_ALIASES]
    assert dict(zip(BOT_ALIASES, events(database, tmp_path, "bot", rows), strict=True)) == dict(BOT_ALIASES)


def test_a_text_date_in_central_time_becomes_utc(database, tmp_path):
    # 15:30 in Chicago on a winter day is 21:30 UTC and 16:30 in New York
    values = {"date": "2018-12-24", "time": "15:30:00", "action": "SKIP", "timestamp": None}
    assert event(database, tmp_path, '"at", trade_day', "autonomous_trade_log", **values) == (datetime(2018, 12, 24, 21, 30), date(2018, 12, 24))  # noqa: DTZ001


def test_the_trade_day_is_the_day_in_new_york(database, tmp_path):
    # 03:30 UTC on Christmas is 22:30 on Christmas Eve in New York
    assert event(database, tmp_path, "trade_day", "gex_change_log", timestamp=datetime(2018, 12, 25, 3, 30, tzinfo=UTC)) == date(2018, 12, 24)


def test_the_trade_day_of_a_prediction_is_the_one_it_was_made_for(database, tmp_path):
    assert event(database, tmp_path, "trade_day", "oracle_predictions", trade_date="2018-12-24", prediction_time="2018-12-23T12:00Z") == date(2018, 12, 24)


def test_a_bare_day_begins_at_midnight_in_new_york(database, tmp_path):
    assert event(database, tmp_path, '"at"', "ares_ml_outcomes", trade_date="2018-07-02", created_at=None) == datetime(2018, 7, 2, 4)  # noqa: DTZ001


def test_probabilities_come_to_one_scale(database, tmp_path):
    cases = {
        ("oracle_predictions", "win_probability", 0.7): 0.7,
        ("oracle_predictions", "win_probability", 70): None,  # a probability of seventy is an error, not seventy percent
        ("ml_predictions", "confidence", 70): 0.7,
        ("psychology_analysis", "confidence", 0.7): 0.7,
        ("psychology_analysis", "confidence", 70): 0.7,
        ("trading_decisions", "prob_profit", 70): 0.7,
        ("trading_decisions", "prob_profit", 0): None,  # the legacy default
        ("oracle_predictions", "win_probability", 0): 0.0,
    }
    rows = [(table, {column: stored}) for table, column, stored in cases]
    assert dict(zip(cases, events(database, tmp_path, "probability", rows), strict=True)) == cases


def test_the_pnl_of_a_decision_is_its_column_else_its_document_where_that_is_not_the_default_zero(database, tmp_path):
    cases = {(None, None): None, (None, 0.0): None, (None, 12.5): "12.50", (0, None): "0.00", (0, 12.5): "0.00", (-3.14159, 12.5): "-3.14"}
    rows = [("trading_decisions", {"actual_pnl": column, "full_decision": Json({"actual_pnl": document})}) for column, document in cases]
    found = dict(zip(cases, events(database, tmp_path, "pnl", rows), strict=True))
    assert found == {case: Decimal(pnl) if pnl else None for case, pnl in cases.items()}


def test_a_wheel_step_of_zero_dollars_is_no_pnl_event(database, tmp_path):
    assert event(database, tmp_path, "pnl", "wheel_activity_log", premium_impact=120, pnl_impact=0) is None


def test_what_an_entry_costs_is_no_pnl(database, tmp_path):
    assert event(database, tmp_path, "pnl", "autonomous_trade_activity", action_type="ENTRY", pnl_impact=-250) is None


def test_percent_returns_are_kept_apart_from_dollars(database, tmp_path):
    assert event(database, tmp_path, "pnl, return_pct", "ai_predictions", outcome_pnl=12.5) == (None, 12.5)


def test_outcomes_mean_what_the_one_map_says(database, tmp_path):
    labels = [*OUTCOME_MAP, "max_profit", " WIN ", "STRANGE"]
    found = events(database, tmp_path, "outcome, result", [("oracle_predictions", {"actual_outcome": label}) for label in labels])
    assert found == [(label, result_of(label)) for label in labels]


@pytest.mark.parametrize("vix", [0, 14.99, 15, 21.99, 22, 28, 34.9, 35, 80])
def test_vix_regimes_have_the_bots_cut_points(full, vix):
    assert full.rows("SELECT vix_regime($vix)", {"vix": vix}) == [(vix_regime(vix),)]


def test_words_that_nobody_foresaw_are_kept(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        for number in range(3):
            insert(database, "gex_change_log", symbol=f"S{number}", bot_name=f"b{number}")
            warehouse.refresh()
        assert warehouse.rows("SELECT bot, symbol FROM events ORDER BY id") == [("B0", "S0"), ("B1", "S1"), ("B2", "S2")]
        assert [len(warehouse.ask("log_rows", Filters(text=text), sort="newest", page=0, page_size=9)) for text in ("s1", "S", "s3")] == [1, 3, 0]


def test_a_column_with_more_words_than_a_vocabulary_has_becomes_text(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "INSERT INTO gex_change_log (symbol) SELECT 'S' || i FROM generate_series(1, 5000) AS i")
        warehouse.refresh()
        assert warehouse.columns("events")["symbol"] == "VARCHAR"
        assert warehouse.rows("SELECT count(DISTINCT symbol) FROM events") == [(5000,)]
        insert(database, "gex_change_log", symbol="LATER")
        warehouse.refresh()
        assert warehouse.rows("SELECT count(*) FROM events WHERE symbol = 'LATER'") == [(1,)]
        assert warehouse.ask("log_count", Filters(text="s499")).records.tolist() == [11]
    with warehouse_of(database, tmp_path / "anew") as warehouse:
        assert warehouse.rows("SELECT count(DISTINCT symbol) FROM events") == [(5001,)]
