"""Closed months move to Parquet, and nobody who asks can tell."""

from __future__ import annotations

import json

import pyarrow.parquet as pq

from alphagex_logs import archive
from alphagex_logs.postgres.archive import ledger
from tests.archive.looking import GEX, files, ids
from tests.archive.moving import digests, everything, move, rebuilt
from tests.warehouse.opening import insert, run, warehouse_of


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
