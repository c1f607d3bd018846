"""`alphagex-logs ask`."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from alphagex_logs import export
from alphagex_logs.cli import filtering
from alphagex_logs.cli.fresh import fresh
from alphagex_logs.cli.terminal import answer
from alphagex_logs.errors import EngineMissing, SettingsError
from alphagex_logs.warehouse import questions

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager

    from alphagex_logs.settings import Settings
    from alphagex_logs.spark.session import Spark

DUCKDB, SPARK = "duckdb", "spark"
WIDEST = 40  # of a column of the table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to ask, of which engine, through which filters."""
    parser.add_argument("question", help="the name of a file in queries/, such as pnl_totals")
    parser.add_argument(
        "--param", action="append", metavar="NAME=VALUE", default=[], help="another parameter that the file's head names; an empty value is null"
    )
    parser.add_argument("--engine", choices=(DUCKDB, SPARK), default=DUCKDB, help="who answers; spark needs the extra `spark` and Java (default: duckdb)")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="how the answer is written (default: table)")
    filtering.add_arguments(parser)


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Write the answer to one question."""
    given = dict(_parameter(text) for text in parsed.param)
    filtering.check(parsed)
    questions.sql_of(parsed.question)
    with fresh(settings) as (warehouse, url), warehouse.snapshot() as snapshot:
        filters = filtering.filters_of(parsed, snapshot)
        if parsed.engine == SPARK:
            with _spark(url, settings) as spark:
                names, rows = spark.ask(parsed.question, filters, **given)
        else:
            sql, values = questions.prepared(parsed.question, filters, given)
            names, rows = list(snapshot.columns_of(sql, values)), snapshot.rows(sql, values)
    _WRITERS[parsed.format](names, rows)
    return 0


def _spark(url: str, settings: Settings) -> AbstractContextManager[Spark]:
    """Raises EngineMissing."""
    try:
        from alphagex_logs.spark import session  # noqa: PLC0415  an extra
    except ImportError as error:
        raise EngineMissing(f"Spark is not installed ({error.name} is missing).") from error
    return session.opened(url, settings.archive)


def _parameter(text: str) -> tuple[str, object]:
    """A parameter of the command line: a number, a moment with its offset, text, or null.

    Raises SettingsError.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise SettingsError(f"{text[:80]!r} is no parameter.", "Write it like --param split=bot.")
    for read in (int, float, _moment):
        try:
            return name, read(value)
        except ValueError:
            continue
    return name, value or None


def _moment(text: str) -> datetime:
    """Moments in questions are UTC without saying so."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _as_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    cells = [list(names), *([_shown(value) for value in row] for row in rows)]
    widths = [min(WIDEST, max(len(row[place]) for row in cells)) for place in range(len(names))]
    for row in cells:
        answer("  ".join(_fitted(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _shown(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _fitted(cell: str, width: int) -> str:
    return (cell if len(cell) <= width else f"{cell[: width - 1]}…").ljust(width)


def _as_csv(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)


def _as_json(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """An object a line, its values as in the API."""
    objects = ",\n".join(export.encoded(dict(zip(names, row, strict=True))) for row in rows)
    answer(f"[{objects}]")


_WRITERS = {"table": _as_table, "csv": _as_csv, "json": _as_json}
