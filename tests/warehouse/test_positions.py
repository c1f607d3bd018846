"""`closed_positions`: every closed position once, so that no dollar is counted twice."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from psycopg2.extras import Json

from tests.warehouse.opening import insert, run, warehouse_of

ENTRY, EXIT = "2018-12-24T14:35:00Z", "2018-12-26T21:05:00Z"


def decision(database, moment, kind, pnl=None, *, position=None, bot="ARES", said=None, **values):
    document = Json({"bot_name": bot, "position_id": position, "actual_pnl": said})
    return insert(
        database,
        "trading_decisions",
        decision_id=f"{bot}-{moment}-{kind}-{position}",
        timestamp=moment,
        decision_type=kind,
        actual_pnl=pnl,
        full_decision=document,
        **values,
    )


def activity(database, moment, kind, impact, position=7):
    return insert(database, "autonomous_trade_activity", timestamp=moment, action_type=kind, pnl_impact=impact, position_id=position)


def step(database, moment, action, premium=0, pnl=0, cycle=1, **details):
    return insert(
        database, "wheel_activity_log", timestamp=moment, action=action, premium_impact=premium, pnl_impact=pnl, cycle_id=cycle, details=Json(details)
    )


def positions(warehouse, columns="position_key, pnl"):
    return warehouse.rows(f"SELECT {columns} FROM closed_positions ORDER BY position_key")


def earned(database, folder, columns="position_key, pnl"):
    with warehouse_of(database, folder) as warehouse:
        return positions(warehouse, columns)


def test_an_entry_and_its_exit_are_one_position(database, tmp_path):
    decision(
        database,
        ENTRY,
        "ENTRY_SIGNAL",
        position="p1",
        max_risk_dollars=350,
        position_size_contracts=2,
        strategy="ARES_IRON_CONDOR",
        vix=36.07,
        gex_regime="NEGATIVE",
    )
    decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1", outcome_notes="MAX_PROFIT")
    days = earned(database, tmp_path, "opened_at, closed_at, entry_day, trade_day")
    told = earned(database, tmp_path, "position_key, bot, strategy, pnl, risk, contracts, outcome, vix, vix_regime, gex_regime")
    assert days == [(datetime(2018, 12, 24, 14, 35), datetime(2018, 12, 26, 21, 5), date(2018, 12, 24), date(2018, 12, 26))]  # noqa: DTZ001
    assert told == [("ARES/p1", "ARES", "ARES_IRON_CONDOR", Decimal("120.00"), Decimal("350.00"), 2, "MAX_PROFIT", 36.07, "EXTREME", "NEGATIVE")]


def test_an_entry_that_was_told_its_outcome_and_an_exit_that_carries_it_too_count_once(database, tmp_path):
    decision(database, ENTRY, "ENTRY_SIGNAL", 120, position="p1", outcome_updated_at=EXIT)
    decision(database, EXIT, "EXIT_SIGNAL", said=120, position="p1")
    assert earned(database, tmp_path) == [("ARES/p1", Decimal("120.00"))]


def test_a_decision_without_a_position_is_a_position_of_its_own(database, tmp_path):
    key = decision(database, EXIT, "EXIT_SIGNAL", said=-80.5)
    assert earned(database, tmp_path) == [(f"trading_decisions/{key}", Decimal("-80.50"))]


def test_a_default_zero_in_the_document_closes_nothing_and_a_recorded_zero_is_a_scratch(database, tmp_path):
    decision(database, ENTRY, "ENTRY_SIGNAL", said=0.0, position="open")
    decision(database, EXIT, "EXIT_SIGNAL", 0, position="scratch")
    assert earned(database, tmp_path) == [("ARES/scratch", Decimal("0.00"))]


def test_two_bots_may_number_their_positions_alike(database, tmp_path):
    for bot, pnl in (("ARES", 1), ("ATLAS", 2)):
        decision(database, EXIT, "EXIT_SIGNAL", pnl, position="1", bot=bot)
    assert earned(database, tmp_path) == [("ARES/1", Decimal("1.00")), ("ATLAS/1", Decimal("2.00"))]


def test_exits_of_the_activity_journal_are_summed_per_position_and_entries_are_not(database, tmp_path):
    activity(database, ENTRY, "ENTRY", -500)
    activity(database, EXIT, "EXIT", 300)
    activity(database, EXIT, "EXIT", -50)
    assert earned(database, tmp_path) == [("PHOENIX/7", Decimal("250.00"))]


def test_the_activity_journal_adds_nothing_to_a_position_that_decisions_tell_of(database, tmp_path):
    activity(database, ENTRY, "ENTRY", -500)
    activity(database, EXIT, "EXIT", 250)
    decision(database, EXIT, "EXIT_SIGNAL", 250, position=7, bot="PHOENIX")
    assert earned(database, tmp_path, "position_key, table_name, pnl") == [("PHOENIX/7", "trading_decisions", Decimal("250.00"))]


def test_decisions_that_carry_no_pnl_do_not_hide_what_the_journal_knows(database, tmp_path):
    decision(database, ENTRY, "ENTRY_SIGNAL", position=7, bot="PHOENIX")
    activity(database, EXIT, "EXIT", 250)
    assert earned(database, tmp_path, "position_key, table_name, pnl") == [("PHOENIX/7", "autonomous_trade_activity", Decimal("250.00"))]


def test_premium_is_cash_flow_and_an_open_cycle_is_no_position(database, tmp_path):
    step(database, ENTRY, "OPEN_CSP", premium=120, symbol="SPY", contracts=3)
    step(database, ENTRY, "CSP_ASSIGNED", cycle=2)
    with warehouse_of(database, tmp_path) as warehouse:
        assert positions(warehouse) == []
        step(database, EXIT, "CSP_EXPIRED_OTM", pnl=120)
        warehouse.refresh()
        assert positions(warehouse, "position_key, symbol, pnl, contracts, outcome") == [("HERMES/cycle/1", "SPY", Decimal("120.00"), 3, "CSP_EXPIRED_OTM")]


def test_a_cycle_that_goes_on_after_an_expiry_is_open_again(database, tmp_path):
    step(database, ENTRY, "CSP_EXPIRED_OTM", pnl=120)
    step(database, EXIT, "OPEN_CSP", premium=80)
    assert earned(database, tmp_path) == []


def test_the_outcome_tables_of_models_repeat_money_and_are_not_added(database, tmp_path):
    decision(database, EXIT, "EXIT_SIGNAL", 100, position="p")
    insert(database, "oracle_predictions", bot_name="ARES", actual_outcome="MAX_PROFIT", actual_pnl=100)
    insert(database, "ares_ml_outcomes", actual_outcome="MAX_PROFIT", net_pnl=100)
    insert(database, "spx_wheel_ml_outcomes", outcome="WIN", pnl=100)
    assert earned(database, tmp_path) == [("ARES/p", Decimal("100.00"))]


def test_a_position_knows_what_oracle_advised_its_bot_on_the_entry_day(database, tmp_path):
    for bot, day, probability in (("ARES", "2018-12-24", 0.71), ("ARES", "2018-12-26", 0.9), ("ATLAS", "2018-12-24", 0.1)):
        insert(database, "oracle_predictions", bot_name=bot, trade_date=day, win_probability=probability, advice="TRADE_FULL", vix=20)
    decision(database, ENTRY, "ENTRY_SIGNAL", position="p1")
    decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1")
    assert earned(database, tmp_path, "probability, advice, vix") == [(0.71, "TRADE_FULL", 20.0)]


def test_a_late_prediction_reaches_a_position_that_is_there_already(database, tmp_path):
    decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1")
    with warehouse_of(database, tmp_path) as warehouse:
        assert positions(warehouse, "probability") == [(None,)]
        insert(database, "oracle_predictions", bot_name="ARES", trade_date="2018-12-26", win_probability=0.71)
        warehouse.refresh()
        assert positions(warehouse, "probability") == [(0.71,)]


@pytest.mark.parametrize("outcome", ["MAX_PROFIT", None])
def test_a_prediction_learns_the_risk_when_its_position_is_closed_on_a_later_day(database, tmp_path, outcome):
    insert(database, "oracle_predictions", bot_name="ARES", trade_date="2018-12-24", win_probability=0.71, actual_outcome=outcome)
    decision(database, ENTRY, "ENTRY_SIGNAL", position="p1", max_risk_dollars=350)
    with warehouse_of(database, tmp_path) as warehouse:
        assert warehouse.rows("SELECT risk FROM predictions") == [(None,)]
        decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1")
        warehouse.refresh()
        assert warehouse.rows("SELECT risk FROM predictions") == [(Decimal("350.00"),)]


def test_a_prediction_lets_go_of_the_risk_of_a_position_whose_entry_is_deleted(database, tmp_path):
    insert(database, "oracle_predictions", bot_name="ARES", trade_date="2018-12-24", win_probability=0.71, actual_outcome="MAX_PROFIT")
    key = decision(database, ENTRY, "ENTRY_SIGNAL", position="p1", max_risk_dollars=350)
    decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1")
    with warehouse_of(database, tmp_path) as warehouse:
        assert warehouse.rows("SELECT risk FROM predictions") == [(Decimal("350.00"),)]
        run(database, "DELETE FROM trading_decisions WHERE id = %s", key)
        warehouse.refresh()
        assert warehouse.rows("SELECT risk FROM predictions") == [(None,)]
        assert positions(warehouse, "entry_day, risk") == [(date(2018, 12, 26), None)]


def test_an_exit_that_is_deleted_opens_the_position_again(database, tmp_path):
    decision(database, ENTRY, "ENTRY_SIGNAL", position="p1")
    key = decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1")
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, "DELETE FROM trading_decisions WHERE id = %s", key)
        warehouse.refresh()
        assert positions(warehouse) == []
