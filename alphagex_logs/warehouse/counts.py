"""`event_counts`: how many events there are per UTC day and labels, kept so that counting reads the days and not the millions of events.

`chosen_counts` is `chosen_events`, counted: whole days come from the kept counts, and what a filter by moment, text or state cuts out of a day from
the events themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.warehouse.chosen import NAMES, listed_labels
from alphagex_logs.warehouse.landing import insert
from alphagex_logs.warehouse.schema import EVENT_COUNTS, listed

if TYPE_CHECKING:
    import duckdb

_MEASURES = {
    "records": "count(*)",
    "contradictions": "count(*) FILTER (WHERE (result = 'win' AND pnl < 0) OR (result = 'loss' AND pnl > 0))",
    "oldest_at": 'min("at")',
    "newest_at": 'max("at")',
}
_LABELS = [name for name in EVENT_COUNTS if name != "day" and name not in _MEASURES]
_COUNTED = ", ".join([listed(_LABELS), *(f"{value} AS {name}" for name, value in _MEASURES.items())])
_SAME = "counted.table_name = scope.table_name AND {} IS NOT DISTINCT FROM scope.day"
# The first moment of the first day that a window holds whole, and the end of the last; one that holds none ends before it begins.
_FIRST = "CAST(CAST(from_moment AS TIMESTAMP) + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND AS DATE)"
_END = "CAST(CAST(to_moment AS TIMESTAMP) AS DATE)"


def statements() -> list[str]:
    """The statements that make the view and the table macro of the counts."""
    whole = f"""SELECT {listed([*_LABELS, *_MEASURES])} FROM store.event_counts
        WHERE searched IS NULL AND states IS NULL AND (from_moment IS NULL OR day >= {_FIRST}) AND (to_moment IS NULL OR day < {_END}) AND {listed_labels()}"""  # noqa: S608
    cut = f"""SELECT {_COUNTED} FROM chosen_events({NAMES})
        WHERE searched IS NOT NULL OR states IS NOT NULL
        OR (from_moment IS NOT NULL AND "at" < CAST({_FIRST} AS TIMESTAMP)) OR (to_moment IS NOT NULL AND "at" >= CAST({_END} AS TIMESTAMP))
        GROUP BY ALL"""  # noqa: S608  our own names
    return [
        f"CREATE OR REPLACE VIEW event_counts AS SELECT {listed(EVENT_COUNTS)} FROM store.event_counts",  # noqa: S608  our own names
        f"CREATE OR REPLACE MACRO chosen_counts({NAMES}) AS TABLE {whole} UNION ALL {cut}",
    ]


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
    return f'SELECT CAST("at" AS DATE) AS day, {_COUNTED} FROM {events} GROUP BY ALL'  # noqa: S608  our own names
