"""What a position took in, what it was told beforehand, and what a prediction learns of its day: a few trades that can be read row by row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from psycopg2.extras import Json

from alphagex_logs.filters import Filters
from tests.warehouse.opening import insert, run, warehouse_of

MONDAY, WEDNESDAY, THURSDAY = "2018-12-24", "2018-12-26", "2018-12-27"


def decide(url, position, moment, kind, legs=(), **values):
    bot, _, name = position.partition("/")
    said = Json(
        {"bot_name": bot, "position_id": name, "legs": [dict(zip(("action", "entry_price", "contracts"), leg, strict=True)) for leg in legs]},
    )
    insert(url, "trading_decisions", decision_id=f"{position}-{moment}-{kind}", timestamp=moment, decision_type=kind, full_decision=said, **values)


def oracle(url, bot, day, hour, probability, **values):
    moment = f"{day}T{hour}:00:00Z"
    insert(url, "oracle_predictions", bot_name=bot, trade_date=day, prediction_time=moment, timestamp=moment, win_probability=probability, **values)


def score(url, trade, **values):
    insert(url, "ml_decision_logs", action="SCORE_TRADE", trade_id=trade, ml_score=0.6, recommendation="TRADE", timestamp=f"{MONDAY}T15:00:00Z", **values)


STRUCTURES = {  # legs of the entry, legs of the exit
    "condor": ([("SELL", 3, 2), ("BUY", 1, 2)], [("BUY", 1.5, 2), ("SELL", 0.2, 2)]),
    "debit": ([("BUY", 3, 1), ("SELL", 1, 1)], [("SELL", 4, 1)]),
    "even": ([("BUY", 1, 1), ("SELL", 1, 1)], []),
    "untold": ([], [("SELL", 4, 1)]),
}


def write_positions(url):
    for name, (entry, exits) in STRUCTURES.items():
        decide(url, f"ARES/{name}", f"{MONDAY}T15:00:00Z", "ENTRY_SIGNAL", entry, max_risk_dollars=100)
        decide(url, f"ARES/{name}", f"{WEDNESDAY}T20:00:00Z", "EXIT_SIGNAL", exits, actual_pnl=10)
    decide(url, "ATLAS/checked", f"{MONDAY}T14:40:00Z", "RISK_CHECK")
    decide(url, "ATLAS/checked", f"{WEDNESDAY}T20:00:00Z", "EXIT_SIGNAL", actual_pnl=10, actual_hold_days=9, max_risk_dollars=70)
    decide(url, "ATLAS/halves", f"{WEDNESDAY}T20:00:00Z", "EXIT_SIGNAL", actual_pnl=10)
    decide(url, "ATLAS/halves", f"{THURSDAY}T20:00:00Z", "EXIT_SIGNAL", actual_pnl=20)
    decide(url, "HERMES/lone", f"{MONDAY}T20:00:00Z", "EXIT_SIGNAL", actual_pnl=10)


def write_predictions(url):
    one_a_day = "SELECT conname FROM pg_constraint WHERE conrelid = 'oracle_predictions'::regclass AND contype = 'u' AND cardinality(conkey) = 2"
    run(url, f"ALTER TABLE oracle_predictions DROP CONSTRAINT {run(url, one_a_day)[0][0]}")  # databases are found that have several
    oracle(url, "ARES", MONDAY, 15, 0.8, advice="TRADE_FULL", vix=30, gex_regime="NEGATIVE")  # the last word, though written first
    oracle(url, "ARES", MONDAY, 14, 0.6, advice="TRADE_REDUCED", vix=20, gex_regime="POSITIVE")
    oracle(url, "ATLAS", MONDAY, 14, 0.6, advice="TRADE_FULL", vix=17)
    oracle(url, "HERMES", MONDAY, 14, 0.9, advice="TRADE_FULL")
    oracle(url, "PHOENIX", MONDAY, 14, 0.7, advice="TRADE_FULL", actual_outcome="MAX_PROFIT")
    oracle(url, "PHOENIX", THURSDAY, 14, 0.7, advice="TRADE_FULL")
    insert(url, "ares_ml_outcomes", trade_date=MONDAY, created_at=f"{MONDAY}T21:00:00Z", predicted_win_prob=0.7, actual_outcome="MAX_PROFIT")
    score(url, "t1")
    score(url, "t2")
    insert(url, "spx_wheel_ml_outcomes", trade_id="t2", outcome="WIN", pnl=480, trade_date=MONDAY)


def grow(url):
    """A position of a Monday that was foretold, and a second forecast of a Thursday that brings its outcome along."""
    decide(url, "PHOENIX/late", f"{MONDAY}T20:00:00Z", "EXIT_SIGNAL", actual_pnl=10, max_risk_dollars=50)
    decide(url, "ATLAS/late", f"{MONDAY}T20:30:00Z", "EXIT_SIGNAL", actual_pnl=10, max_risk_dollars=30)
    oracle(url, "PHOENIX", THURSDAY, 15, 0.7, advice="TRADE_FULL", actual_outcome="LOSS")


RISKS = "SELECT source, bot, risk FROM predictions WHERE trade_day = '2018-12-24' AND (bot IN ('ATLAS', 'PHOENIX') OR source = 'ares_ml')"

SUPERSEDED = "SELECT bot, outcome FROM store.predictions WHERE superseded"


@pytest.fixture(scope="module")
def grown(databases, tmp_path_factory):
    """The warehouse, and what it said before it grew of risks and of superseded forecasts."""
    with databases.temporary(databases.migrated()) as url:
        write_positions(url)
        write_predictions(url)
        for given in ((10, None, 4, None, 0.4, None), (None, 10, None, 5, None, 0.5), (20, 10, 5, 4, 0.25, 0.4)):
            names = ("predictions_made", "total_predictions", "correct_predictions", "profitable_trades", "accuracy", "accuracy_rate")
            insert(url, "ai_performance", date=f"2018-12-0{given[2] or 6}", **dict(zip(names, given, strict=True)))
        with warehouse_of(url, tmp_path_factory.mktemp("grown")) as warehouse:
            before = warehouse.rows(RISKS), warehouse.rows(SUPERSEDED)
            grow(url)
            warehouse.refresh()
            yield warehouse, before


def told(grown, columns, bot):
    return grown[0].rows(f"SELECT position_key, {columns} FROM closed_positions WHERE bot = '{bot}' ORDER BY position_key")


def test_a_credit_is_what_the_entry_took_in_and_a_structure_that_paid_has_none(grown):
    assert told(grown, "credit", "ARES") == [("ARES/condor", 400), ("ARES/debit", None), ("ARES/even", None), ("ARES/untold", None)]


def test_of_what_oracle_said_in_the_course_of_a_day_the_last_counts(grown):
    said = (0.8, "TRADE_FULL", 30, "NEGATIVE")
    assert [row[1:] for row in told(grown, "probability, advice, vix, gex_regime", "ARES")] == [said] * 4


def test_a_day_without_a_vix_for_a_bot_has_the_lowest_that_another_was_told(grown):
    assert told(grown, "vix, vix_regime, advice", "HERMES") == [("HERMES/lone", 17, "NORMAL", "TRADE_FULL")]


def test_a_position_is_open_from_the_first_decision_without_pnl_and_never_from_an_exit(grown):
    opened = datetime(2018, 12, 24, 14, 40)  # noqa: DTZ001  naive UTC
    found = [("ATLAS/checked", opened, date(2018, 12, 24)), ("ATLAS/halves", None, date(2018, 12, 27)), ("ATLAS/late", None, date(2018, 12, 24))]
    assert told(grown, "opened_at, entry_day", "ATLAS") == found


def test_only_forecasts_of_a_bots_day_have_what_was_at_risk_that_day(grown):
    warehouse, (before, _) = grown
    scored = [("spx_wheel_ml", None), ("spx_wheel_ml", Decimal(480))]
    assert warehouse.rows("SELECT source, pnl FROM predictions WHERE source = 'spx_wheel_ml' ORDER BY id") == scored
    never = [("spx_wheel_ml", "ATLAS", None)] * 2
    known = ("ares_ml", "ARES", 400)  # four structures with 100 dollars each
    assert sorted(before, key=str) == [known, ("oracle", "ATLAS", 70), ("oracle", "PHOENIX", None), *never]
    assert sorted(warehouse.rows(RISKS), key=str) == [known, ("oracle", "ATLAS", 100), ("oracle", "PHOENIX", 50), *never]


def test_a_forecast_is_superseded_by_one_that_comes_later_with_the_outcome(grown):
    assert grown[0].rows("SELECT state FROM predictions WHERE bot = 'PHOENIX' AND trade_day = '2018-12-27' ORDER BY id") == [("superseded",), ("resolved",)]
    assert (grown[1][1], grown[0].rows(SUPERSEDED)) == ([], [("PHOENIX", None)])


def test_counts_are_read_from_the_legacy_columns_where_the_others_are_empty(grown):
    found = grown[0].rows("SELECT made, hits, stored FROM ready_made_ratios WHERE table_name = 'ai_performance' ORDER BY stored DESC")
    assert found == [(10, 5, 0.5), (10, 4, 0.4), (20, 5, 0.25)]
    (told_of,) = grown[0].ask("aggregated_accuracy", Filters()).itertuples(index=False)
    assert (told_of.made, told_of.hits, told_of.contradictions) == (40, 14, 0)
