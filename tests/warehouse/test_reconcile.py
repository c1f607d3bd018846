"""Comparing the warehouse with PostgreSQL: every planted difference is found, named and repaired."""

from __future__ import annotations

import random

import duckdb
import pytest

from alphagex_logs.catalogue import TABLES
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Difference, Warehouse
from tests.warehouse.opening import insert, run, warehouse_of

ROWS = "INSERT INTO gex_change_log (id, symbol, timestamp) SELECT i * 1000 - 100000, 'SPX', '2018-01-02' FROM generate_series(1, 200) AS i"


@pytest.fixture
def two_hundred(database):
    """Rows in five buckets of ids, two of them of negative ones."""
    run(database, ROWS)
    return database


def plant(folder, *statements):
    """Change the warehouse file behind its back."""
    with duckdb.connect(str(Settings(data_dir=folder).warehouse_file)) as file:
        for statement in statements:
            file.execute(statement)


def ids(warehouse, relation="gex_change_log"):
    return [row[0] for row in warehouse.rows(f"SELECT id FROM {relation} ORDER BY id")]


def after(database, folder, *statements, cells=False):
    """What is found after the statements, what a repair leaves, and whether the events are those of a warehouse made anew."""
    with warehouse_of(database, folder):
        pass
    plant(folder, *statements)
    with warehouse_of(database, folder) as warehouse, warehouse_of(database, folder / "anew") as anew:
        found = warehouse.reconcile(cells=cells)
        assert found == warehouse.reconcile(cells=cells, repair=True)
        everything = "SELECT * FROM events ORDER BY table_name, id"
        assert warehouse.rows(everything) == anew.rows(everything)
        counts = "SELECT * FROM event_counts ORDER BY ALL"
        assert warehouse.rows(counts) == anew.rows(counts)
        assert warehouse.reconcile(cells=True) == []
        return found


def test_what_is_the_same_is_not_named(two_hundred, tmp_path):
    with warehouse_of(two_hundred, tmp_path) as warehouse:
        assert warehouse.reconcile() == warehouse.reconcile(cells=True) == []


def test_rows_that_are_missing_are_found_and_fetched(two_hundred, tmp_path):
    assert after(two_hundred, tmp_path, "DELETE FROM store.gex_change_log WHERE id <= -98000") == [Difference("gex_change_log", 2, 0, 0)]


def test_a_whole_bucket_that_is_missing_is_found(two_hundred, tmp_path):
    assert after(two_hundred, tmp_path, "DELETE FROM store.gex_change_log WHERE id < -65536") == [Difference("gex_change_log", 34, 0, 0)]


def test_rows_that_are_left_over_are_found_and_dropped(two_hundred, tmp_path):
    planted = "INSERT INTO store.gex_change_log SELECT * REPLACE (id + 7 AS id) FROM store.gex_change_log WHERE id = 5000"
    assert after(two_hundred, tmp_path, planted) == [Difference("gex_change_log", 0, 0, 1)]


def test_rows_of_an_older_version_are_found_and_read_again(two_hundred, tmp_path):
    planted = "UPDATE store.gex_change_log SET row_version = row_version - 1, symbol = 'OLD' WHERE id = 5000"
    assert after(two_hundred, tmp_path, planted) == [Difference("gex_change_log", 0, 1, 0)]


def test_versions_that_were_exchanged_are_found(two_hundred, tmp_path):
    run(two_hundred, "UPDATE gex_change_log SET symbol = 'NEW' WHERE id = 1000")
    swap = """UPDATE store.gex_change_log AS one SET row_version = other.row_version FROM store.gex_change_log AS other
        WHERE one.id IN (1000, 2000) AND other.id IN (1000, 2000) AND one.id <> other.id"""
    assert after(two_hundred, tmp_path, swap) == [Difference("gex_change_log", 0, 2, 0)]


def test_a_row_that_is_there_twice_is_found(two_hundred, tmp_path):
    planted = "INSERT INTO store.gex_change_log FROM store.gex_change_log WHERE id = 5000"
    assert after(two_hundred, tmp_path, planted) == [Difference("gex_change_log", 0, 0, 1)]


def test_a_cell_that_changed_while_triggers_were_off_is_found_by_its_cells(two_hundred, tmp_path):
    with warehouse_of(two_hundred, tmp_path) as warehouse:
        run(two_hundred, "ALTER TABLE gex_change_log DISABLE TRIGGER ALL; UPDATE gex_change_log SET symbol = 'UNSEEN' WHERE id = 5000")
        assert warehouse.reconcile() == []
        assert warehouse.reconcile(cells=True, repair=True) == [Difference("gex_change_log", 0, 1, 0)]
        assert warehouse.rows("SELECT symbol FROM events WHERE id = 5000") == [("UNSEEN",)]


def test_a_thousand_cells_are_all_found(database, tmp_path):
    columns = [column.name for column in TABLES["gex_change_log"].columns if column.type.name == "FLOAT"]
    assignments = ", ".join(f'"{name}" = i' for name in columns)
    run(database, "INSERT INTO gex_change_log (symbol) SELECT 'SPX' FROM generate_series(1, 70000)")
    run(database, f"UPDATE gex_change_log SET {assignments.replace('= i', '= id')}")
    rng = random.Random(1)
    chosen = rng.sample(range(1, 70_001), 1000)
    with warehouse_of(database, tmp_path):
        pass
    plant(
        tmp_path,
        *(f'UPDATE store.gex_change_log SET "{name}" = "{name}" + 0.5 WHERE id IN {tuple(chosen[at :: len(columns)])}' for at, name in enumerate(columns)),
    )
    with warehouse_of(database, tmp_path) as warehouse:
        assert warehouse.reconcile(cells=True, repair=True) == [Difference("gex_change_log", 0, 1000, 0)]
        assert warehouse.reconcile(cells=True) == []


def test_what_is_committed_meanwhile_is_no_difference(two_hundred, tmp_path):
    with warehouse_of(two_hundred, tmp_path) as warehouse:
        insert(two_hundred, "oracle_predictions", bot_name="ARES")
        run(two_hundred, "DELETE FROM gex_change_log WHERE id < 0")
        assert warehouse.reconcile(cells=True) == []
        assert warehouse.rows("SELECT count(*) FROM oracle_predictions") == [(1,)]


def test_a_truncate_just_before_is_no_difference(two_hundred, tmp_path):
    with warehouse_of(two_hundred, tmp_path) as warehouse:
        run(two_hundred, "TRUNCATE gex_change_log")
        assert warehouse.reconcile() == []
        assert ids(warehouse) == []


def test_a_warehouse_that_has_read_nothing_reads_everything_first(two_hundred, tmp_path):
    warehouse = Warehouse.open(Settings(data_dir=tmp_path), two_hundred)
    try:
        assert warehouse.reconcile() == []
        assert len(ids(warehouse)) == len(ids(warehouse, "events")) == 200
    finally:
        warehouse.close()
