"""What text searches found: a text is looked for once per version and window, however many questions a page asks about it.

What was found lies in memory, in a second database beside the warehouse file, and the questions that follow read it instead of every text.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from alphagex_logs.warehouse.chosen import Found, Window, search
from alphagex_logs.warehouse.connection import SEARCHES

if TYPE_CHECKING:
    from collections.abc import Collection

    import duckdb

KEPT = 4  # a person looks for a text or two at a time
MOST_ROWS = 1_000_000  # about 100 MB; what more rows hold, every question looks for itself
SHARED = ("event_counts", "predictions")  # what many questions of a page read; events themselves are read by one or two, which want few of them
_TRIES = 3


class Searches:
    """The last searches in the newest version, for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = -1
        self._made = 0
        self._found: dict[Window, dict[str, str]] = {}

    def find(self, cursor: duckdb.DuckDBPyConnection, wanted: Collection[tuple[str, Window]]) -> Found:
        """In which tables the cursor's transaction, or the new one that it is in afterwards, has the rows that were found.

        They are looked for when nobody has yet. Without an answer the question has to look for itself: there are too many rows, or the warehouse
        changed while they were looked for.
        """
        needs = {(window, relation) for relation, window in wanted if relation in SHARED}
        with self._lock:
            for _ in range(_TRIES):
                version = int(cursor.execute("SELECT version FROM store.state").fetchall()[0][0])
                if version == self._version and all(relation in self._found.get(window, {}) for window, relation in needs):
                    return self._held(cursor, {window for window, _ in needs})
                self._look(cursor, version, needs)
                cursor.execute("BEGIN")
            return {}

    def _held(self, cursor: duckdb.DuckDBPyConnection, windows: Collection[Window]) -> Found:
        held = {window: {relation: table for relation, table in self._found[window].items() if table} for window in windows}
        for table in {table for tables in held.values() for table in tables.values()}:
            # The transaction's view of the tables begins with the first that it reads; whoever drops them waits for the lock.
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 0")  # noqa: S608  our own names
        return held

    def _look(self, cursor: duckdb.DuckDBPyConnection, version: int, needs: Collection[tuple[Window, str]]) -> None:
        """Look for what is missing, and drop what is of another version or was not asked for lately; all of it or nothing."""
        found = {window: dict(tables) for window, tables in self._found.items()} if version == self._version else {}
        for window, relation in needs:
            tables = found[window] = found.pop(window, {})  # the last one asked for is the last one dropped
            if relation not in tables:
                tables[relation] = self._kept(cursor, relation, window)
        found = dict(list(found.items())[-KEPT:])
        for table in _tables(self._found) - _tables(found):
            cursor.execute(f"DROP TABLE {table}")
        cursor.execute("COMMIT")
        self._version, self._found = version, found

    def _kept(self, cursor: duckdb.DuckDBPyConnection, relation: str, window: Window) -> str:
        """The new table of what was found; nothing when that is too much."""
        self._made += 1
        table = f"{SEARCHES}.{relation}_{self._made}"
        sql, values = search(relation, window)
        rows = cursor.execute(f"CREATE TABLE {table} AS {sql} LIMIT {MOST_ROWS + 1}", values).fetchall()[0][0]
        if rows <= MOST_ROWS:
            return table
        cursor.execute(f"DROP TABLE {table}")
        return ""


def _tables(found: dict[Window, dict[str, str]]) -> set[str]:
    return {table for tables in found.values() for table in tables.values() if table}
