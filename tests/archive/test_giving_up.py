"""What has been given up is gone: nobody looks into its files again, and rows that came back from them before stay."""

from __future__ import annotations

from datetime import date, timedelta

from alphagex_logs import archive
from alphagex_logs.cli import main
from alphagex_logs.postgres.archive import ledger
from tests.archive.looking import GEX, files, ids
from tests.archive.moving import everything, move, rebuilt
from tests.warehouse.opening import insert, run, warehouse_of

EVENT = "5f0c7a4e-0000-4000-8000-000000000002"
EARLIER = date(2014, 1, 1)
KNOWN = f"SELECT id, symbol, trigger_event FROM {GEX} ORDER BY id"


def tell_later(url, symbol, told):
    """A change to the newest row of a symbol, which PostgreSQL does not have."""
    wait = "INSERT INTO agx.pending_outcome (event_id, table_name, match, changes) VALUES (gen_random_uuid(), %s, %s, %s)"
    run(url, wait, GEX, f'{{"symbol": "{symbol}"}}', f'{{"trigger_event": "{told}"}}')


def give_up(url, folder, today=date(2016, 1, 1)):
    """What `--retain gex_change_log=30d` does; how many files went."""
    with ledger(url) as book:
        target = archive.own(folder / "archive", book.identity(), book.files())
        old = archive.outlived(book.files(), {GEX: timedelta(days=30)}, today)
        archive.give_up(book, target, old)
        assert archive.outlived(book.files(), {GEX: timedelta(days=30)}, today) == []  # once is enough
        return len(old)


def test_a_row_that_came_back_stays_when_its_file_is_given_up(database, tmp_path):
    kept, _gone = (insert(database, GEX, timestamp="2014-11-02T12:00:00Z", symbol=symbol) for symbol in ("SPY", "SPX"))
    with warehouse_of(database, tmp_path) as followed:
        move(database, tmp_path)
        followed.refresh()
        tell_later(database, "SPY", "back")
        move(database, tmp_path, EARLIER)
        followed.refresh()
        assert give_up(database, tmp_path) == 1
        assert ids(database) == [kept]
        followed.refresh()
        assert followed.rows(KNOWN) == [(kept, "SPY", "back")]
        assert followed.reconcile(cells=True) == []
        with rebuilt(database, tmp_path) as anew:
            assert everything(anew) == everything(followed)


def test_what_was_given_up_is_not_looked_for_again(database, tmp_path, monkeypatch, capsys):
    insert(database, GEX, timestamp="2014-11-02T12:00:00Z", symbol="SPY", event_id=EVENT)
    insert(database, GEX, timestamp="2014-12-02T12:00:00Z", symbol="SPX")
    move(database, tmp_path)
    assert give_up(database, tmp_path, date(2015, 1, 15)) == 1
    tell_later(database, "SPY", "too late")
    move(database, tmp_path, EARLIER)
    assert run(database, "SELECT count(*) FROM agx.pending_outcome") == [(1,)]
    again = insert(database, GEX, timestamp="2014-11-02T12:00:00Z", symbol="VIX", event_id=EVENT)  # an event of the month that is gone
    assert [(one.records, one.stayed) for one in move(database, tmp_path)] == [(1, 0)]
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("ALPHAGEX_DATA_DIR", str(tmp_path))
    capsys.readouterr()
    assert main(["archive", "--verify"]) == 0
    assert "2 files are as they were recorded." in capsys.readouterr().err
    with rebuilt(database, tmp_path) as anew:
        assert [symbol for _, symbol, _ in anew.rows(KNOWN)] == ["SPX", "VIX"]
        assert anew.rows(f"SELECT count(*) FROM {GEX} WHERE id = {again}") == [(1,)]
    assert len(files(tmp_path)) == 2


def test_who_looks_only_after_a_row_left_came_back_and_left_again_has_it_once_and_changed(database, tmp_path):
    here, other = (insert(database, GEX, timestamp="2014-11-02T12:00:00Z", symbol=symbol) for symbol in ("SPY", "SPX"))
    with warehouse_of(database, tmp_path) as followed:
        for told in ("first", "second"):
            move(database, tmp_path)
            tell_later(database, "SPY", told)
            move(database, tmp_path, EARLIER)
            assert run(database, f"SELECT id, trigger_event FROM {GEX}") == [(here, told)]
        move(database, tmp_path)
        followed.refresh()
        assert followed.rows(KNOWN) == [(here, "SPY", "second"), (other, "SPX", None)]
        assert followed.reconcile(cells=True) == []
        assert run(database, "SELECT count(*) FROM agx.archive_file") == [(3,)]
        with rebuilt(database, tmp_path) as anew:
            assert everything(anew) == everything(followed)
