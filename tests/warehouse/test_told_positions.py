"""What a position says of itself where its rows are incomplete: each a case that a person can read off the rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tests.warehouse.opening import insert
from tests.warehouse.test_positions import ENTRY, EXIT, activity, decision, earned

ENTERED, EXITED = datetime(2018, 12, 24, 14, 35), datetime(2018, 12, 26, 21, 5)  # noqa: DTZ001  naive UTC


def test_an_entry_that_was_told_its_outcome_is_closed_at_that_moment(database, tmp_path):
    decision(database, ENTRY, "ENTRY_SIGNAL", 120, position="p1", outcome_updated_at=EXIT)
    assert earned(database, tmp_path, "opened_at, closed_at, entry_day, trade_day") == [(ENTERED, EXITED, date(2018, 12, 24), date(2018, 12, 26))]


def test_a_row_without_pnl_after_the_exit_does_not_close_it_later(database, tmp_path):
    decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1")
    decision(database, "2018-12-28T21:05:00Z", "EXIT_SIGNAL", position="p1")
    assert earned(database, tmp_path, "closed_at") == [(EXITED,)]


def test_an_exit_alone_was_opened_as_many_days_before_as_it_says(database, tmp_path):
    decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1", actual_hold_days=2)
    assert earned(database, tmp_path, "opened_at, entry_day") == [(datetime(2018, 12, 24, 21, 5), date(2018, 12, 24))]  # noqa: DTZ001  naive UTC


def test_a_risk_of_zero_is_an_unset_one_and_the_entrys_counts(database, tmp_path):
    decision(database, ENTRY, "ENTRY_SIGNAL", position="p1", max_risk_dollars=350, position_size_contracts=2, vix=17)
    decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1", max_risk_dollars=0, position_size_contracts=0, vix=0)
    assert earned(database, tmp_path, "risk, contracts, vix") == [(Decimal("350.00"), 2, 17.0)]


def test_the_journals_exits_are_no_opening_and_their_contracts_count_once(database, tmp_path):
    for kind, moment, impact in (("ENTRY", ENTRY, -500), ("EXIT", EXIT, 300)):
        insert(database, "autonomous_trade_activity", timestamp=moment, action_type=kind, pnl_impact=impact, position_id=7, contracts=2)
    activity(database, EXIT, "EXIT", 10, position=8)
    assert earned(database, tmp_path, "position_key, opened_at, contracts") == [("PHOENIX/7", ENTERED, 2), ("PHOENIX/8", None, None)]


def test_a_position_without_a_vix_has_that_of_its_day_from_another_bots_prediction(database, tmp_path):
    insert(database, "oracle_predictions", bot_name="ATLAS", trade_date="2018-12-26", win_probability=0.5, vix=30)
    decision(database, EXIT, "EXIT_SIGNAL", 120, position="p1")
    assert earned(database, tmp_path, "vix, vix_regime, probability, advice") == [(30.0, "HIGH", None, None)]
