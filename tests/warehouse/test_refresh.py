"""Refreshing, being killed and starting again."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest

from alphagex_logs.errors import DatabaseUnreachable, WarehouseUnavailable
from alphagex_logs.warehouse import Refresher, current, use
from tests.warehouse.opening import insert, run, symbols, warehouse_of


def test_the_version_grows_when_something_changed_and_only_then(database, tmp_path):
    with warehouse_of(database, tmp_path, fresh=False) as warehouse:
        for _ in range(2):
            before = warehouse.version
            insert(database, "gex_change_log", symbol="SPY")
            assert warehouse.refresh()
            assert (after := warehouse.version) > before
            assert (warehouse.refresh(), warehouse.version) == (False, after)


def test_a_restart_goes_on_from_the_mark_in_the_file(database, tmp_path):
    insert(database, "gex_change_log", symbol="A")
    with warehouse_of(database, tmp_path) as warehouse:
        version = warehouse.version
    insert(database, "gex_change_log", symbol="B")
    loaded = []
    with warehouse_of(database, tmp_path, fresh=False) as warehouse:
        assert (warehouse.version, symbols(warehouse)) == (version, ["A"])
        warehouse.refresh(lambda done, total, label: loaded.append(label))
        assert (warehouse.version, symbols(warehouse), loaded) == (version + 1, ["A", "B"], [])


def test_a_first_load_tells_how_far_it_is(database, tmp_path):
    insert(database, "gex_change_log", symbol="A")
    told = []
    with warehouse_of(database, tmp_path, fresh=False) as warehouse:
        warehouse.refresh(lambda done, total, label: told.append((done, total, label)))
    assert told == [(0, 2, "gex_change_log"), (1, 2, "events"), (2, 2, "events")]


KILLED_WHILE_LOADING = """
import os, signal, sys
from pathlib import Path
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse

def die(done, total, label):
    if label == "events":
        os.kill(os.getpid(), signal.SIGKILL)

Warehouse.open(Settings(data_dir=Path(sys.argv[1])), sys.argv[2]).refresh(die)
"""

KILLED_WHILE_APPLYING = """
import os, signal, sys
from pathlib import Path
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse, derive

warehouse = Warehouse.open(Settings(data_dir=Path(sys.argv[1])), sys.argv[2])
derive.Following.finish = lambda following: os.kill(os.getpid(), signal.SIGKILL)  # rows are in, the mark is not
warehouse.refresh()
"""


@pytest.mark.parametrize("program", [KILLED_WHILE_LOADING, KILLED_WHILE_APPLYING])
def test_a_killed_process_leaves_rows_and_mark_together(database, tmp_path, program):
    insert(database, "gex_change_log", symbol="A")
    if program is KILLED_WHILE_APPLYING:
        with warehouse_of(database, tmp_path):
            insert(database, "gex_change_log", symbol="B")
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path), database], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    with warehouse_of(database, tmp_path, fresh=False) as warehouse:
        assert symbols(warehouse) == (["A"] if program is KILLED_WHILE_APPLYING else [])
        warehouse.refresh()
        assert warehouse.rows("SELECT symbol FROM gex_change_log ORDER BY id") == warehouse.rows("SELECT symbol FROM events ORDER BY id")
        assert symbols(warehouse) == (["A", "B"] if program is KILLED_WHILE_APPLYING else ["A"])


def test_readers_see_one_version_while_rows_come_in(database, tmp_path):
    """Each transaction inserts ten rows: a reader that saw half of one would count a number that is no multiple of ten."""
    seen, stop = [], threading.Event()
    with warehouse_of(database, tmp_path) as warehouse:

        def read():
            while not stop.is_set():
                seen.append(warehouse.rows("SELECT (SELECT count(*) FROM gex_change_log), (SELECT count(*) FROM events)")[0])

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for _ in range(12):
            run(database, "INSERT INTO gex_change_log (symbol) SELECT 'S' FROM generate_series(1, 10)")
            warehouse.refresh()
        stop.set()
        for reader in readers:
            reader.join()
    assert {(rows % 10, rows == events) for rows, events in seen} == {(0, True)}
    assert len({rows for rows, _ in seen}) > 1


def test_a_stream_that_was_begun_stays_with_its_version(database, tmp_path):
    run(database, "INSERT INTO gex_change_log (symbol) SELECT 'OLD' FROM generate_series(1, 5000)")
    with warehouse_of(database, tmp_path) as warehouse:
        stream = warehouse.stream("SELECT symbol FROM gex_change_log", rows_per_batch=1_000)
        first = next(stream)
        run(database, "UPDATE gex_change_log SET symbol = 'NEW'")
        warehouse.refresh()
        rest = [symbol for batch in stream for symbol in batch["symbol"].to_pylist()]
        assert {*first["symbol"].to_pylist(), *rest} == {"OLD"}
        assert len(first) + len(rest) == 5_000
        stream.close()


PREDICT = "INSERT INTO oracle_predictions (trade_date, bot_name, win_probability) SELECT DATE '1900-01-02' + i, 'ARES', 0.5 FROM generate_series(%s, %s) AS i"


def test_everything_read_anew_is_all_there_however_much(database, tmp_path):
    """More rows than one block holds, after rows that are given up: all relations must see them in the same transaction."""
    run(database, PREDICT, 0, 99)
    with warehouse_of(database, tmp_path) as warehouse:
        run(database, PREDICT, 100, 100_000)
        run(database, "INSERT INTO oracle_predictions (trade_date, bot_name) SELECT trade_date, 'ATLAS' FROM oracle_predictions")
        run(database, "UPDATE agx.sync_epoch SET epoch = gen_random_uuid()")
        warehouse.refresh()
        counts = "SELECT (SELECT count(*) FROM oracle_predictions), (SELECT count(*) FROM events), (SELECT count(*) FROM predictions)"
        assert warehouse.rows(counts) == [(200_002, 200_002, 200_002)]


def test_a_connection_that_is_cut_in_the_middle_of_the_rows_is_an_unreachable_database(database, tmp_path):
    run(database, "INSERT INTO gex_change_log (symbol, trigger_event) SELECT 'S', repeat(md5(i::text), 40) FROM generate_series(1, 60000) AS i")
    reading = "application_name = 'alphagex-sync' AND datname = current_database() AND query LIKE 'COPY%'"
    own = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {reading}"
    with warehouse_of(database, tmp_path, fresh=False) as warehouse:
        cut = threading.Thread(target=until, args=(lambda: run(database, own),))
        cut.start()
        with pytest.raises(DatabaseUnreachable):
            warehouse.refresh()
        cut.join()
        assert warehouse.refresh()
        assert len(symbols(warehouse)) == 60_000


def test_the_refresher_brings_new_rows_without_being_asked(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        refresher = Refresher(warehouse, 0.05)
        refresher.start()
        insert(database, "gex_change_log", symbol="A")
        until(lambda: symbols(warehouse) == ["A"])
        refresher.stop()
        assert refresher.state.error == ""
        assert refresher.state.lag < 10


def test_the_refresher_keeps_the_last_good_data_while_postgres_is_away_and_says_so(databases, tmp_path):
    url = databases.create(databases.migrated())
    insert(url, "gex_change_log", symbol="A")
    with warehouse_of(url, tmp_path) as warehouse:
        refresher = Refresher(warehouse, 0.02)
        refresher.start()
        databases.drop(url)
        until(lambda: refresher.state.error)
        assert "does not" in refresher.state.error
        assert symbols(warehouse) == ["A"]
        refresher.stop()
        refresher.stop()


def test_a_refresher_that_was_never_started_can_be_stopped(full):
    Refresher(full, 1).stop()


def test_before_a_warehouse_is_open_there_is_none(full):
    with pytest.raises(WarehouseUnavailable):
        current()
    use(full)
    try:
        assert current() is full
    finally:
        use(None)


def test_a_question_to_a_closed_warehouse_is_refused_in_our_words(database, tmp_path):
    with warehouse_of(database, tmp_path) as warehouse:
        pass
    with pytest.raises(WarehouseUnavailable, match="closed"):
        warehouse.rows("SELECT 1")


def test_a_question_that_runs_while_the_warehouse_is_closed_is_answered(database, tmp_path):
    answers = []
    with warehouse_of(database, tmp_path) as warehouse:
        asking = threading.Thread(target=lambda: answers.extend(warehouse.rows("SELECT count(*) FROM range(70_000_000) AS numbers (n) WHERE n % 7 = 3")))
        asking.start()
        time.sleep(0.1)
    asking.join()
    assert answers == [(10_000_000,)]


def until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
