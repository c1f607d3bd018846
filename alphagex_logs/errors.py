"""Every error that AlphaGEX Logs raises on purpose: each says what happened and what to do."""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class AlphagexError(Exception):
    """What went wrong in one sentence, and the remedy in another; safe to show: it never holds a secret."""

    exit_code = 1

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem} {remedy}".strip())


class SettingsError(AlphagexError):
    """A setting that cannot be used, or a place that it points to."""

    exit_code = 2


class DatabaseUnreachable(AlphagexError):
    """PostgreSQL does not answer, or does not let us in."""

    exit_code = 3


class MigrationRefused(AlphagexError):
    """A database that cannot be brought to the schema without harming what it holds."""

    exit_code = 4


class WarehouseUnavailable(AlphagexError):
    """The DuckDB file is in use by another process, or cannot be opened or written."""

    exit_code = 5


class ValueRefused(AlphagexError):
    """A value that the column cannot hold exactly."""

    def __init__(self, table: str, column: str, value: object, why: str) -> None:
        self.table = table
        self.column = column
        super().__init__(f"{table}.{column} cannot take {_shown(value)}: {why}.")


def _shown(value: object) -> str:
    """At most about 80 characters of a value, whatever it is: a megabyte of text, a number too long to print, an object whose repr fails."""
    short = reprlib.Repr()
    short.maxstring = short.maxother = short.maxlong = 80
    try:
        return short.repr(value)
    except Exception as failed:  # noqa: BLE001 - any repr may fail anyhow
        return f"a {type(value).__name__} ({type(failed).__name__} in its repr)"


class UnknownColumn(AlphagexError):
    """A column name that the table does not have."""

    def __init__(self, table: str, column: str) -> None:
        self.table = table
        self.column = column
        super().__init__(f"{table} has no column {column!r}.", "docs/tables.md lists the columns.")


class UnknownTable(AlphagexError):
    """A table name that the catalogue does not have."""

    def __init__(self, table: str) -> None:
        super().__init__(f"There is no log table {table[:80]!r}.", "docs/tables.md lists the 23 tables.")


class FilterRefused(AlphagexError):
    """A filter value that means nothing: an unknown range, a date that is none, a bot nobody knows."""

    def __init__(self, parameter: str, why: str) -> None:
        self.parameter = parameter
        self.why = why
        super().__init__(f"The filter {parameter!r} {why}.")


class QuestionFailed(AlphagexError):
    """A question to the warehouse that could not be answered."""


class MetricRefused(AlphagexError):
    """Columns that cannot be the input of one metric: unequal lengths, more wins than predictions."""


class WriteFailed(AlphagexError):
    """Operations that PostgreSQL did not take; `failures` holds each with its reason."""

    def __init__(self, failures: Sequence[object]) -> None:
        self.failures = tuple(failures)
        others = f" The same call gave up {len(self.failures) - 1} others." if len(self.failures) > 1 else ""
        super().__init__(f"PostgreSQL did not take a row of {self.failures[0]}.{others}", "`failures` of this error lists each with its reason.")


class ChartRefused(AlphagexError):
    """A frame that a chart cannot draw: columns that it needs are missing."""

    def __init__(self, chart: str, why: str) -> None:
        super().__init__(f"The chart {chart} cannot be drawn: {why}.", "docs/charts.md lists the columns of every chart.")


class ArchiveBusy(AlphagexError):
    """Another process is archiving the same database."""

    exit_code = 6

    def __init__(self) -> None:
        super().__init__("Another process is archiving this database.", "Wait until it has ended; a second run then finds what it left.")


class ArchiveUnavailable(AlphagexError):
    """The archive folder is not there, belongs to another database, or lacks a file that PostgreSQL's record names."""

    exit_code = 7


class EngineMissing(AlphagexError):
    """An engine that is an extra is not installed, or does not start."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, "Install `alphagex-logs[spark]` and Java 17, or ask with --engine duckdb.")


class BackfillStopped(AlphagexError):
    """PostgreSQL did not let the backfill end, for example because a bot keeps a row locked; nothing of it was done."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The backfill was stopped: {why}.", "Nothing was changed; run it again.")
