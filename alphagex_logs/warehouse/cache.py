"""The blocks of the warehouse file that DuckDB keeps in memory once they are read: a download reads millions of rows once, and should not keep them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable

ALLOWANCE = 96 * 2**20  # bytes that one reader may add to what is kept
STEP = 64 * 2**20


class Cache:
    """What DuckDB keeps. It lets go only at its memory limit, so that is lowered for a moment, by less than what can be let go."""

    def __init__(self, database: duckdb.DuckDBPyConnection, memory_limit: str) -> None:
        self._database = database
        self._memory_limit = memory_limit
        self._lock = threading.Lock()

    def reader(self) -> Callable[[], None]:
        """What a reader of many rows calls now and then: it lets old blocks go when there are ALLOWANCE more than now."""
        with self._lock, self._database.cursor() as cursor:
            before = _used(cursor)
        return lambda: self._trim(before + ALLOWANCE)

    def _trim(self, most: int) -> None:
        with self._lock, self._database.cursor() as cursor:
            used = _used(cursor)
            if used <= most:
                return
            try:
                cursor.execute(f"SET memory_limit = '{used - STEP}B'")
            except duckdb.OutOfMemoryException:
                pass  # queries are at work in that memory: the next call tries again
            finally:
                cursor.execute(f"SET memory_limit = '{self._memory_limit}'")


def _used(cursor: duckdb.DuckDBPyConnection) -> int:
    return int(cursor.execute("SELECT coalesce(sum(memory_usage_bytes), 0) FROM duckdb_memory()").fetchall()[0][0])
