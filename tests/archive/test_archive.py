"""Closed months move to Parquet, and nobody who asks can tell."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from alphagex_logs import archive
from alphagex_logs.archive.closing import AWAITING, LIVING
from alphagex_logs.catalogue import TABLES
from alphagex_logs.cli import main
from alphagex_logs.errors import ArchiveBusy, ArchiveUnavailable, SettingsError
from alphagex_logs.postgres.archive import ledger
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.warehouse import Difference
from alphagex_logs.writers import record_oracle_outcome
from tests.archive import moving
from tests.archive.moving import digests, everything, move, rebuilt
from tests.postgres.asking import connected
from tests.warehouse.opening import insert, run, warehouse_of

GEX = "gex_change_log"


def ids(url, table=GEX):
    return [found for (found,) in run(url, f'SELECT id FROM "{table}" ORDER BY id')]


def files(folder):
    return sorted(str(file.relative_to(folder / "archive")) for file in (folder / "archive").glob("table=*/month=*/[!_]*.parquet"))


def test_a_closed_month_moves_and_the_warehouse_keeps_seeing_it(database, tmp_path):
    old = insert(database, GEX, timestamp="2015-12-31T23:59:59Z", current_gex=1.5)
    new = insert(database, GEX, timestamp="2016-01-01T00:00:00Z", current_gex=2.5)
    with warehouse_of(database, tmp_path) as followed:
        before = everything(followed)
        assert [(one.records, one.stayed) for one in move(database, tmp_path)] == [(1, 0)]
        assert ids(database) == [new]
        followed.refresh()
        assert everything(followed) == before
        assert followed.reconcile(cells=True) == []
    with rebuilt(database, tmp_path) as anew:
        assert everything(anew) == before
        assert anew.reconcile(cells=True) == []
        assert anew.row(GEX, old)["current_gex"] == 1.5


def test_nobody_who_asks_can_tell(archived, full):
    """Every answer is a function of these relations, and they are the same, made of PostgreSQL alone and of what an archive has left of it."""
    url, folder = archived
    assert len(files(folder)) > 100
    with rebuilt(url, folder) as anew:
        assert digests(anew) == digests(full)
        assert anew.reconcile() == []


ODD_GEX = {
    "current_gex": ["NaN", "Infinity", "-0", "1e-300", "0.1", "1.7976931348623157e308"],
    "symbol": ["", " ", '","', "\n\r\t", "\\N", "NULL", "naïve 日本 🦆"],
}


def test_every_value_comes_back_as_it_was(database, tmp_path):
    for column, values in ODD_GEX.items():
        for value in values:
            insert(database, GEX, timestamp="2015-03-01T00:00:00.123456Z", **{column: value})
    for number in ("1.10", "1e-20", "NaN", "-Infinity", "9" * 60 + ".5"):
        insert(database, "trading_decisions", timestamp="2015-03-01T00:00:00Z", actual_pnl=number, full_decision='{"a": [1.10, null, "é\\n"]}')
    wanted = [run(database, f"SELECT t::text FROM {name} AS t ORDER BY id") for name in (GEX, "trading_decisions")]
    with warehouse_of(database, tmp_path) as followed:
        before = everything(followed)
    assert sum(one.records for one in move(database, tmp_path)) == 18
    with rebuilt(database, tmp_path) as anew:
        assert repr(everything(anew)) == repr(before)  # repr, because NaN is not itself
    with ledger(database) as book:
        for file in book.files():
            with (tmp_path / "rows").open("w+b") as rows:
                archive.parquet.to_csv(tmp_path / "archive" / file.file, rows)
                assert book.take_back(file, rows) == 0
    version = r",\d+\)$"
    for name, texts in zip((GEX, "trading_decisions"), wanted, strict=True):
        back = run(database, f"SELECT regexp_replace(t::text, '{version}', '') FROM {name} AS t ORDER BY id")
        assert back == run(database, "SELECT regexp_replace(t, %s, '') FROM unnest(%s) AS t", version, [text for (text,) in texts])


def test_a_moment_that_no_calendar_has_keeps_its_row_in_postgresql(database, tmp_path):
    stays = insert(database, "trading_decisions", timestamp="2015-03-01T00:00:00Z", outcome_updated_at="infinity")
    insert(database, "trading_decisions", timestamp="2015-03-01T00:00:00Z")
    assert [one.records for one in move(database, tmp_path)] == [1]
    assert ids(database, "trading_decisions") == [stays]


def test_a_file_says_what_it_holds(database, tmp_path):
    first, second = (insert(database, GEX, timestamp=f"2015-03-0{day}T12:00:00Z") for day in (2, 5))
    move(database, tmp_path)
    (file,) = (tmp_path / "archive").glob("table=gex_change_log/month=2015-03/[!_]*.parquet")
    (manifest,) = file.parent.glob("_*.json")
    told = json.loads(manifest.read_text())
    assert (told["records"], told["lowest_id"], told["highest_id"]) == (2, first, second)
    assert (told["first_moment"], told["last_moment"]) == ("2015-03-02 12:00:00", "2015-03-05 12:00:00")
    assert told["sha256"] == archive.parquet.sha256(file)
    schema = pq.ParquetFile(file).schema_arrow
    assert str(schema.field("timestamp").type) == "timestamp[us, tz=UTC]"
    assert str(pq.ParquetFile(file).metadata.row_group(0).column(0).compression) == "ZSTD"


def test_rows_that_come_late_move_with_the_next_run_into_another_file(database, tmp_path):
    insert(database, GEX, timestamp="2015-03-02T12:00:00Z")
    move(database, tmp_path)
    insert(database, GEX, timestamp="2015-03-03T12:00:00Z")
    assert [one.records for one in move(database, tmp_path)] == [1]
    assert move(database, tmp_path) == []
    assert len(files(tmp_path)) == 2
    with rebuilt(database, tmp_path) as anew:
        assert anew.rows(f"SELECT count(*) FROM {GEX}") == [(2,)]


def test_months_of_tables_that_await_outcomes_close_90_days_later(database, tmp_path):
    insert(database, "oracle_predictions", prediction_time="2015-10-02T12:00:00Z", trade_date="2015-10-02", bot_name="ARES")
    assert move(database, tmp_path, date(2016, 1, 28)) == []
    assert [one.records for one in move(database, tmp_path, date(2016, 1, 30))] == [1]


def test_every_table_that_a_writer_changes_is_awaited_or_never_moves(calls):
    from alphagex_logs.writers.operations import Verb
    from alphagex_logs.writers.testing import RecordingSink

    sink = RecordingSink()
    for call in calls.values():
        call(sink)
    changed = {operation.table for operation in sink.operations if operation.verb is not Verb.INSERT}
    assert changed <= AWAITING | LIVING
    counted = {operation.table for operation in sink.operations if operation.adding}
    assert counted <= LIVING


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
    insert(database, GEX, timestamp="2015-03-02T12:00:00Z", event_id=event, current_gex=1.5)
    with warehouse_of(database, tmp_path) as followed:
        move(database, tmp_path)
        again = insert(database, GEX, timestamp="2015-03-02T12:00:00Z", event_id=event)
        move(database, tmp_path)
        followed.refresh()
        assert followed.rows(f"SELECT id, current_gex FROM {GEX}") == [(again, 1.5)]
        with rebuilt(database, tmp_path) as anew:
            assert anew.rows(f"SELECT id, current_gex FROM {GEX}") == [(again, 1.5)]


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


def test_what_is_older_than_its_retention_goes_for_ever_and_only_when_told_so(database, tmp_path):
    for month in ("2014-11", "2015-03"):
        insert(database, GEX, timestamp=f"{month}-02T12:00:00Z")
    with warehouse_of(database, tmp_path) as followed:
        move(database, tmp_path)
        with ledger(database) as book:
            target = archive.own(tmp_path / "archive", book.identity(), book.files())
            assert archive.outlived(book.files(), {}, date(2016, 1, 1)) == []
            assert archive.outlived(book.files(), {"oracle_predictions": timedelta(days=1)}, date(2016, 1, 1)) == []
            old = archive.outlived(book.files(), {GEX: timedelta(days=365)}, date(2016, 1, 1))
            assert [f"{file.month:%Y-%m}" for file in old] == ["2014-11"]
            archive.give_up(book, target, old)
        followed.refresh()
        assert followed.rows(f'SELECT "timestamp"::VARCHAR FROM {GEX}') == [("2015-03-02 12:00:00",)]
        assert followed.reconcile() == []
        with rebuilt(database, tmp_path) as anew:
            assert everything(anew) == everything(followed)
    assert [file.split("/")[1] for file in files(tmp_path)] == ["month=2015-03"]


def test_a_second_archiver_is_refused(database):
    with ledger(database), pytest.raises(ArchiveBusy), ledger(database):
        pass


def test_a_copy_of_the_database_does_not_touch_what_the_original_has_not_recorded_yet(database, databases, tmp_path, monkeypatch):
    insert(database, GEX, timestamp="2015-03-02T12:00:00Z")
    with ledger(database) as book:
        archive.own(tmp_path / "archive", book.identity(), book.files())
    refused = []

    def to_csv(*arguments):
        sound(*arguments)
        if not refused:
            refused.append(None)
            with pytest.raises(ArchiveBusy):
                move(copy, tmp_path)

    with databases.temporary(databases.migrated()) as copy:
        run(copy, "INSERT INTO agx.archive (archive_id) SELECT %s", run(database, "SELECT archive_id FROM agx.archive")[0][0])
        sound = archive.parquet.to_csv
        monkeypatch.setattr(archive.parquet, "to_csv", to_csv)
        assert [one.records for one in move(database, tmp_path)] == [1]
    assert refused
    assert len(files(tmp_path)) == 1


def test_the_archive_of_another_database_is_refused_and_a_lost_one_is_missed(database, databases, tmp_path):
    insert(database, GEX, timestamp="2015-03-02T12:00:00Z")
    move(database, tmp_path)
    with databases.temporary(databases.migrated()) as other, pytest.raises(ArchiveUnavailable, match="another database"):
        move(other, tmp_path)
    with pytest.raises(ArchiveUnavailable, match="is not there"):
        move(database, tmp_path / "elsewhere")
    with warehouse_of(database, tmp_path / "elsewhere", fresh=False) as lost, pytest.raises(ArchiveUnavailable, match=r"parquet is not there"):
        lost.refresh()


def test_a_damaged_file_is_named(database, tmp_path):
    insert(database, GEX, timestamp="2015-03-02T12:00:00Z")
    move(database, tmp_path)
    file = tmp_path / "archive" / files(tmp_path)[0]
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ArchiveUnavailable, match=file.name), rebuilt(database, tmp_path):
        pass


def test_a_file_with_other_bytes_than_were_recorded_is_named_and_so_is_a_missing_one(database, tmp_path, monkeypatch, capsys):
    for month in ("03", "04", "05"):
        insert(database, GEX, timestamp=f"2015-{month}-02T12:00:00Z")
    move(database, tmp_path)
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))
    assert main(["archive", "--verify"]) == 0
    march, april, _may = (tmp_path / "archive" / file for file in files(tmp_path))
    content = bytearray(march.read_bytes())
    content[len(content) // 2] ^= 1
    march.write_bytes(content)
    april.unlink()
    capsys.readouterr()
    assert main(["archive", "--verify"]) == 1
    said = capsys.readouterr()
    assert [line.partition(":")[0] for line in said.out.splitlines()] == ["gex_change_log 2015-03", "gex_change_log 2015-04"]
    assert march.name in said.out
    assert april.name in said.out
    assert "2 of 3 files are damaged." in said.err


PLANTED = {
    "a row is gone": ("DELETE FROM store.gex_change_log WHERE id = 2", (1, 0, 0)),
    "a row is of another version": ("UPDATE store.gex_change_log SET row_version = 1 WHERE id = 2", (0, 1, 0)),
    "a row is there twice": ("INSERT INTO store.gex_change_log FROM store.gex_change_log WHERE id = 2", (0, 0, 1)),
    "a row is nobody's": ("DELETE FROM store.cold WHERE id = 2", (1, 0, 1)),
    "a cell is another": ("UPDATE store.gex_change_log SET symbol = 'X' WHERE id = 2", (0, 1, 0)),
}


def test_archived_rows_in_the_warehouse_are_compared_with_their_files_and_repaired(database, tmp_path):
    for day in (2, 3, 4):
        insert(database, GEX, timestamp=f"2015-03-0{day}T12:00:00Z", symbol="SPY")
    move(database, tmp_path)
    insert(database, GEX, timestamp="2020-03-02T12:00:00Z", symbol="SPY")
    with warehouse_of(database, tmp_path) as followed:
        before = everything(followed)
        assert followed.reconcile() == []
        for name, (statement, counts) in PLANTED.items():
            with followed._database.cursor() as behind_its_back:
                behind_its_back.execute(statement)
            hidden = name == "a cell is another"
            assert (followed.reconcile() == []) == hidden
            assert followed.reconcile(cells=hidden, repair=True) == [Difference(GEX, *counts)]
            assert followed.reconcile() == []
        assert everything(followed) == before
        assert followed.reconcile(cells=True) == []


def test_a_month_that_has_not_ended_is_refused(database, tmp_path):
    with pytest.raises(SettingsError, match="has not come yet"):
        move(database, tmp_path, date(2999, 1, 1))


def test_the_command_says_what_it_would_do_and_does_it(database, tmp_path, monkeypatch, capsys):
    insert(database, GEX, timestamp="2015-03-02T12:00:00Z")
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))
    assert main(["archive", "--before", "2016-01-01", "--dry-run"]) == 0
    assert capsys.readouterr().out == "gex_change_log 2015-03: 1 rows would move\n"
    assert len(ids(database)) == 1
    assert main(["archive", "--before", "2016-01-01"]) == 0
    assert capsys.readouterr().out.startswith("gex_change_log 2015-03: 1 rows in ")
    assert ids(database) == []
    assert main(["archive", "--retain", "gex_change_log=30d", "--dry-run"]) == 0
    assert capsys.readouterr().out == "gex_change_log 2015-03: 1 archived rows would be deleted for ever\n"
    assert len(files(tmp_path)) == 1
    assert main(["archive", "--retain", "gex_change_log=30d"]) == 0
    assert capsys.readouterr().out == "gex_change_log 2015-03: 1 archived rows were deleted for ever\n"
    assert files(tmp_path) == []
    assert main(["archive", "--retain", "gex_change_log=soon"]) == 2


def test_a_process_that_is_killed_at_any_moment_loses_nothing(database, tmp_path):
    for month in range(1, 13):
        for table in (GEX, "spx_debug_logs", "wheel_activity_log"):
            insert(database, table, timestamp=f"2015-{month:02}-02T12:00:00Z")
    with warehouse_of(database, tmp_path) as followed:
        before = everything(followed)
        draw = random.Random(20161231)
        killed = 0
        for _kill in range(6):
            child = subprocess.Popen([sys.executable, "-m", moving.__name__, database, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            child.stdout.readline()
            time.sleep(draw.uniform(0.01, 0.5))
            child.send_signal(signal.SIGKILL)
            killed += child.wait() == -signal.SIGKILL
            child.stdout.close()
            followed.refresh()
            assert everything(followed) == before
        assert killed
        move(database, tmp_path)
        assert sum(len(ids(database, table)) for table in (GEX, "spx_debug_logs", "wheel_activity_log")) == 0
        assert len(files(tmp_path)) == 36
        assert list((tmp_path / "archive").glob("table=*/month=*/_*.parquet")) == []
    with rebuilt(database, tmp_path) as anew:
        assert everything(anew) == before


def test_the_tables_that_never_move_are_in_the_catalogue():
    assert TABLES.keys() >= LIVING | AWAITING
