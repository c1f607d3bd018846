"""`predictions`: five models in one shape, and what became of each prediction."""

from __future__ import annotations

from decimal import Decimal

import pytest
from psycopg2.extras import Json

from alphagex_logs.filters import Filters
from tests.warehouse.opening import insert, run, warehouse_of

DAY = "2018-12-24"


def oracle(database, day=DAY, bot="ARES", **values):
    given = {"win_probability": 0.7, "advice": "TRADE_FULL", "prediction_time": f"{day}T14:00:00Z", "timestamp": f"{day}T14:00:00Z"}
    return insert(database, "oracle_predictions", trade_date=day, bot_name=bot, **given | values)


def told(database, folder, columns="state"):
    with warehouse_of(database, folder) as warehouse:
        return warehouse.rows(f"SELECT {columns} FROM predictions ORDER BY table_name, id")


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"actual_outcome": "MAX_PROFIT"}, "resolved"),
        ({"actual_outcome": "SCRATCH"}, "resolved"),
        ({"actual_outcome": "STRANGE"}, "unusable"),
        ({"actual_outcome": "LOSS", "win_probability": None}, "unusable"),
        ({"actual_outcome": "LOSS", "win_probability": 1.5}, "unusable"),
        ({"win_probability": None}, "unusable"),
        ({"advice": "SKIP_TODAY"}, "skipped"),
        ({"advice": "SKIP_TODAY", "actual_outcome": "LOSS"}, "resolved"),
        ({}, "pending"),
    ],
)
def test_every_prediction_is_in_one_state(database, tmp_path, values, state):
    oracle(database, **values)
    assert told(database, tmp_path) == [(state,)]


def test_what_has_no_outcome_a_week_later_is_overdue_by_the_datas_own_clock(database, tmp_path):
    oracle(database, DAY)
    with warehouse_of(database, tmp_path) as warehouse:
        # Until five o'clock UTC it is still the last day of the week in New York, and the outcome may come that evening.
        for newest, state in (("2018-12-31T12:00:00Z", "pending"), ("2019-01-01T04:59:59Z", "pending"), ("2019-01-01T05:00:00Z", "overdue")):
            insert(database, "gex_change_log", symbol="SPY", timestamp=newest)
            warehouse.refresh()
            assert warehouse.rows("SELECT state FROM predictions") == [(state,)]
            assert list(warehouse.ask("predictions_ledger", Filters())["state"]) == [state]


def test_the_forecasts_of_a_day_follow_each_other_as_they_were_made_whatever_their_bots_are_called(database, tmp_path):
    for bot, hour in (("PHOENIX", 16), ("ARES", 15), ("ATLAS", 14)):
        oracle(database, bot=bot, prediction_time=f"{DAY}T{hour}:00:00Z", actual_outcome="LOSS")
    with warehouse_of(database, tmp_path) as warehouse:
        assert list(warehouse.ask("forecasts_by_day", Filters(), source=None)["bot"]) == ["ATLAS", "ARES", "PHOENIX"]


def test_another_row_of_the_bots_day_carries_the_outcome(database, tmp_path):
    one_a_day = "SELECT conname FROM pg_constraint WHERE conrelid = 'oracle_predictions'::regclass AND contype = 'u' AND cardinality(conkey) = 2"
    run(database, f"ALTER TABLE oracle_predictions DROP CONSTRAINT {run(database, one_a_day)[0][0]}")  # databases are found that have several
    for values in ({}, {"actual_outcome": "LOSS"}, {"bot": "ATLAS"}):
        oracle(database, **values)
    assert told(database, tmp_path) == [("superseded",), ("resolved",), ("pending",)]


@pytest.mark.parametrize(("label", "won"), [("MAX_PROFIT", True), ("PARTIAL_PROFIT", True), ("PUT_BREACHED", False), ("SCRATCH", None), ("STRANGE", None)])
def test_a_scratch_and_an_unknown_label_are_neither_won_nor_lost(database, tmp_path, label, won):
    oracle(database, actual_outcome=label)
    assert told(database, tmp_path, "won") == [(won,)]


def test_a_probability_that_was_written_over_is_revised(database, tmp_path):
    oracle(database)
    oracle(database, bot="ATLAS", timestamp=f"{DAY}T20:00:00Z")
    assert told(database, tmp_path, "revised") == [(False,), (True,)]


@pytest.mark.parametrize(("stored", "confidence"), [(84, 0.84), (0.84, 0.84), (None, None), (140, None)])
def test_confidence_comes_to_one_scale(database, tmp_path, stored, confidence):
    oracle(database, confidence=stored)
    assert told(database, tmp_path, "confidence") == [(confidence,)]


def test_a_prediction_knows_the_risk_of_the_position_that_followed(database, tmp_path):
    oracle(database, actual_outcome="MAX_PROFIT", actual_pnl=120)
    document = Json({"bot_name": "ARES", "position_id": "p"})
    with warehouse_of(database, tmp_path) as warehouse:
        insert(
            database,
            "trading_decisions",
            decision_id="e",
            timestamp=f"{DAY}T15:00Z",
            decision_type="ENTRY_SIGNAL",
            max_risk_dollars=350,
            full_decision=document,
        )
        insert(
            database, "trading_decisions", decision_id="x", timestamp="2018-12-26T21:00Z", decision_type="EXIT_SIGNAL", actual_pnl=120, full_decision=document
        )
        warehouse.refresh()
        assert warehouse.rows("SELECT pnl, risk FROM predictions") == [(Decimal("120.00"), Decimal("350.00"))]


def test_a_score_of_the_wheels_model_is_resolved_by_its_trade_and_the_last_score_counts(database, tmp_path):
    for minute in (1, 2):
        insert(database, "ml_decision_logs", action="SCORE_TRADE", trade_id="t", ml_score=0.6, recommendation="TRADE", timestamp=f"{DAY}T15:0{minute}Z")
    insert(database, "ml_decision_logs", action="AUTO_TRAIN", ml_score=0.8, timestamp=f"{DAY}T16:00Z")
    with warehouse_of(database, tmp_path) as warehouse:
        states = "SELECT state, outcome, pnl FROM predictions ORDER BY id"
        assert warehouse.rows(states) == [("superseded", None, None), ("pending", None, None)]
        insert(database, "spx_wheel_ml_outcomes", trade_id="t", outcome="WIN", pnl=480, trade_date="2018-12-31")
        warehouse.refresh()
        assert warehouse.rows(states) == [("superseded", None, None), ("resolved", "WIN", Decimal("480.00"))]


def test_the_regime_model_is_right_or_wrong(database, tmp_path):
    for correct in (True, False, None):
        insert(
            database,
            "ml_predictions",
            confidence=70,
            correct=correct,
            predicted_value="STAY_FLAT",
            features_used=Json({"model_version": "2", "features": {"vix": 16}}),
        )
    columns = "source, probability, won, state, model_version, vix"
    assert told(database, tmp_path, columns) == [
        ("ml_regime", 0.7, True, "resolved", "2", 16.0),
        ("ml_regime", 0.7, False, "resolved", "2", 16.0),
        ("ml_regime", 0.7, None, "pending", "2", 16.0),
    ]


@pytest.mark.parametrize(
    ("advice", "outcome", "said", "won"),
    [
        ("TAKE_TRADE", "WIN", None, True),
        ("TAKE_TRADE", "LOSS", None, False),
        ("SKIP", "LOSS", None, True),
        ("SKIP", "WIN", None, False),
        ("SKIP", "LOSS", 0, False),
        ("WAIT", "WIN", 1, True),
    ],
)
def test_the_advisor_is_right_when_its_advice_was_not_when_the_trade_won(database, tmp_path, advice, outcome, said, won):
    insert(database, "ai_predictions", predicted_outcome=advice, actual_outcome=outcome, prediction_correct=said, confidence_score=65)
    assert told(database, tmp_path, "source, probability, won") == [("ai_advisor", 0.65, won)]


def test_every_model_has_its_name(full):
    assert full.rows("SELECT DISTINCT source FROM predictions ORDER BY source") == [
        ("oracle",),
        ("ares_ml",),
        ("spx_wheel_ml",),
        ("ml_regime",),
        ("ai_advisor",),
    ]
