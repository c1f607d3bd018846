"""A change to an archived row, or to one that is just being copied, is never lost."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest

from alphagex_logs import archive
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.writers import record_oracle_outcome
from tests.archive.looking import GEX, files, ids
from tests.archive.moving import move, rebuilt
from tests.postgres.asking import connected
from tests.warehouse.opening import insert, run, warehouse_of


def test_a_change_to_an_archived_row_takes_it_back_with_the_next_run(database, tmp_path):
    key = insert(database, "oracle_predictions", prediction_time="2015-03-02T12:00:00Z", trade_date="2015-03-02", bot_name="ARES", advice="TRADE_FULL")
    with warehouse_of(database, tmp_path) as followed:
        move(database, tmp_path)
        with PostgresSink(database) as sink:
            record_oracle_outcome(sink, bot="ARES", trade_date=date(2015, 3, 2), outcome="MAX_PROFIT", pnl=125.0)
        assert run(database, "SELECT count(*) FROM agx.pending_outcome") == [(1,)]
        move(database, tmp_path, date(2014, 1, 1))
        assert run(database, "SELECT count(*) FROM agx.pending_outcome") == [(0,)]
        assert run(database, "SELECT id, actual_outcome, advice FROM oracle_predictions") == [(key, "MAX_PROFIT", "TRADE_FULL")]
        followed.refresh()
        for _again in range(2):  # first from PostgreSQL, then from the second file
            assert followed.rows("SELECT id, actual_outcome FROM oracle_predictions") == [(key, "MAX_PROFIT")]
            with rebuilt(database, tmp_path) as anew:
                assert anew.rows("SELECT id, actual_outcome FROM oracle_predictions") == [(key, "MAX_PROFIT")]
            move(database, tmp_path)
            followed.refresh()
            assert followed.reconcile(cells=True) == []
    assert ids(database, "oracle_predictions") == []


@pytest.mark.parametrize("mode", ["ACCESS EXCLUSIVE", "EXCLUSIVE"], ids=["before the row is back", "before that is committed"])
def test_a_change_that_comes_while_its_row_is_taken_back_is_applied(database, tmp_path, mode):
    insert(database, "oracle_predictions", prediction_time="2015-03-02T12:00:00Z", trade_date="2015-03-02", bot_name="ARES", advice="TRADE_FULL")
    move(database, tmp_path)

    def settle(outcome, pnl):
        with PostgresSink(database) as sink:
            record_oracle_outcome(sink, bot="ARES", trade_date=date(2015, 3, 2), outcome=outcome, pnl=pnl)

    settle("PARTIAL_PROFIT", 25.0)
    taking = threading.Thread(target=move, args=(database, tmp_path, date(2014, 1, 1)))
    settling = threading.Thread(target=settle, args=("MAX_PROFIT", 125.0))
    with connected(database) as other, other.cursor() as cursor:
        cursor.execute(f"BEGIN; LOCK TABLE agx.archive_void IN {mode} MODE")
        taking.start()
        until(database, "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'agx.archive_void'::regclass")
        settling.start()
        until(database, "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory' UNION ALL (SELECT 1 FROM agx.pending_outcome OFFSET 1)")
        cursor.execute("ROLLBACK")
    taking.join()
    settling.join()
    assert run(database, "SELECT actual_outcome, actual_pnl::int FROM oracle_predictions") == [("MAX_PROFIT", 125)]
    assert run(database, "SELECT 1 FROM agx.pending_outcome") == []


def until(url, statement):
    """Wait until the statement answers with a row."""
    deadline = time.monotonic() + 30
    while not run(url, statement):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_event_that_is_sent_again_is_there_once_after_the_next_run(database, tmp_path):
    event = "5f0c7a4e-0000-4000-8000-000000000001"
    insert(database, GEX, timestamp="2015-03-02T12:00:00Z", event_id=event, current_gex=1.5, previous_gex=3)
    with warehouse_of(database, tmp_path) as followed:
        move(database, tmp_path)
        again = insert(database, GEX, timestamp="2015-03-02T12:00:00Z", event_id=event, previous_gex=9)
        move(database, tmp_path)
        followed.refresh()
        known = f"SELECT id, current_gex, previous_gex FROM {GEX}"
        assert followed.rows(known) == [(again, 1.5, 9)]  # what it says itself, and what only the archived row knew
        with rebuilt(database, tmp_path) as anew:
            assert anew.rows(known) == [(again, 1.5, 9)]


def test_of_several_archived_rows_the_newest_is_taken_back_and_changed(database, tmp_path):
    _older, newer = (insert(database, GEX, timestamp=f"2015-0{month}-02T12:00:00Z", symbol="SPY", trigger_event="first") for month in (3, 5))
    move(database, tmp_path)
    wait = "INSERT INTO agx.pending_outcome (event_id, table_name, match, changes) VALUES (gen_random_uuid(), %s, %s, %s)"
    run(database, wait, GEX, '{"symbol": "SPY"}', '{"trigger_event": "told later"}')
    move(database, tmp_path, date(2014, 1, 1))
    assert run(database, f"SELECT id, trigger_event FROM {GEX}") == [(newer, "told later")]


def test_a_row_that_was_deleted_before_a_month_moves_is_deleted_for_who_reads_after_it(database, tmp_path):
    deleted, kept = (insert(database, GEX, timestamp=f"20{year}-03-02T12:00:00Z") for year in (17, 15))
    with warehouse_of(database, tmp_path) as followed:
        run(database, f"DELETE FROM {GEX} WHERE id = %s", deleted)
        assert [one.records for one in move(database, tmp_path)] == [1]
        followed.refresh()
        assert followed.rows(f"SELECT id FROM {GEX}") == [(kept,)]


def test_a_row_that_changes_while_it_is_copied_stays(database, tmp_path, monkeypatch):
    changed, _other = (insert(database, GEX, timestamp="2015-03-02T12:00:00Z", current_gex=gex) for gex in (1, 2))
    hand_over = archive.parquet.to_csv
    later = iter([f"UPDATE {GEX} SET current_gex = 7 WHERE id = {changed}"])

    def to_csv(*arguments):
        for statement in later:
            run(database, statement)
        hand_over(*arguments)

    monkeypatch.setattr(archive.parquet, "to_csv", to_csv)
    assert [(one.records, one.stayed) for one in move(database, tmp_path)] == [(1, 1)]
    assert run(database, f"SELECT id, current_gex FROM {GEX}") == [(changed, 7)]
    assert len(files(tmp_path)) == 1
