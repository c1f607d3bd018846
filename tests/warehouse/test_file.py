"""Warehouse files that cannot be used: in use elsewhere, damaged, of another version, or not to be written."""

from __future__ import annotations

import os
import subprocess
import sys

import duckdb
import pytest

from alphagex_logs.errors import QuestionFailed, WarehouseUnavailable
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse, derive, events, macros
from tests.warehouse.opening import insert, run, symbols, warehouse_of

FILE = "warehouse.duckdb"

HOLDING = """
import sys
from pathlib import Path
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
warehouse = Warehouse.open(Settings(data_dir=Path(sys.argv[1])), sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_file_in_use_by_another_process_is_said_in_a_line(database, tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path), database], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        try:
            other.stdout.readline()
            with pytest.raises(WarehouseUnavailable, match="in use by another process"):
                Warehouse.open(Settings(data_dir=tmp_path), database)
        finally:
            other.stdin.close()
            other.wait(30)


def truncated(file):
    with file.open("r+b") as handle:
        handle.truncate(20_000)


def overwritten(file):
    file.write_bytes(os.urandom(50_000))


def emptied(file):
    file.write_bytes(b"")


def of_another_version(file):
    with duckdb.connect(str(file)) as connection:
        connection.execute("UPDATE store.state SET fingerprint = 'older'")


def without_our_tables(file):
    file.unlink()
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA store; CREATE TABLE store.state (something INTEGER)")


@pytest.mark.parametrize("spoil", [truncated, overwritten, emptied, of_another_version, without_our_tables])
def test_a_file_that_cannot_be_used_is_put_aside_and_made_anew(database, tmp_path, spoil, caplog):
    insert(database, "gex_change_log", symbol="A")
    with warehouse_of(database, tmp_path):
        pass
    spoil(tmp_path / FILE)
    with warehouse_of(database, tmp_path) as warehouse:
        assert symbols(warehouse) == ["A"]
    assert (tmp_path / f"{FILE}.unusable").exists()
    assert "made anew" in caplog.text


def other_terms(monkeypatch):
    monkeypatch.setitem(macros.MATURITY, "oracle", 30)


def other_events(monkeypatch):
    monkeypatch.setitem(events.THREADS, "trading_decisions", "NULL")


def other_positions(monkeypatch):
    sound = derive._statement
    monkeypatch.setattr(derive, "_statement", lambda name: sound(name).replace("HAVING count(pnl) > 0", "HAVING count(pnl) > 1"))


TOLD = """SELECT (SELECT matures_on::VARCHAR FROM store.predictions), (SELECT count(*) FROM store.events WHERE thread IS NOT NULL),
    (SELECT count(*) FROM closed_positions)"""


@pytest.mark.parametrize(
    ("change", "after"), [(other_terms, ("2019-01-23", 1, 1)), (other_events, ("2018-12-31", 0, 0)), (other_positions, ("2018-12-31", 1, 0))]
)
def test_what_another_version_has_told_of_the_same_rows_is_told_anew(database, tmp_path, monkeypatch, change, after):
    """Else half of the numbers would be told by the old rule, and half by the new one, for as long as the file lives."""
    insert(database, "oracle_predictions", trade_date="2018-12-24", bot_name="ARES", win_probability=0.7)
    insert(database, "trading_decisions", decision_type="EXIT_SIGNAL", actual_pnl=5)
    with warehouse_of(database, tmp_path) as warehouse:
        assert warehouse.rows(TOLD) == [("2018-12-31", 1, 1)]
    change(monkeypatch)
    with warehouse_of(database, tmp_path) as warehouse:
        assert warehouse.rows(TOLD) == [after]


def test_a_block_that_went_bad_is_found_and_everything_read_anew(database, tmp_path):
    run(database, "INSERT INTO gex_change_log (symbol, trigger_event) SELECT 'S', md5(i::text) || md5((-i)::text) FROM generate_series(1, 20000) AS i")
    with warehouse_of(database, tmp_path):
        pass
    file = tmp_path / FILE
    content = bytearray(file.read_bytes())
    middle = range(len(content) // 3, len(content) * 2 // 3)
    content[middle.start : middle.stop] = bytes(255 - content[place] for place in middle)
    file.write_bytes(content)
    with warehouse_of(database, tmp_path) as warehouse:
        for _ in range(3):
            try:
                found = warehouse.rows("SELECT count(trigger_event), count(DISTINCT trigger_event) FROM gex_change_log")
            except QuestionFailed:
                warehouse.refresh()
        assert found == [(20_000, 20_000)]


def test_a_folder_that_cannot_be_written_is_said_in_a_line(database, tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(WarehouseUnavailable):
        Warehouse.open(Settings(data_dir=tmp_path), database)
