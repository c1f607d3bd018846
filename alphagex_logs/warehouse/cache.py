"""The blocks of the warehouse file that DuckDB keeps in memory once they are read: a download reads millions of rows once, and should not keep them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALLOWANCE = 96 * 2**20  # bytes that one reader may add to what is kept
STEP = 64 * 2**20
LOADING = 384 * 2**20


class Cache:
    """What DuckDB keeps. It lets go only at its memory limit, so that is lowered for a moment, by less than what can be let go.

    A question that wants memory in that moment would fail, so none runs in it: it waits a few milliseconds, or the lowering is left for later.
    """

    def __init__(self, database: duckdb.DuckDBPyConnection, memory_limit: str) -> None:
        self._database = database
        self._memory_limit = memory_limit
        self._lock = threading.Lock()
        self._asking = 0

    @contextmanager
    def question(self) -> Iterator[None]:
        """For as long as a question runs: the limit stays what it is."""
        with self._lock:
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1

    @contextmanager
    def sparing(self) -> Iterator[None]:
        """For a first load, beside which there is nothing to ask: keep less of what is written, and write it in whatever order it comes."""
        with self._lock, self._database.cursor() as cursor:
            given = _bytes(cursor.execute("SELECT current_setting('memory_limit')").fetchall()[0][0])
            cursor.execute(f"SET memory_limit = '{min(given, LOADING):d}B'")
            cursor.execute("SET preserve_insertion_order = false")  # in order, rows that come in small batches are moved together once more
        try:
            yield
        finally:
            with self._database.cursor() as cursor:
                cursor.execute("SET preserve_insertion_order = true")
                cursor.execute(f"SET memory_limit = '{self._memory_limit}'")

    def reader(self) -> Callable[[], None]:
        """What a reader of many rows calls now and then: it lets old blocks go when there are ALLOWANCE more than now."""
        with self._lock, self._database.cursor() as cursor:
            before = _used(cursor)
        return lambda: self._trim(before + ALLOWANCE)

    def _trim(self, most: int) -> None:
        with self._lock, self._database.cursor() as cursor:
            used = _used(cursor)
            if used <= most or self._asking:
                return
            try:
                cursor.execute(f"SET memory_limit = '{used - STEP}B'")
            except duckdb.OutOfMemoryException:
                pass  # a refresh is at work in that memory: the next call tries again
            finally:
                cursor.execute(f"SET memory_limit = '{self._memory_limit}'")


def _bytes(shown: str) -> int:
    """A size as DuckDB shows it, such as 1.8 GiB."""
    number, unit = shown.split()
    return int(float(number) * 1024 ** ("bytes", "KiB", "MiB", "GiB", "TiB").index(unit))


def _used(cursor: duckdb.DuckDBPyConnection) -> int:
    return int(cursor.execute("SELECT coalesce(sum(memory_usage_bytes), 0) FROM duckdb_memory()").fetchall()[0][0])
