"""An archive that is damaged, lost, another's, changed behind its back or interrupted is named, and no row is lost or doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

from alphagex_logs import archive
from alphagex_logs.cli import main
from alphagex_logs.errors import ArchiveBusy, ArchiveUnavailable, DatabaseUnreachable
from alphagex_logs.postgres.archive import ledger
from alphagex_logs.warehouse import Difference
from tests.archive import moving
from tests.archive.looking import GEX, files, ids
from tests.archive.moving import everything, move, rebuilt
from tests.postgres.asking import disconnect_all
from tests.warehouse.opening import insert, run, warehouse_of


def test_a_second_archiver_is_refused(database):
    with ledger(database), pytest.raises(ArchiveBusy), ledger(database):
        pass


def test_a_server_that_goes_away_meanwhile_is_named_with_its_reason(database):
    with pytest.raises(DatabaseUnreachable, match=r"stopped answering: (server closed|terminating connection)"), ledger(database) as book:
        disconnect_all(database)
        book.files()


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
