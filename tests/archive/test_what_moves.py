"""Which months move, which go for ever, and what the command says of it before and after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alphagex_logs import archive
from alphagex_logs.archive.closing import AWAITING, LIVING, closes
from alphagex_logs.catalogue import TABLES
from alphagex_logs.cli import main
from alphagex_logs.errors import SettingsError
from alphagex_logs.postgres.archive import ledger
from tests.archive.looking import GEX, files, ids
from tests.archive.moving import everything, move, rebuilt
from tests.warehouse.opening import insert, warehouse_of


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
            assert archive.outlived(book.files(), {GEX: timedelta(days=30)}, date(2014, 12, 30)) == []  # 29 days after the end of November
            assert archive.outlived(book.files(), {GEX: timedelta(days=30)}, date(2014, 12, 31)) == old
            archive.give_up(book, target, old)
        followed.refresh()
        assert followed.rows(f'SELECT "timestamp"::VARCHAR FROM {GEX}') == [("2015-03-02 12:00:00",)]
        assert followed.reconcile() == []
        with rebuilt(database, tmp_path) as anew:
            assert everything(anew) == everything(followed)
    assert [file.split("/")[1] for file in files(tmp_path)] == ["month=2015-03"]


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


def test_the_tables_that_never_move_are_in_the_catalogue():
    assert TABLES.keys() >= LIVING | AWAITING
    assert {name for name, table in TABLES.items() if closes(table, date(2016, 1, 1)) is None} == LIVING
