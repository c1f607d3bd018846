"""One version of the warehouse for as long as somebody reads it, while refreshes go on."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Self

import duckdb

from alphagex_logs.errors import WarehouseUnavailable
from alphagex_logs.warehouse import questions
from alphagex_logs.warehouse.schema import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    import pyarrow as pa

    from alphagex_logs.filters import Filters
    from alphagex_logs.warehouse.cache import Cache


class Snapshot:
    """A transaction that only reads: every method answers from the same version. Close it; one thread at a time may use it."""

    def __init__(self, database: duckdb.DuckDBPyConnection, cache: Cache) -> None:
        """Fix the version. Raises WarehouseUnavailable when the warehouse has been closed."""
        try:
            self._cursor = database.cursor()
            self._cursor.execute("BEGIN TRANSACTION READ ONLY")
        except duckdb.Error as error:
            raise WarehouseUnavailable("The warehouse is closed.", "Start the program again.") from error
        # The version is fixed by the first read, not by BEGIN.
        self._cache = cache
        self.version = int(self.rows("SELECT version FROM store.state")[0][0])
        self._trim: Callable[[], None] | None = None

    def ask(self, question: str, filters: Filters | None = None, **parameters: object) -> list[dict[str, Any]]:
        """The answer to queries/<question>.sql, each row by column name, as Python values; documents are JSON text. Raises QuestionFailed."""
        rows = self.rows(*questions.prepared(question, filters, parameters))
        names = [column[0] for column in self._cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The rows of one SELECT as Python values. Raises QuestionFailed."""
        questions.parameters_of(sql)
        try:
            with self._cache.question():
                return self._cursor.execute(sql, dict(parameters or {})).fetchall()
        except duckdb.Error as error:
            raise questions.failed(error) from error

    def batches(self, sql: str, parameters: Mapping[str, object] | None = None, rows_per_batch: int = 10_000) -> Iterator[pa.RecordBatch]:
        """The rows of one SELECT as Arrow batches, each read when it is taken; none when there are no rows. Raises QuestionFailed."""
        questions.parameters_of(sql)
        try:
            with self._cache.question():
                reader = iter(self._cursor.sql(sql, params=dict(parameters or {})).to_arrow_reader(rows_per_batch))
            while (batch := self._next(reader)) is not None:
                yield batch
        except (duckdb.Error, OSError) as error:  # Arrow passes on what fails between two batches as an OSError
            raise questions.failed(error) from error

    def _next(self, reader: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
        with self._cache.question():
            return next(reader, None)

    def columns(self, relation: str) -> dict[str, str]:
        """Names and DuckDB types of the columns of a relation. Raises QuestionFailed."""
        return self.columns_of(quoted(relation))

    def columns_of(self, sql: str, parameters: Mapping[str, object] | None = None) -> dict[str, str]:
        """Names and DuckDB types of the columns that one SELECT gives. Raises QuestionFailed."""
        return {row[0]: row[1] for row in self.rows(f"SELECT column_name, column_type FROM (DESCRIBE {sql})", parameters)}  # noqa: S608  one SELECT

    def sql_of(self, question: str) -> str:
        """The text of queries/<question>.sql."""
        return questions.sql_of(question)

    def schema(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Schema:
        """Names and Arrow types of the columns that one SELECT gives. Raises QuestionFailed."""
        questions.parameters_of(sql)
        try:
            return self._cursor.sql(sql, params=dict(parameters or {})).limit(0).to_arrow_reader().schema
        except duckdb.Error as error:
            raise questions.failed(error) from error

    def newest(self) -> datetime | None:
        """The moment of the newest row of all, aware UTC; None while there is none."""
        moment = self.rows('SELECT max("at") FROM events')[0][0]
        return moment.replace(tzinfo=UTC) if moment else None

    def forget(self) -> None:
        """Let go of the memory in which rows that were read are kept; a reader of very many calls this before and now and then."""
        if self._trim is None:
            self._trim = self._cache.reader()
        self._trim()

    def close(self) -> None:
        """Let the version go; a second call does nothing."""
        self._cursor.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
