"""The decision CSV of older installations: 23 columns, a line per leg, nothing cut, no dollar lost or counted twice."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from alphagex_logs.export import DecisionLegs
from alphagex_logs.filters import Filters, from_query
from tests.export import reading
from tests.warehouse.opening import insert, warehouse_of

COLUMNS = (
    "timestamp,bot,decision_type,action,symbol,strategy,underlying_price,leg_num,option_type,strike,expiration,entry_price,exit_price,contracts,premium,"
    "delta,gamma,theta,iv,vix,order_id,pnl,reason"
)


def lines(warehouse, filters=None):
    with warehouse.snapshot() as snapshot:
        return reading.csv_texts(b"".join(DecisionLegs(filters or Filters()).pieces(snapshot)))


@pytest.fixture(scope="module")
def told(full):
    return lines(full)


def test_it_has_the_23_columns(told):
    assert ",".join(told[0]) == COLUMNS
    assert len(told[0]) == 23


def test_an_iron_condor_is_four_lines_and_a_decision_without_legs_is_one(full, told):
    legs = full.rows("SELECT sum(greatest(len(json_extract(full_decision, '$.legs[*]')), 1)) FROM trading_decisions")[0][0]
    assert len(told) == legs
    condors = [line for line in told if line["bot"] == "ARES" and line["action"] == "SELL"]
    assert len(condors) == 4 * 1198
    assert [(line["leg_num"], line["option_type"]) for line in condors[:4]] == [("1", "put"), ("2", "put"), ("3", "call"), ("4", "call")]
    skipped = [line for line in told if line["decision_type"] == "NO_TRADE"]
    assert {(line["leg_num"], line["option_type"]) for line in skipped} == {("", "")}


def test_the_column_pnl_adds_up_to_what_the_decisions_earned(full, told):
    earned = full.rows("SELECT sum(pnl) FROM events WHERE table_name = 'trading_decisions'")[0][0]
    assert sum(Decimal(line["pnl"]) for line in told if line["pnl"]) == earned


def test_filters_choose_decisions(full, told):
    chosen = from_query({"bot": ["ATLAS"], "since": ["2016-01-01"], "until": ["2016-12-31"], "symbol": ["SPX"]})
    assert lines(full, chosen) == [line for line in told if line["bot"] == "ATLAS" and line["timestamp"].startswith("2016")]


def test_long_reasons_with_quotes_commas_and_lines_come_whole(database, tmp_path):
    reason = 'He said "no", twice;\n' * 50
    insert(database, "trading_decisions", decision_id="a", primary_reason=reason, full_decision=json.dumps({"option_snapshot": None, "legs": None}))
    insert(database, "trading_decisions", decision_id="b", primary_reason=None, full_decision="[1]")
    insert(database, "trading_decisions", decision_id="c", primary_reason="=1+1", full_decision=None)
    with warehouse_of(database, tmp_path) as warehouse:
        assert [line["reason"] for line in lines(warehouse)] == [reason, "", "'=1+1"]


def test_a_leg_that_says_its_own_pnl_is_believed_and_one_that_does_not_is_not_filled(database, tmp_path):
    legs = [{"leg_id": 1, "strike": 2500, "realized_pnl": 120.5}, {"leg_id": 2, "strike": "2510", "realized_pnl": -20.5}]
    insert(database, "trading_decisions", decision_id="a", actual_pnl=100, full_decision=json.dumps({"bot_name": "ARES", "legs": legs}))
    unset = [{"leg_id": 1, "realized_pnl": 0.0}, {"leg_id": 2, "realized_pnl": 0.0}]
    insert(database, "trading_decisions", decision_id="b", full_decision=json.dumps({"bot_name": "ARES", "legs": unset, "actual_pnl": 75}))
    with warehouse_of(database, tmp_path) as warehouse:
        told = [(line["bot"], line["leg_num"], line["strike"], line["pnl"]) for line in lines(warehouse)]
    assert told == [("ARES", "1", "2500", "120.5"), ("ARES", "2", "2510", "-20.5"), ("ARES", "1", "", "75"), ("ARES", "2", "", "")]
