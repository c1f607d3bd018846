"""Whether the warehouse holds what PostgreSQL holds: both counted by buckets at one moment, differing buckets read again and compared by cell.

The sync needs none of this to be exact. It is for what happens beside it: a damaged disk, rows changed while triggers were off, a defect of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.sync import buckets
from alphagex_logs.warehouse import cold, derive
from alphagex_logs.warehouse.landing import land
from alphagex_logs.warehouse.schema import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.sync import Source

_SUMS = "records, ids, versions, pairs"


@dataclass(frozen=True, slots=True)
class Difference:
    """How the warehouse's copy of one table differs from PostgreSQL's: rows it lacks, holds otherwise, and holds in vain."""

    table: str
    missing: int
    stale: int
    ghost: int


def compare(cursor: duckdb.DuckDBPyConnection, source: Source, archive: Path, *, cells: bool, repair: bool) -> list[Difference]:
    """The tables that differ, inside the source's transaction and the caller's own; rows that have moved are compared with the archive's files.

    `cells` reads every bucket and file instead of those whose sums or keys differ, and so finds a changed cell under an unchanged row version
    too. `repair` puts PostgreSQL's rows, and those of the files, in place and derives anew what follows from them. Raises ArchiveUnavailable.
    """
    following = derive.Following(cursor)
    files = source.counting()
    found = []
    for table in TABLES.values():
        void = source.void(table) if files else {}
        moved = [cold.Rows(archive, file, void) for file in files if file.table == table.name]
        difference = _compare(cursor, source, table, moved, cells=cells, repair=repair)
        if difference and repair:
            following.follow(table, "fetched", replaced=True)
        found.append(difference)
    following.finish()
    return [difference for difference in found if difference]


def _compare(cursor: duckdb.DuckDBPyConnection, source: Source, table: Table, moved: Sequence[cold.Rows], *, cells: bool, repair: bool) -> Difference | None:
    store = f"store.{quoted(table.name)}"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE fetched AS FROM {store} LIMIT 0")
    cursor.execute("CREATE OR REPLACE TEMP TABLE touched (id BIGINT)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE verdicts (verdict VARCHAR)")
    for bucket in _buckets(cursor, source, table, every=cells):
        _compare_bucket(cursor, source, table, bucket)
    suspects = [rows for rows in moved if cells or cold.differs(cursor, rows)]
    for rows in suspects:
        _compare_file(cursor, table, rows)
    counts = dict(cursor.execute("SELECT verdict, count(*) FROM verdicts GROUP BY verdict").fetchall())
    if not counts:
        return None
    if repair:
        cursor.execute(f"DELETE FROM {store} WHERE id IN (FROM touched)")  # noqa: S608  catalogue names
        cursor.execute(f"INSERT INTO {store} FROM fetched")
        for rows in suspects:
            cold.note_again(cursor, rows)
    return Difference(table.name, *(counts.get(verdict, 0) for verdict in ("missing", "stale", "ghost")))


def _buckets(cursor: duckdb.DuckDBPyConnection, source: Source, table: Table, *, every: bool) -> list[int]:
    """The buckets whose sums differ, or all that either side has."""
    with source.read(buckets.sums(quoted(table.name), "CAST(CAST(row_version AS varchar) AS bigint)")) as reader:
        cursor.register("there", reader.read_all())
    held = f"(SELECT id, row_version FROM store.{quoted(table.name)} WHERE {cold.hot(table)})"  # noqa: S608  catalogue names
    here = buckets.sums(held, "row_version", "//")
    # A bucket that only one side has pairs with nothing, and NULL differs from every sum.
    differs = "true" if every else f"({_side('there')}) IS DISTINCT FROM ({_side('here')})"
    statement = f"SELECT coalesce(there.bucket, here.bucket) FROM there FULL JOIN ({here}) AS here USING (bucket) WHERE {differs} ORDER BY 1"  # noqa: S608
    numbers = [int(row[0]) for row in cursor.execute(statement).fetchall()]
    cursor.unregister("there")
    return numbers


def _side(name: str) -> str:
    return ", ".join(f"{name}.{column}" for column in _SUMS.split(", "))


def _compare_bucket(cursor: duckdb.DuckDBPyConnection, source: Source, table: Table, bucket: int) -> None:
    first = bucket * buckets.IDS
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE held AS FROM store.{quoted(table.name)} WHERE id BETWEEN {first} AND {first + buckets.IDS - 1} AND {cold.hot(table)}"
    )
    cursor.execute("CREATE OR REPLACE TEMP TABLE incoming AS FROM held LIMIT 0")
    with source.read(buckets.rows(table, bucket)) as reader:
        land(cursor, table, reader, "incoming")
    _judge(cursor)


def _compare_file(cursor: duckdb.DuckDBPyConnection, table: Table, rows: cold.Rows) -> None:
    filed = f"SELECT id FROM store.cold WHERE {cold.of(rows.file)}"  # noqa: S608  our own names
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE held AS FROM store.{quoted(table.name)} WHERE id IN ({filed})")
    cursor.execute("CREATE OR REPLACE TEMP TABLE incoming AS FROM held LIMIT 0")
    land(cursor, table, rows.read(), "incoming")
    _judge(cursor)


def _judge(cursor: duckdb.DuckDBPyConnection) -> None:
    """Where `held` differs from `incoming`: rows of the latter to `fetched`, ids of both sides to `touched`, one word per row to `verdicts`."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE lacking AS FROM incoming EXCEPT ALL FROM held")
    cursor.execute("CREATE OR REPLACE TEMP TABLE surplus AS FROM held EXCEPT ALL FROM incoming")
    cursor.execute("INSERT INTO verdicts SELECT CASE WHEN id IN (SELECT id FROM surplus) THEN 'stale' ELSE 'missing' END FROM lacking")
    cursor.execute("INSERT INTO verdicts SELECT 'ghost' FROM surplus WHERE id NOT IN (SELECT id FROM lacking)")
    cursor.execute("INSERT INTO touched SELECT id FROM lacking UNION SELECT id FROM surplus")
    cursor.execute("INSERT INTO fetched FROM incoming WHERE id IN (SELECT id FROM lacking UNION SELECT id FROM surplus)")
