"""Asking Spark the questions of `queries/`, over the Parquet files of the archive."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession, functions

from alphagex_logs import archive
from alphagex_logs.errors import EngineMissing, QuestionFailed
from alphagex_logs.spark import relations
from alphagex_logs.spark.dialect import spark_sql
from alphagex_logs.warehouse import questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alphagex_logs.filters import Filters

# Questions whose SQL Spark has no words for.
UNANSWERABLE = {
    "full_row": "it reads a table whose name is a value, by DuckDB's query_table",
    "decision_legs": "it takes lists of documents apart, which only DuckDB's JSON type holds",
    "table_status": "it lists the words of an enumeration, which Spark does not have",
}
_OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.ansi.enabled": "false",  # DuckDB divides by zero to NULL
    "spark.sql.caseSensitive": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
}


class Spark:
    """The questions, asked of one Spark session."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def ask(self, question: str, filters: Filters | None = None, **parameters: object) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The names and the rows of the answer to queries/<question>.sql.

        Raises QuestionFailed, also for a question that Spark cannot answer.
        """
        if question in UNANSWERABLE:
            raise QuestionFailed(f"Spark does not answer {question}: {UNANSWERABLE[question]}.", "Ask DuckDB.")
        sql, values = questions.prepared(question, filters, parameters)
        try:
            answer = self._session.sql(spark_sql(sql, values), args={name: _argument(value) for name, value in values.items() if value is not None})
            return answer.columns, [tuple(row) for row in answer.collect()]
        except PySparkException as error:
            raise _failed(error) from error

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one SELECT in DuckDB's SQL. Raises QuestionFailed."""
        try:
            return [tuple(row) for row in self._session.sql(spark_sql(sql)).collect()]
        except PySparkException as error:
            raise _failed(error) from error


def _failed(error: PySparkException) -> QuestionFailed:
    return QuestionFailed(f"Spark could not answer: {str(error).strip().splitlines()[0][:300]}.")


@contextmanager
def opened(url: str, folder: Path, options: Mapping[str, str] | None = None) -> Iterator[Spark]:
    """A local Spark over everything that has been logged: what the archive in `folder` holds, and what PostgreSQL still has.

    `options` are Spark's own, beside or instead of those that the answers need.
    Raises EngineMissing without Java, DatabaseUnreachable, ArchiveUnavailable.
    """
    with tempfile.TemporaryDirectory(prefix="alphagex-spark-") as scratch:
        session = _session({**_OPTIONS, "spark.local.dir": scratch, "spark.sql.warehouse.dir": scratch, **(options or {})})
        try:
            relations.make(session, archive.gathered(url, folder, Path(scratch)), Path(scratch))
            yield Spark(session)
        finally:
            session.stop()


def _session(options: Mapping[str, str]) -> SparkSession:
    builder = SparkSession.builder.appName("alphagex-logs").master("local[*]")
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        raise EngineMissing("Spark does not start: it needs Java 17 or newer.") from error


def _argument(value: object) -> object:
    """A value as Spark takes it: lists become arrays."""
    return functions.array(*map(functions.lit, value)) if isinstance(value, list) else value
