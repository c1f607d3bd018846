"""Old rows come to where readers look: once, at the right moment, and none is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from alphagex_logs.errors import BackfillStopped
from alphagex_logs.postgres.backfill import backfill
from tests.postgres.asking import ask, connected, run

JOURNAL = "INSERT INTO autonomous_trade_log (date, time, action, details, success, position_id, realized_pnl) VALUES (%s, %s, %s, %s, %s, %s, %s)"
ACTIVITY = "SELECT timestamp, action, action_type, reason, success, position_id, pnl_impact FROM autonomous_trade_activity ORDER BY id"


def rows(done) -> dict[tuple[str, str], int]:
    return {(deed.table, deed.what.split(":")[0]): deed.rows for deed in done}


def copied(url, **options) -> int:
    return rows(backfill(url, **options))["autonomous_trade_activity", "copied from autonomous_trade_log"]


def test_a_winter_and_a_summer_evening_in_chicago_come_at_their_utc_moments(database):
    run(database, JOURNAL, "2025-12-01", "19:30:00", "CLOSE", "sold", 1, 7, 120.5)
    run(database, JOURNAL, "2025-07-01", "19:30:00", "SKIP", "calm", 0, None, None)
    assert copied(database) == 2
    assert ask(database, ACTIVITY) == [
        (datetime(2025, 12, 2, 1, 30, tzinfo=UTC), "CLOSE", "EXIT", "sold", True, 7, 120.5),
        (datetime(2025, 7, 2, 0, 30, tzinfo=UTC), "SKIP", None, "calm", False, None, None),
    ]


def test_a_second_run_copies_nothing(database):
    run(database, JOURNAL, "2025-12-01", "10:00:00", "SKIP", "a", 1, None, None)
    assert [copied(database), copied(database)] == [1, 0]


def test_a_dry_run_says_the_same_and_changes_nothing(database):
    run(database, JOURNAL, "2025-12-01", "10:00:00", "SKIP", "a", 1, None, None)
    assert copied(database, dry_run=True) == 1
    assert ask(database, "SELECT count(*) FROM autonomous_trade_activity") == [(0,)]


def test_a_row_that_is_in_both_journals_stays_one_and_its_twin_is_not_lost(database):
    for details in ("first", "second"):
        run(database, JOURNAL, "2025-12-01", "10:00:00", "EXECUTE", details, 1, None, None)
    run(database, "INSERT INTO autonomous_trade_activity (timestamp, action, reason) VALUES ('2025-12-01T16:00:00.4Z', 'EXECUTE', 'second')")
    assert copied(database) == 1
    assert ask(database, "SELECT reason FROM autonomous_trade_activity ORDER BY reason") == [("first",), ("second",)]
    assert copied(database) == 0


def test_a_row_whose_time_nobody_can_read_is_copied_with_its_texts(database):
    run(database, JOURNAL, "yesterday", "noon", "SKIP", "odd", 1, None, None)
    run(database, "UPDATE autonomous_trade_log SET timestamp = NULL")
    run(database, JOURNAL, "2025-02-30", "10:00:00", "SKIP", "no such day", 1, None, None)
    assert copied(database) == 2
    assert ask(database, "SELECT activity_date, activity_time FROM autonomous_trade_activity ORDER BY id") == [
        ("yesterday", "noon"),
        ("2025-02-30", "10:00:00"),
    ]


def decide(url, name, document, pnl=None):
    run(
        url,
        "INSERT INTO trading_decisions (decision_id, timestamp, decision_type, action, symbol, full_decision, actual_pnl)"
        " VALUES (%s, '2025-12-01', 'EXIT_SIGNAL', 'EXPIRED', 'SPX', %s, %s)",
        name,
        document,
        pnl,
    )


def test_the_pnl_of_an_exit_comes_out_of_its_document_and_zero_is_unknown(database):
    decide(database, "a", '{"bot_name": "ATLAS", "actual_pnl": 1600.25}')
    decide(database, "b", '{"bot_name": "ARES", "actual_pnl": 0.0}')
    decide(database, "c", '{"bot_name": "ARES", "actual_pnl": 5}', 7)
    decide(database, "d", '{"actual_pnl": "NaN", "bot_name": ""}')
    decide(database, "e", "[1]")
    done = rows(backfill(database))
    assert done["trading_decisions", "actual_pnl taken from full_decision"] == 1
    assert ask(database, "SELECT bot_name, actual_pnl FROM trading_decisions ORDER BY decision_id") == [
        ("ATLAS", Decimal("1600.25")),
        ("ARES", None),
        ("ARES", 7),
        (None, None),
        (None, None),
    ]


def test_revised_predictions_are_counted(database):
    run(
        database,
        "INSERT INTO oracle_predictions (trade_date, bot_name, prediction_time, timestamp) VALUES"
        " ('2025-12-01', 'ARES', '2025-12-01T14:00Z', '2025-12-01T15:00Z'), ('2025-12-02', 'ARES', now(), now()), ('2025-12-03', 'ARES', NULL, now())",
    )
    done = rows(backfill(database))
    assert done["oracle_predictions", "known to be revised"] == 1
    assert done["oracle_predictions", "not known whether revised"] == 1


def test_a_row_that_a_bot_keeps_locked_stops_it_in_words_and_whole(database):
    run(database, JOURNAL, "2025-12-01", "10:00:00", "SKIP", "a", 1, None, None)
    decide(database, "a", '{"bot_name": "ATLAS", "actual_pnl": 1600.25}')
    with connected(database) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN; SELECT 1 FROM trading_decisions FOR UPDATE")
        with pytest.raises(BackfillStopped, match=r"lock timeout\. Nothing was changed; run it again\.$"):
            backfill(database, lock_seconds=0.1)
    assert ask(database, "SELECT count(*) FROM autonomous_trade_activity") == [(0,)]
    assert copied(database) == 1


def test_two_at_once_take_turns_and_copy_a_row_once(database):
    run(database, JOURNAL, "2025-12-01", "10:00:00", "SKIP", "a", 1, None, None)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(copied, [database, database])) == [0, 1]


def test_what_our_own_writers_wrote_needs_no_backfill(replayed):
    assert [deed.rows for deed in backfill(replayed, dry_run=True) if "copied" in deed.what or "taken" in deed.what] == [0, 0, 0]
