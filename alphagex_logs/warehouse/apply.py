"""Bringing changes into the warehouse: rows, what is derived from them, and the mark, all in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.warehouse import labels
from alphagex_logs.warehouse.events import derivation
from alphagex_logs.warehouse.landing import land
from alphagex_logs.warehouse.schema import EVENTS, EVENTS_HIDDEN, listed, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.sync import Changes, Mark, Source

    Progress = Callable[[int, int, str], None]

ENUMERATED = ("store.events",)


def apply(cursor: duckdb.DuckDBPyConnection, changes: Changes) -> None:
    """Bring in what changed. The caller has begun the transaction and commits it."""
    for table in changes.tables:
        _apply_table(cursor, changes, table)


def _apply_table(cursor: duckdb.DuckDBPyConnection, changes: Changes, table: Table) -> None:
    store = f"store.{quoted(table.name)}"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE incoming AS FROM {store} LIMIT 0")
    with changes.rows(table) as reader:
        land(cursor, table, reader, "incoming")
    cursor.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT id FROM incoming")
    with changes.gone(table) as reader:
        cursor.register("gone", reader)
        cursor.execute("INSERT INTO touched FROM gone")
        cursor.unregister("gone")
    cursor.execute(f"DELETE FROM {store} WHERE id IN (FROM touched)")  # noqa: S608  catalogue names
    cursor.execute(f"INSERT INTO {store} FROM incoming")
    cursor.execute(f"DELETE FROM store.events WHERE table_name = {literal(table.name)} AND id IN (FROM touched)")  # noqa: S608  catalogue names
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE arriving AS {derivation(table)} WHERE logged.id IN (FROM touched)")
    _insert_events(cursor)


def _insert_events(cursor: duckdb.DuckDBPyConnection) -> None:
    labels.grow(cursor, "arriving", ENUMERATED)
    names = listed(EVENTS | EVENTS_HIDDEN)
    cursor.execute(f'INSERT INTO store.events ({names}) SELECT {names} FROM arriving ORDER BY "at", table_name, id')  # noqa: S608  our own names


def load(cursor: duckdb.DuckDBPyConnection, source: Source, settled: Mark, progress: Progress) -> None:
    """Replace everything by the rows that are settled at this mark, page by page. The caller has begun the transaction and commits it."""
    for table in TABLES.values():
        cursor.execute(f"TRUNCATE store.{quoted(table.name)}")
    cursor.execute("TRUNCATE store.events")
    pages = source.pages()
    for done, page in enumerate(pages):
        progress(done, len(pages) + 1, page.table.name)
        with source.page(page, settled) as reader:
            land(cursor, page.table, reader, f"store.{quoted(page.table.name)}")
    progress(len(pages), len(pages) + 1, "events")
    everything = " UNION ALL ".join(derivation(table) for table in TABLES.values())
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE arriving AS {everything}")
    _insert_events(cursor)
    progress(len(pages) + 1, len(pages) + 1, "events")
