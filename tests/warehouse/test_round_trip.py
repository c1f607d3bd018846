"""What PostgreSQL holds arrives in the warehouse as it is: every column of every table, and what no other program can hold."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from alphagex_logs.catalogue import TABLES
from tests.warehouse.opening import insert, run, warehouse_of
from tests.warehouse.values import EDGE, GIVEN_BY_THE_DATABASE, ORDINARY, comparable, expected, sent

every_table = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)


def columns(table):
    return [column for column in table.columns if column.name not in GIVEN_BY_THE_DATABASE]


def found(warehouse, table, key):
    row = warehouse.row(table.name, key)
    return {column.name: comparable(column, row[column.name]) for column in columns(table)}


@every_table
def test_every_type_of_every_table_arrives_equal_at_first_and_later(database, tmp_path, table):
    with warehouse_of(database, tmp_path) as warehouse:
        for values in (ORDINARY, EDGE):
            key = insert(database, table.name, **{column.name: sent(column, values) for column in columns(table)})
            warehouse.refresh()
            assert found(warehouse, table, key) == {column.name: expected(column, values) for column in columns(table)}
    with warehouse_of(database, tmp_path / "anew") as warehouse:
        assert found(warehouse, table, key) == {column.name: expected(column, EDGE) for column in columns(table)}


@every_table
def test_what_is_unknown_stays_unknown(database, tmp_path, table):
    nullable = [column for column in columns(table) if column.nullable]
    key = insert(database, table.name, **{column.name: None for column in nullable})
    with warehouse_of(database, tmp_path) as warehouse:
        row = warehouse.row(table.name, key)
        assert {column.name: row[column.name] for column in nullable} == dict.fromkeys(column.name for column in nullable)
        assert warehouse.rows("SELECT count(*) FROM events") == [(1,)]


@pytest.mark.parametrize(
    "moment", ["infinity", "-infinity", "294276-12-31 23:59:59", "10000-01-01", "4713-01-01 BC", "2200-01-01", "1899-12-31 23:59:59.999999"]
)
def test_a_moment_that_nobody_can_show_is_unknown_and_flagged(database, tmp_path, moment):
    with warehouse_of(database, tmp_path) as warehouse:
        key = insert(database, "gex_change_log", symbol="SPY", timestamp=moment)
        warehouse.refresh()
        row = warehouse.row("gex_change_log", key)
        assert (row["symbol"], row["timestamp"], row["unrepresentable"]) == ("SPY", None, ["timestamp"])


@pytest.mark.parametrize("day", ["infinity", "5874897-12-31", "4713-01-01 BC", "2200-01-01"])
def test_a_day_that_nobody_can_show_is_unknown_and_flagged(database, tmp_path, day):
    key = insert(database, "trading_decisions", expiration=day)
    with warehouse_of(database, tmp_path) as warehouse:
        assert warehouse.row("trading_decisions", key)["expiration"] is None
        assert warehouse.rows("FROM unrepresentable") == [("trading_decisions", key, "expiration")]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e400", "1000000000000000000"])
def test_an_amount_that_no_decimal_holds_is_unknown_and_flagged(database, tmp_path, amount):
    key = insert(database, "trading_decisions", strike=amount, spot_price=2500)
    with warehouse_of(database, tmp_path) as warehouse:
        row = warehouse.row("trading_decisions", key)
        assert (row["strike"], row["spot_price"], row["unrepresentable"]) == (None, 2500, ["strike"])


def test_an_amount_with_more_than_twenty_digits_after_the_point_is_rounded_and_flagged(database, tmp_path):
    key = insert(database, "trading_decisions", strike="0.123456789012345678901")
    with warehouse_of(database, tmp_path) as warehouse:
        row = warehouse.row("trading_decisions", key)
        assert (row["strike"], row["unrepresentable"]) == (Decimal("0.12345678901234567890"), ["strike"])


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_float_that_is_no_number_stays_in_its_table_and_never_reaches_a_sum(database, tmp_path, number):
    key = insert(database, "oracle_predictions", actual_pnl=number, win_probability=number)
    with warehouse_of(database, tmp_path) as warehouse:
        assert str(warehouse.row("oracle_predictions", key)["actual_pnl"]) == number.lower().replace("infinity", "inf")
        assert warehouse.rows("SELECT pnl, probability FROM events") == [(None, None)]


@pytest.mark.parametrize("document", ['"text"', "null", "1.10", "[" * 500 + "]" * 500, '{"a": {"a": 1}, "b": "\\u2028"}', '{"": 1}'])
def test_any_document_arrives_equal(database, tmp_path, document):
    key = insert(database, "trading_decisions", full_decision=document)
    with warehouse_of(database, tmp_path) as warehouse:
        assert json.loads(warehouse.row("trading_decisions", key)["full_decision"]) == json.loads(document)


def test_columns_of_an_adopted_database_come_whatever_their_types(database, tmp_path):
    run(
        database,
        "ALTER TABLE ares_ml_outcomes ALTER trade_date TYPE text, ALTER vix TYPE real, ALTER is_win TYPE integer USING NULL, ALTER net_pnl TYPE numeric(12,2)",
    )
    key = insert(database, "ares_ml_outcomes", trade_date="2018-12-24", vix=36.07, is_win=1, net_pnl="-12.50", actual_outcome="LOSS")
    odd = insert(database, "ares_ml_outcomes", trade_date="yesterday", vix=0.7)
    with warehouse_of(database, tmp_path) as warehouse:
        assert warehouse.rows(f"SELECT trade_date::text, vix, is_win, net_pnl FROM ares_ml_outcomes WHERE id = {key}") == [("2018-12-24", 36.07, True, -12.5)]
        assert (warehouse.row("ares_ml_outcomes", odd)["vix"], warehouse.row("ares_ml_outcomes", odd)["unrepresentable"]) == (0.7, ["trade_date"])


def test_a_table_that_nobody_knows_has_no_rows_to_ask_for(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse, pytest.raises(Exception, match="no log table"):
        warehouse.row("pg_authid", 1)
