"""What single writers work out from their arguments, checked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from alphagex_logs import writers as w
from alphagex_logs.errors import ValueRefused
from alphagex_logs.writers.testing import RecordingSink

SUMMER_EVENING = datetime(2018, 7, 3, 1, 30, tzinfo=UTC)  # 20:30 on 2 July in Chicago, 21:30 in New York
SCAN = w.ScanContext(session_id="1a2b3c4d", scan_cycle=1, symbol="SPY")


@pytest.fixture
def sink() -> RecordingSink:
    return RecordingSink()


def gex(sink, previous, current) -> dict:
    w.log_gex_change(sink, symbol="SPY", previous_gex=previous, current_gex=current)
    return sink.rows("gex_change_log")[-1]


def test_a_gex_change_has_its_difference_percentage_speed_and_turn(sink):
    row = gex(sink, -2e9, 1e9)
    assert (row["change"], row["change_pct"], row["velocity_trend"], row["direction_change"]) == (3e9, 150.0, "ACCELERATING", True)


def test_a_gex_change_of_five_percent_is_not_yet_fast(sink):
    assert [gex(sink, 100, now)["velocity_trend"] for now in (105, 94.9)] == ["STABLE", "ACCELERATING"]


def test_a_gex_change_from_zero_has_no_percentage_and_no_turn(sink):
    row = gex(sink, 0, 5e9)
    assert (row["change"], row["change_pct"], row["velocity_trend"], row["direction_change"]) == (5e9, None, None, False)


def test_readers_of_either_pair_of_gex_columns_find_the_values(sink):
    row = gex(sink, Decimal("1.5"), 2)
    assert (row["previous_gex"], row["current_gex"]) == (row["previous_value"], row["new_value"]) == (1.5, 2.0)


def test_a_nan_is_refused_under_the_name_it_was_given_before_anything_is_computed(sink):
    with pytest.raises(ValueRefused, match=r"gex_change_log\.current_gex cannot take nan"):
        gex(sink, 1, float("nan"))


def test_both_journals_get_an_action_in_one_transaction_with_central_time_in_words(sink):
    event = w.log_action(sink, action="CHECK_START", details="Scan begins", at=SUMMER_EVENING)
    (journal, activity) = sink.transactions[0]
    assert (journal.table, activity.table) == ("autonomous_trade_log", "autonomous_trade_activity")
    assert journal.event_id == event != activity.event_id
    assert (journal.values["date"], journal.values["time"]) == ("2018-07-02", "20:30:00")
    assert activity.values["activity_timestamp"] == "2018-07-02 20:30:00"
    assert journal.values["timestamp"] == activity.values["timestamp"] == SUMMER_EVENING


def test_an_action_of_a_known_identity_has_the_same_two_rows_when_it_is_logged_again(sink):
    for _ in range(2):
        w.log_action(sink, action="CHECK_START", at=SUMMER_EVENING, event_id=w.EventId("0f8fad5b-d9cb-469f-a165-70867728950e"))
    first, again = sink.transactions
    assert [one.event_id for one in first] == [one.event_id for one in again]


@pytest.mark.parametrize(
    ("label", "won"), [("MAX_PROFIT", True), ("PARTIAL_PROFIT", True), ("PUT_BREACHED", False), ("SCRATCH", False), ("SOMETHING_ELSE", None)]
)
def test_ares_wins_by_the_one_outcome_map(sink, label, won):
    prediction = w.AresPrediction(advice="TRADE_FULL", win_probability=0.8)
    w.log_ares_ml_outcome(sink, trade_date=date(2018, 12, 24), features=w.AresFeatures(), prediction=prediction, outcome=label, net_pnl=1)
    row = sink.rows("ares_ml_outcomes")[0]
    assert (row["is_win"], row["predicted_win_prob"], row["win_probability"], row["day_of_week"]) == (won, 0.8, 0.8, 0)


def test_a_prediction_keeps_its_first_time_and_its_outcome_when_it_is_revised(sink):
    advice = w.OracleAdvice(advice="TRADE_FULL", win_probability=0.8)
    for hour in (0, 1):
        w.log_oracle_prediction(sink, trade_date=date(2018, 7, 3), bot="ARES", advice=advice, at=SUMMER_EVENING + timedelta(hours=hour))
    first, revised = sink.operations
    assert first.event_id == revised.event_id
    assert revised.key == ("trade_date", "bot_name")
    assert revised.keeping == ("prediction_time", "created_at")
    assert "actual_outcome" not in revised.values


def test_pattern_means_are_left_to_the_database_weighted_by_their_count(sink):
    w.record_pattern(sink, pattern_name="FALSE_FLOOR", occurrences=4, successes=3, total_return=0.1)
    operation = sink.operations[0]
    assert (operation.values["success_rate"], operation.values["avg_return"]) == (0.75, 0.025)
    assert operation.adding == ("occurrences",)
    assert operation.averaging == {"success_rate": "occurrences", "avg_return": "occurrences"}


@pytest.mark.parametrize(("occurrences", "successes"), [(0, 0), (2, 3), (2, -1), (None, 1)])
def test_pattern_counts_that_cannot_be_are_refused(sink, occurrences, successes):
    with pytest.raises(ValueRefused, match="pattern_learning"):
        w.record_pattern(sink, pattern_name="FALSE_FLOOR", occurrences=occurrences, successes=successes, total_return=0)


def test_more_right_than_settled_predictions_are_refused(sink):
    with pytest.raises(ValueRefused, match=r"ai_performance\.correct_predictions"):
        w.record_ai_performance(sink, score=w.AiScore(settled=2, correct=3, profitable=1, losing=1, net_pnl_pct=0))


def test_a_day_that_is_not_given_is_the_exchange_day_of_the_moment(sink):
    w.record_ai_performance(sink, score=w.AiScore(settled=1, correct=1, profitable=1, losing=0, net_pnl_pct=2), at=SUMMER_EVENING)
    assert sink.rows("ai_performance")[0]["date"] == date(2018, 7, 2)


def test_contracts_are_calls_and_puts_and_unknown_when_either_is(sink):
    w.log_options_collection(sink, symbol="SPY", success=True, counts=w.ChainCounts(calls=3, puts=4))
    w.log_options_collection(sink, symbol="SPY", success=False, counts=w.ChainCounts(calls=3))
    assert [(row["contracts_collected"], row["status"]) for row in sink.rows("options_collection_log")] == [(7, "SUCCESS"), (None, "ERROR")]


def test_strikes_that_were_not_chosen_are_listed_with_the_reason(sink):
    w.log_strike_selection(sink, scan=SCAN, strike=235, reason="wall", rejected={230.0: "cheap", 240: "near"})
    row = sink.rows("autonomous_trader_logs")[0]
    assert (row["alternative_strikes"], row["why_not_alternatives"]) == ("230.0, 240", "$230.0: cheap\n$240: near")


def test_a_scan_step_is_stamped_in_utc_without_a_zone(sink):
    w.log_skip(sink, scan=SCAN, reason="Oracle says skip", at=SUMMER_EVENING)
    assert sink.rows("autonomous_trader_logs")[0]["timestamp"] == SUMMER_EVENING.replace(tzinfo=None)


def test_now_is_the_time_of_an_event_that_has_none(sink):
    before = datetime.now(UTC)
    w.log_psychology_notification(sink, message="False floor")
    assert before <= sink.rows("psychology_notifications")[0]["timestamp"] <= datetime.now(UTC)


@pytest.mark.parametrize("at", [datetime(2018, 7, 2), "yesterday"], ids=str)  # noqa: DTZ001 - the point
def test_a_time_that_is_no_moment_is_refused_as_at(sink, at):
    with pytest.raises(ValueRefused, match=r"autonomous_trade_log\.at cannot take"):
        w.log_action(sink, action="CHECK_START", at=at)
    assert sink.operations == []
