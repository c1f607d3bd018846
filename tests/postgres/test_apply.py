"""What an operation does to the tables."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, date, datetime

import psycopg2
import pytest

from alphagex_logs.catalogue import AI_PERFORMANCE, GEX_CHANGE_LOG, ML_PREDICTIONS, ORACLE_PREDICTIONS, PATTERN_LEARNING, SPX_DEBUG_LOGS, TRADING_DECISIONS
from alphagex_logs.errors import UnknownColumn, UnknownTable
from alphagex_logs.postgres.answers import blamed
from alphagex_logs.postgres.apply import apply
from alphagex_logs.writers.operations import EventId, Operation, Verb
from alphagex_logs.writers.sink import amendment, insertion, replacement
from tests.postgres.asking import ask, run

DAY = date(2025, 12, 1)
EVENT = EventId("00000000-0000-4000-8000-000000000001")


def commit(url, *operations):
    with closing(psycopg2.connect(url)) as connection, connection:
        apply(connection, operations)


def oracle(**values):
    row = {"trade_date": DAY, "bot_name": "ARES", "win_probability": 0.7, **values}
    return replacement(ORACLE_PREDICTIONS, row, key=("bot_name", "trade_date"), keeping=("prediction_time",))


def outcome(pnl, bot="ARES"):
    return amendment(ORACLE_PREDICTIONS, {"trade_date": DAY, "bot_name": bot}, {"actual_outcome": "MAX_PROFIT", "actual_pnl": pnl})


def sighting(count, mean):
    values = {"pattern_name": "ZERO_DTE_PIN", "occurrences": count, "success_rate": mean}
    return replacement(PATTERN_LEARNING, values, key=("pattern_name",), adding=("occurrences",), averaging={"success_rate": "occurrences"})


def waiting(url):
    return ask(url, "SELECT count(*) FROM agx.pending_outcome")[0][0]


def test_an_upsert_replaces_what_it_names_and_keeps_the_rest(database):
    early, late = datetime(2025, 12, 1, 14, tzinfo=UTC), datetime(2025, 12, 1, 15, tzinfo=UTC)
    commit(database, oracle(vix=17.5, advice="TRADE_FULL", prediction_time=early))
    commit(database, outcome(480))
    commit(database, oracle(advice="SKIP_TODAY", prediction_time=late))
    asked = "SELECT advice, vix, actual_pnl, prediction_time AT TIME ZONE 'UTC' = '2025-12-01 14:00' FROM oracle_predictions"
    assert ask(database, asked) == [("SKIP_TODAY", 17.5, 480.0, True)]


def test_an_upsert_finds_the_row_of_a_legacy_bot_whose_identity_is_another(database):
    run(database, "INSERT INTO oracle_predictions (trade_date, bot_name, advice) VALUES ('2025-12-01', 'ARES', 'TRADE_FULL')")
    commit(database, oracle(advice="SKIP_TODAY"))
    assert ask(database, "SELECT advice FROM oracle_predictions") == [("SKIP_TODAY",)]


def test_two_upserts_of_one_row_in_one_transaction_take_effect_in_order(database):
    commit(database, oracle(advice="TRADE_FULL"), oracle(bot_name="ATLAS", advice="TRADE_FULL"), oracle(advice="SKIP_TODAY"))
    assert ask(database, "SELECT bot_name, advice FROM oracle_predictions ORDER BY 1") == [("ARES", "SKIP_TODAY"), ("ATLAS", "TRADE_FULL")]


def test_counts_are_added_and_an_unknown_count_is_not_zero(database):
    def day(correct, losing):
        values = {"date": DAY, "correct_predictions": correct, "losing_trades": losing}
        return replacement(AI_PERFORMANCE, values, key=("date",), adding=("correct_predictions", "losing_trades"))

    commit(database, day(2, None), day(3, None), day(None, None))
    assert ask(database, "SELECT correct_predictions, losing_trades FROM ai_performance") == [(5, None)]


@pytest.mark.parametrize("together", [1, 30], ids=["by INSERT", "by COPY"])
def test_a_second_decision_under_a_used_identifier_is_refused_and_does_not_vanish(database, together):
    values = {"timestamp": datetime(2025, 12, 1, tzinfo=UTC), "decision_type": "NO_TRADE", "action": "SKIP", "symbol": "SPX"}
    decisions = [insertion(TRADING_DECISIONS, {"decision_id": f"D{number}", **values}) for number in range(together)]
    commit(database, *decisions)
    commit(database, *decisions)  # a repeat: the same events
    with pytest.raises(psycopg2.errors.UniqueViolation) as refused:
        commit(database, *decisions[1:], other := insertion(TRADING_DECISIONS, {"decision_id": "D0", **values}))
    assert blamed(refused.value) == {other.event_id}
    assert ask(database, "SELECT count(*) FROM trading_decisions") == [(together,)]


def advised(before, **changes):
    return amendment(ORACLE_PREDICTIONS, {"advice": before}, changes)


def test_a_change_finds_its_row_before_a_later_upsert_makes_it_another(database):
    commit(database, oracle(advice="TRADE_FULL"), advised("TRADE_FULL", vix=20.0), oracle(advice="SKIP_TODAY"))
    assert ask(database, "SELECT advice, vix FROM oracle_predictions") == [("SKIP_TODAY", 20.0)]
    assert waiting(database) == 0


def test_changes_of_what_other_changes_look_for_take_effect_one_after_another(database):
    commit(database, *(oracle(bot_name=f"BOT {number}", advice=f"{number}") for number in range(1, 6)))
    commit(database, advised("2", advice="1"), advised("1", advice="9"), *(advised(f"{number}", advice="0") for number in (3, 4, 5)))
    assert ask(database, "SELECT advice FROM oracle_predictions ORDER BY bot_name") == [("1",), ("9",), ("0",), ("0",), ("0",)]  # the newest with a 1


def test_a_mean_whose_count_nobody_knows_stands(database):
    run(database, "INSERT INTO pattern_learning (pattern_name, occurrences, success_rate) VALUES ('ZERO_DTE_PIN', NULL, 40)")
    commit(database, sighting(3, 60.0))
    assert ask(database, "SELECT occurrences, success_rate FROM pattern_learning") == [(3, 40.0)]


def test_means_are_weighted_by_their_counts_in_any_order(database):
    commit(database, sighting(1, 1.0), sighting(3, 0.0))
    assert ask(database, "SELECT occurrences, success_rate FROM pattern_learning") == [(4, 0.25)]
    run(database, "DELETE FROM pattern_learning")
    commit(database, sighting(3, 0.0), sighting(1, 1.0))
    assert ask(database, "SELECT occurrences, success_rate FROM pattern_learning") == [(4, 0.25)]


def test_an_unknown_mean_gives_way_to_a_known_one(database):
    commit(database, sighting(2, None), sighting(1, 0.5), sighting(1, None))
    assert ask(database, "SELECT occurrences, success_rate FROM pattern_learning") == [(4, 0.5)]


def test_where_legacy_rows_share_a_key_the_newest_is_changed(database):
    run(database, "INSERT INTO pattern_learning (pattern_name, occurrences) VALUES ('ZERO_DTE_PIN', 5), ('ZERO_DTE_PIN', 7)")
    commit(database, sighting(1, 1.0))
    assert ask(database, "SELECT occurrences FROM pattern_learning ORDER BY id") == [(5,), (8,)]


def test_processes_that_upsert_one_new_key_at_once_make_one_row(database):
    threads = [threading.Thread(target=commit, args=(database, sighting(1, 1.0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(8,)]


def test_an_update_changes_the_newest_row_that_matches(database):
    run(database, "INSERT INTO ml_predictions (symbol) VALUES ('SPY'), ('SPY'), ('QQQ')")
    commit(database, amendment(ML_PREDICTIONS, {"symbol": "SPY"}, {"actual_value": "STAY_FLAT"}))
    assert ask(database, "SELECT id FROM ml_predictions WHERE actual_value = 'STAY_FLAT'") == [(2,)]


def test_an_outcome_that_comes_before_its_row_waits_for_it(database):
    commit(database, outcome(1), outcome(2))
    assert waiting(database) == 2
    commit(database, oracle(bot_name="ATLAS"))
    assert waiting(database) == 2
    commit(database, oracle())
    assert ask(database, "SELECT bot_name, actual_pnl FROM oracle_predictions ORDER BY 1") == [("ARES", 2.0), ("ATLAS", None)]
    assert waiting(database) == 0


def test_an_outcome_waits_for_an_inserted_event_too(database):
    commit(database, amendment(ML_PREDICTIONS, {"event_id": EVENT}, {"correct": True}))
    commit(database, insertion(ML_PREDICTIONS, {"event_id": EVENT, "symbol": "SPY"}))
    assert ask(database, "SELECT correct FROM ml_predictions") == [(True,)]


def test_an_outcome_and_its_row_in_two_transactions_at_once_do_not_miss_each_other(database):
    with closing(psycopg2.connect(database)) as row, closing(psycopg2.connect(database)) as change:
        apply(row, [oracle()])
        thread = threading.Thread(target=apply, args=(change, [outcome(480)]))
        thread.start()
        thread.join(timeout=0.3)
        assert thread.is_alive()  # it sees no row, and waits for those on their way
        row.commit()
        thread.join()
        change.commit()
    assert ask(database, "SELECT actual_pnl FROM oracle_predictions") == [(480.0,)]
    assert waiting(database) == 0


def test_a_rolled_back_transaction_leaves_nothing(database):
    with closing(psycopg2.connect(database)) as connection:
        apply(connection, [oracle(), outcome(480), outcome(1, bot="ATLAS")])
        connection.rollback()
    assert ask(database, "SELECT (SELECT count(*) FROM oracle_predictions), (SELECT count(*) FROM agx.pending_outcome)") == [(0, 0)]


@pytest.mark.parametrize("name", ["nothing", 'x"; DROP TABLE ml_models; --', "%s", "pg_class"])
def test_a_name_that_the_catalogue_lacks_never_reaches_a_statement(database, name):
    with pytest.raises(UnknownTable):
        commit(database, Operation(Verb.INSERT, name, EVENT, {}))
    for operation in (
        Operation(Verb.INSERT, "ml_models", EVENT, {name: 1}),
        Operation(Verb.UPDATE, "ml_models", EVENT, {"status": "x"}, match={name: 1}),
        Operation(Verb.UPSERT, "ml_models", EVENT, {"status": "x"}, key=(name,)),
        Operation(Verb.UPSERT, "ml_models", EVENT, {"status": "x"}, key=("status",), averaging={"accuracy": name}),
    ):
        with pytest.raises(UnknownColumn):
            commit(database, operation)


@pytest.mark.parametrize("text", ["'; DROP TABLE ml_models; --", "%s %(x)s %%", "\\", "$$", "Ω 漢 🦋", "", "a\nb\tc"])
def test_any_text_is_kept_as_it_is(database, text):
    commit(database, insertion(SPX_DEBUG_LOGS, {"message": text, "data": {"deep": [text]}}))
    assert ask(database, "SELECT message, data->'deep'->>0 FROM spx_debug_logs") == [(text, text)]


@pytest.mark.parametrize("number", [-0.0, 5e-324, 1.7976931348623157e308, 0.1, 1e22, 123456789.12345679])
def test_floats_arrive_bit_by_bit(database, number):
    commit(database, Operation(Verb.INSERT, "gex_change_log", EVENT, {"symbol": "SPY", "change": number}))
    ((found,),) = ask(database, "SELECT change FROM gex_change_log")
    assert found.hex() == number.hex()


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), {"x": float("nan")}, "a\0b"])
def test_what_cannot_be_read_back_is_not_sent(database, odd):
    with pytest.raises(ValueError, match=r"finite|NUL|JSON"):
        commit(database, Operation(Verb.INSERT, "spx_debug_logs", EVENT, {"data": odd}))


def test_rows_with_different_columns_keep_their_defaults_and_their_order(database):
    commit(
        database,
        insertion(GEX_CHANGE_LOG, {"symbol": "A"}),
        insertion(GEX_CHANGE_LOG, {"symbol": "B", "direction_change": True}),
        insertion(GEX_CHANGE_LOG, {"symbol": "C"}),
    )
    assert ask(database, "SELECT symbol, direction_change FROM gex_change_log ORDER BY id") == [("A", False), ("B", True), ("C", False)]
