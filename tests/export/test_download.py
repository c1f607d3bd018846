"""Whole downloads: which rows, in which order, of which version, and what says so."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime

import pytest

from alphagex_logs import export
from alphagex_logs.catalogue import TABLES
from alphagex_logs.cli import main
from alphagex_logs.errors import QuestionFailed, UnknownTable
from alphagex_logs.export import RELATIONS, Format
from alphagex_logs.export import selection as selections
from alphagex_logs.export.selection import ROWS_PER_PART
from alphagex_logs.filters import Filters, from_query, resolve
from tests.export import reading
from tests.warehouse.opening import insert, run, warehouse_of

QUERIES = {
    "everything": {},
    "a month of ARES": {"range": ["30D"], "bot": ["ARES"]},
    "rows without bot": {"bot": ["(none)"]},
    "a year, by symbol and text": {"since": ["2016-01-01"], "until": ["2016-12-31"], "symbol": ["SPX"], "q": ["vix"]},
    "of one outcome": {"outcome": ["MAX_PROFIT"]},
    "of another table": {"table": ["oracle_predictions"]},
}


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    """What is derived is read in parts as small as those of tables, so that the replay fills several."""
    monkeypatch.setattr(selections, "BITS_DERIVED", selections.BITS)


def chosen(warehouse, query):
    return resolve(from_query(query), warehouse.newest())


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
@pytest.mark.parametrize("relation", ["oracle_predictions", "data_collection_log", "events", "predictions", "closed_positions"])
def test_a_download_holds_the_rows_of_its_statement_in_its_order(full, relation, query):
    filters = chosen(full, query)
    selection = export.Selection(relation, filters)
    expected = [str(event_id) for (event_id,) in full.rows(f"SELECT event_id FROM ({selection.sql})", selection.parameters)]
    found = reading.csv_texts(reading.content(full, relation, Format.CSV, filters))
    assert [row["event_id"] for row in found] == expected
    assert export.count(full, relation, filters) == len(expected)


def test_a_table_through_a_filter_for_another_table_has_no_rows(full):
    assert export.count(full, "ml_models", chosen(full, QUERIES["of another table"])) == 0
    assert export.count(full, "oracle_predictions", chosen(full, QUERIES["of another table"])) == 2202


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_filter_of_a_table_is_the_filter_of_its_events(full, relation):
    filters = chosen(full, QUERIES["a month of ARES"])
    if relation in TABLES:
        events = full.rows(f"SELECT count(*) FROM events WHERE table_name = '{relation}' AND bot = 'ARES' AND \"at\" >= TIMESTAMP '2018-12-01 21:28:00.000001'")
        assert export.count(full, relation, filters) == events[0][0]


def test_large_downloads_are_read_in_more_than_one_part(full):
    assert export.count(full, "data_collection_log", Filters()) > ROWS_PER_PART
    assert export.count(full, "events", Filters()) > 5 * ROWS_PER_PART


def test_ids_far_apart_and_below_zero_and_rows_without_a_moment_are_all_there(database, tmp_path):
    keys = [-(2**62), -100_000, -ROWS_PER_PART - 1, -ROWS_PER_PART, -1, 0, 1, ROWS_PER_PART, 2**62]
    for key in keys:
        insert(database, "gex_change_log", id=key, symbol="SPX", timestamp=None)
    insert(database, "gex_change_log", id=2, symbol="SPX", timestamp="2018-01-02T21:00:00Z")
    with warehouse_of(database, tmp_path) as warehouse:
        for name, expected in (("gex_change_log", sorted([*keys, 2])), ("events", [2, *keys])):
            assert [int(row["id"]) for row in reading.csv_texts(reading.content(warehouse, name, Format.CSV))] == expected


def test_a_day_with_very_many_rows_is_read_in_parts_too(database, tmp_path):
    statement = "INSERT INTO gex_change_log (symbol, timestamp) SELECT 'SPX', {} FROM generate_series(1, {}) AS n"
    run(database, statement.format("TIMESTAMPTZ '2018-01-02 00:00Z' + n * INTERVAL '2 s'", 5 * ROWS_PER_PART))
    run(database, statement.format("TIMESTAMPTZ '2018-01-04 00:00Z' + n * INTERVAL '1 h'", 20))
    run(database, statement.format("NULL", 2))
    with warehouse_of(database, tmp_path) as warehouse, warehouse.snapshot() as snapshot:
        selection = export.Selection("events", Filters())
        sizes = [batch.num_rows for batch in selection.batches(snapshot, "id", 10 * ROWS_PER_PART)]
        assert (sum(sizes), sizes[-1]) == (5 * ROWS_PER_PART + 22, 2)
        assert max(sizes) <= 2 * ROWS_PER_PART


def test_a_download_is_of_one_version_while_rows_come_and_go(database, tmp_path):
    """The second part is read after a refresh that adds, changes and deletes rows of it."""
    run(database, f"INSERT INTO gex_change_log (symbol, change_type) SELECT 'SPX', 'old' FROM generate_series(1, {3 * ROWS_PER_PART})")
    with warehouse_of(database, tmp_path) as warehouse:
        expected = reading.content(warehouse, "gex_change_log", Format.NDJSON)
        with warehouse.snapshot() as snapshot:
            pieces = export.download("gex_change_log", Format.NDJSON, Filters()).pieces(snapshot)
            first = next(pieces)
            run(database, "UPDATE gex_change_log SET change_type = 'new', symbol = 'NEW' WHERE id % 3 = 0")
            run(database, "DELETE FROM gex_change_log WHERE id % 3 = 1")
            insert(database, "gex_change_log", symbol="SPX", change_type="newest")
            warehouse.refresh()
            assert first + b"".join(pieces) == expected
        assert reading.content(warehouse, "gex_change_log", Format.NDJSON) != expected


def test_the_same_rows_are_the_same_bytes_in_another_warehouse(database, tmp_path):
    """One has followed changes, so that its rows lie in another order; the other has loaded everything at once."""
    run(database, "INSERT INTO oracle_predictions (trade_date, bot_name, vix) SELECT DATE '2018-01-01' + n, 'ARES', n / 7.0 FROM generate_series(1, 30) AS n")
    with warehouse_of(database, tmp_path / "one") as one:
        insert(database, "oracle_predictions", trade_date="2018-02-01", bot_name="ATLAS")
        run(database, "UPDATE oracle_predictions SET vix = 12.5 WHERE id <= 3")
        one.refresh()
        with warehouse_of(database, tmp_path / "two") as two:
            for name in ("oracle_predictions", "events", "predictions"):
                assert [reading.content(one, name, each) for each in Format] == [reading.content(two, name, each) for each in Format]


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
@pytest.mark.parametrize("chosen_format", Format)
def test_a_manifest_says_what_the_file_is(full, query, chosen_format):
    filters = chosen(full, query)
    file = reading.content(full, "oracle_predictions", chosen_format, filters)
    with full.snapshot() as snapshot:
        told = export.manifest(snapshot, export.download("oracle_predictions", chosen_format, filters), datetime(2026, 1, 1, tzinfo=UTC))
    assert (told["sha256"], told["bytes"]) == (hashlib.sha256(file).hexdigest(), len(file))
    assert (told["file"], told["time_zone"], told["filter"] == {}) == (f"oracle_predictions.{chosen_format}", "UTC", query == {})
    assert len(full.rows(told["sql"], told["parameters"])) == told["rows"]


def test_an_archive_holds_every_table_as_its_own_download_does(full):
    week = chosen(full, {"range": ["7D"]})
    downloads = [export.download(name, Format.JSON, week) for name in TABLES]
    with full.snapshot() as snapshot:
        archive = zipfile.ZipFile(io.BytesIO(b"".join(export.archive(downloads)(snapshot))))
    assert archive.testzip() is None
    assert archive.namelist() == [f"{name}.json" for name in TABLES]
    assert [name for name in TABLES if archive.read(f"{name}.json") != reading.content(full, name, Format.JSON, week)] == []


def test_raw_is_refused_by_the_command_line_too_where_nothing_is_ever_changed(capsys):
    assert main(["export", "prophet_predictions", "--format", "json", "--raw"]) == 2  # which knows the table by its later name
    assert "--raw is for CSV" in capsys.readouterr().err


def test_a_relation_that_nobody_knows_is_refused():
    with pytest.raises(UnknownTable):
        export.download("pg_authid", Format.CSV, Filters())


def test_a_warehouse_that_goes_away_breaks_the_download_off(database, tmp_path):
    run(database, f"INSERT INTO gex_change_log (symbol) SELECT 'SPX' FROM generate_series(1, {3 * ROWS_PER_PART})")
    with warehouse_of(database, tmp_path) as warehouse, warehouse.snapshot() as snapshot:
        pieces = export.download("gex_change_log", Format.JSON, Filters()).pieces(snapshot)
        begun = next(pieces)
        snapshot.close()
        with pytest.raises(QuestionFailed):
            begun += b"".join(pieces)
    assert not begun.rstrip().endswith(b"]")
