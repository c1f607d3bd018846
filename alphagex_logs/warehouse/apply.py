"""Bringing changes into the warehouse: rows, what is derived from them, and the mark, all in one transaction."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import groupby, islice
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.warehouse import cold, derive
from alphagex_logs.warehouse.landing import insert, land, make, run, some
from alphagex_logs.warehouse.schema import DERIVED, ODD, quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    import duckdb

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.sync import Changes, Mark, Source

    Progress = Callable[[int, int, str], None]


FEW_PAGES = len(TABLES) + 32  # what these hold is told of in as little memory as it lands in; of more only in as much as is given
PAGES = 20  # what one statement brings in of a first load: a little more than a million rows


def apply(cursor: duckdb.DuckDBPyConnection, changes: Changes, archive: Path) -> None:
    """Bring in what changed; rows that have moved to the archive are read from its folder. The caller has begun the transaction and commits it."""
    following = derive.Following(cursor)
    for table in changes.tables:
        replaced = _take(cursor, changes, table, archive)
        following.follow(table, "incoming", replaced=replaced)
    following.finish()


def _take(cursor: duckdb.DuckDBPyConnection, changes: Changes, table: Table, archive: Path) -> bool:
    """Replace the changed rows of a table and drop the deleted ones; `touched` then holds the ids of both. True when any of them was there."""
    store = f"store.{quoted(table.name)}"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE incoming AS FROM {store} LIMIT 0")
    with changes.rows(table) as reader:
        land(cursor, table, reader, "incoming")
    make(cursor, "touched", "SELECT id FROM incoming")
    with changes.gone(table) as reader:
        cursor.register("gone", reader)
        run(cursor, "INSERT INTO touched FROM gone")
        cursor.unregister("gone")
    cold.take(cursor, changes, table, archive)
    gone = run(cursor, f"DELETE FROM {store} WHERE id IN (FROM touched)")  # noqa: S608  catalogue names
    if some(cursor, "incoming"):
        insert(cursor, store, [*(column.name for column in table.columns), ODD], "incoming")
    return bool(gone)


def load(cursor: duckdb.DuckDBPyConnection, source: Source, settled: Mark, archive: Path, progress: Progress, *, landing: AbstractContextManager[None]) -> None:
    """Replace everything by the rows that are settled at this mark, page by page, inside `landing`.

    The caller has begun the transaction and commits it.
    """
    for relation in (*TABLES, *DERIVED, "cold"):
        cursor.execute(f"TRUNCATE store.{quoted(relation)}")
    pages = source.pages()
    done = 0
    with ExitStack() as sparing:
        sparing.enter_context(landing)
        for table, own in groupby(pages, lambda page: page.table):
            while several := list(islice(own, PAGES)):
                progress(done, len(pages) + 1, table.name)
                with source.rows(several, settled) as reader:
                    land(cursor, table, reader, f"store.{quoted(table.name)}")
                done += len(several)
        cold.load(cursor, source, settled, archive)
        progress(len(pages), len(pages) + 1, "events")
        if len(pages) > FEW_PAGES:
            sparing.close()
        derive.everything(cursor)
    progress(len(pages) + 1, len(pages) + 1, "events")
