"""Rows that have moved to the archive: they stay in the warehouse, which only remembers in `store.cold` that PostgreSQL no longer has them.

A row that comes back to PostgreSQL counts there; until it moves again, its copy in the archive is void.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import archive
from alphagex_logs.catalogue import TABLES
from alphagex_logs.warehouse.landing import insert, land, make
from alphagex_logs.warehouse.schema import ODD, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb
    import pyarrow as pa

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.sync import Archived, Changes, Mark, Source


def take(cursor: duckdb.DuckDBPyConnection, changes: Changes, table: Table, folder: Path) -> None:
    """Follow the archive's new files of a table: what the warehouse lacks of their rows joins `incoming` and `touched`.

    `incoming` holds the rows that have come from PostgreSQL, `touched` their ids and those of deleted rows. Raises ArchiveUnavailable.
    """
    cursor.execute(f"DELETE FROM store.cold WHERE table_name = {literal(table.name)} AND id IN (FROM touched)")  # noqa: S608  our own names
    files = [file for file in changes.archived(table) if not file.expired]  # what expires is among the deleted rows
    void = changes.void(table) if files else {}
    for file in files:
        _take_file(cursor, table, file, Rows(folder, file, void))


def _take_file(cursor: duckdb.DuckDBPyConnection, table: Table, file: Archived, rows: Rows) -> None:
    """Usually the warehouse holds all of a file's rows already, and only their keys are read."""
    _note_keys(cursor, rows)
    store = f"store.{quoted(table.name)}"
    cursor.execute("DELETE FROM keys WHERE id IN (SELECT id FROM incoming)")
    held = f"SELECT 1 FROM {store} AS held WHERE held.id = keys.id AND held.row_version = keys.row_version"  # noqa: S608  catalogue names
    if make(cursor, "lacking", f"SELECT id FROM keys WHERE NOT EXISTS ({held})"):  # noqa: S608  our own names
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE filed AS FROM {store} LIMIT 0")
        land(cursor, table, rows.read(), "filed")
        insert(cursor, "incoming", [*(column.name for column in table.columns), ODD], "(FROM filed WHERE id IN (FROM lacking))")  # has each of them
        cursor.execute("INSERT INTO touched FROM lacking")
    _remember(cursor, file)


def load(cursor: duckdb.DuckDBPyConnection, source: Source, settled: Mark, folder: Path) -> None:
    """Add all rows of the archive to tables that hold what PostgreSQL has.

    Raises ArchiveUnavailable.
    """
    files, void = source.archive(settled)
    for file in files:
        rows = Rows(folder, file, void[file.table])
        land(cursor, TABLES[file.table], rows.read(), f"store.{quoted(file.table)}")
        _note_keys(cursor, rows)
        _remember(cursor, file)


def hot(table: Table) -> str:
    """The condition that the rows of a table's store fulfil which PostgreSQL has too."""
    return f"id NOT IN (SELECT id FROM store.cold WHERE table_name = {literal(table.name)})"  # noqa: S608  catalogue names


def of(file: Archived) -> str:
    """The condition that the rows of `store.cold` fulfil which came from this file."""
    return f"table_name = {literal(file.table)} AND file = {file.number:d}"


def differs(cursor: duckdb.DuckDBPyConnection, rows: Rows) -> bool:
    """Whether the warehouse lacks rows of a file that count, holds them in another version, or holds others as that file's."""
    _note_keys(cursor, rows)
    store = f"store.{quoted(rows.file.table)}"
    held = f"SELECT id, row_version FROM {store} JOIN (SELECT id FROM store.cold WHERE {of(rows.file)}) USING (id)"  # noqa: S608  catalogue names
    found = cursor.execute(f"SELECT count(*) FROM ((FROM keys EXCEPT ALL {held}) UNION ALL ({held} EXCEPT ALL FROM keys))")  # noqa: S608
    return bool(found.fetchall()[0][0])


def note_again(cursor: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Remember anew which rows came from a file."""
    cursor.execute(f"DELETE FROM store.cold WHERE {of(rows.file)}")  # noqa: S608  our own names
    _note_keys(cursor, rows)
    _remember(cursor, rows.file)


class Rows:
    """The rows of a file that count."""

    def __init__(self, folder: Path, file: Archived, void: Mapping[int, int]) -> None:
        self.file = file
        self._folder = folder
        self._without = [key for key, up_to in void.items() if up_to >= file.number]

    def read(self, columns: Sequence[str] | None = None) -> pa.RecordBatchReader:
        """They, or some of their columns. Raises ArchiveUnavailable."""
        return archive.rows(self._folder, self.file.file, columns, self._without)


def _note_keys(cursor: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """`keys`: ids and versions of the rows of a file that count."""
    cursor.register("arriving_keys", rows.read(["id", "row_version"]))
    cursor.execute("CREATE OR REPLACE TEMP TABLE keys AS FROM arriving_keys")
    cursor.unregister("arriving_keys")


def _remember(cursor: duckdb.DuckDBPyConnection, file: Archived) -> None:
    cursor.execute(f"INSERT INTO store.cold SELECT {literal(file.table)}, {file.number:d}, id FROM keys")  # noqa: S608  our own names
