"""`event_counts`: how many events there are per UTC day and labels, kept so that counting reads the days and not the millions of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.warehouse.chosen import COUNTED
from alphagex_logs.warehouse.landing import insert
from alphagex_logs.warehouse.schema import EVENT_COUNTS

if TYPE_CHECKING:
    import duckdb

_SAME = "counted.table_name = scope.table_name AND {} IS NOT DISTINCT FROM scope.day"


def begin(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget which days were counted anew the last time."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_counts (table_name table_label, day DATE)")


def widen(cursor: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Let the days of these events be counted anew."""
    cursor.execute(f'INSERT INTO scope_counts SELECT DISTINCT table_name, CAST("at" AS DATE) FROM {rows}')  # noqa: S608  our own names


def finish(cursor: duckdb.DuckDBPyConnection) -> None:
    """Count the days anew that have changed."""
    first, last = cursor.execute("SELECT min(day), max(day) FROM scope_counts").fetchall()[0]
    cursor.execute(f"DELETE FROM store.event_counts AS counted USING scope_counts AS scope WHERE {_SAME.format('counted.day')}")  # noqa: S608
    # The bounds tell DuckDB which blocks of events it need not read.
    near = f"""(SELECT counted.* FROM store.events AS counted SEMI JOIN scope_counts AS scope ON {_SAME.format('CAST(counted."at" AS DATE)')}
        WHERE counted."at" IS NULL OR (counted."at" >= $1 AND counted."at" < CAST($2 AS DATE) + 1))"""  # noqa: S608  our own names
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE counting AS {_cells(near)}", [first, last])
    insert(cursor, "store.event_counts", EVENT_COUNTS, "counting")


def everything(cursor: duckdb.DuckDBPyConnection) -> None:
    """Count all of it."""
    cursor.execute("TRUNCATE store.event_counts")
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE counting AS {_cells('store.events')} ORDER BY day")
    insert(cursor, "store.event_counts", EVENT_COUNTS, "counting")


def _cells(events: str) -> str:
    return f'SELECT CAST("at" AS DATE) AS day, {COUNTED} FROM {events} GROUP BY ALL'  # noqa: S608  our own names
