"""`event_counts`: how many events there are per UTC day and labels, kept so that counting reads the days and not the millions of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.warehouse.chosen import COUNTED, MEASURES
from alphagex_logs.warehouse.landing import insert, make, run
from alphagex_logs.warehouse.schema import EVENT_COUNTS, definitions, listed

if TYPE_CHECKING:
    import duckdb

_SAME = "counted.table_name = scope.table_name AND {} IS NOT DISTINCT FROM scope.day"
_SAME_DAY = _SAME.format("counted.day")
_TOTALS = "sum(records) AS records, sum(contradictions) AS contradictions, min(oldest_at) AS oldest_at, max(newest_at) AS newest_at"


def begin(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget which days were counted anew the last time, and what was added."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_counts (table_name table_label, day DATE)")
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE added_counts ({definitions(EVENT_COUNTS)})")


def leave(cursor: duckdb.DuckDBPyConnection, rows: str) -> None:
    """These events go, or change: their days are counted anew, because the oldest of a day cannot be taken away from what is kept of it."""
    run(cursor, f'INSERT INTO scope_counts SELECT DISTINCT table_name, CAST("at" AS DATE) FROM {rows}')  # noqa: S608  our own names


def arrive(cursor: duckdb.DuckDBPyConnection, rows: str) -> None:
    """These events are new: they are added to what is kept of their days."""
    run(cursor, f"INSERT INTO added_counts BY NAME {_cells(rows)}")


def finish(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring the days up to date that have changed."""
    run(cursor, f"DELETE FROM added_counts AS counted USING scope_counts AS scope WHERE {_SAME_DAY}")  # noqa: S608  our own names
    _add(cursor)
    first, last, changed = cursor.execute("SELECT min(day), max(day), count(*) FROM scope_counts").fetchall()[0]
    if not changed:
        return
    run(cursor, f"DELETE FROM store.event_counts AS counted USING scope_counts AS scope WHERE {_SAME_DAY}")  # noqa: S608  our own names
    # The bounds tell DuckDB which blocks of events it need not read.
    near = f"""(SELECT counted.* FROM store.events AS counted SEMI JOIN scope_counts AS scope ON {_SAME.format('CAST(counted."at" AS DATE)')}
        WHERE counted."at" IS NULL OR (counted."at" >= $1 AND counted."at" < CAST($2 AS DATE) + 1))"""  # noqa: S608  our own names
    if cursor.execute(f"CREATE OR REPLACE TEMP TABLE counting AS {_cells(near)}", [first, last]).fetchall()[0][0]:
        insert(cursor, "store.event_counts", EVENT_COUNTS, "counting")


def _add(cursor: duckdb.DuckDBPyConnection) -> None:
    """Replace what is kept of the days of `added_counts` by the sums of both."""
    labels = listed(name for name in EVENT_COUNTS if name not in MEASURES)
    sums = f"""SELECT {labels}, {_TOTALS}
        FROM (SELECT counted.* FROM store.event_counts AS counted SEMI JOIN added_counts AS scope ON {_SAME_DAY} UNION ALL BY NAME FROM added_counts)
        GROUP BY ALL"""  # noqa: S608  our own names
    if make(cursor, "counting", sums):
        run(cursor, f"DELETE FROM store.event_counts AS counted USING added_counts AS scope WHERE {_SAME_DAY}")  # noqa: S608  our own names
        insert(cursor, "store.event_counts", EVENT_COUNTS, "counting")


def everything(cursor: duckdb.DuckDBPyConnection) -> None:
    """Count all of it."""
    cursor.execute("TRUNCATE store.event_counts")
    if make(cursor, "counting", f"{_cells('store.events')} ORDER BY day"):
        insert(cursor, "store.event_counts", EVENT_COUNTS, "counting")


def _cells(events: str) -> str:
    return f'SELECT CAST("at" AS DATE) AS day, {COUNTED} FROM {events} GROUP BY ALL'  # noqa: S608  our own names
