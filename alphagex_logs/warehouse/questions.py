"""The questions: one SQL file each under `queries/`, which any SQL tool can run against the warehouse file."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from alphagex_logs.errors import QuestionFailed
from alphagex_logs.warehouse.chosen import NEWEST, composed, searched
from alphagex_logs.warehouse.connection import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from alphagex_logs.filters import Filters
    from alphagex_logs.warehouse.chosen import Found, Window

FOLDER = Path(__file__).parents[2] / "queries"


@cache
def sql_of(question: str) -> str:
    """The text of queries/<question>.sql.

    Raises QuestionFailed when there is no such question.
    """
    file = FOLDER / f"{question}.sql"
    if not question.isidentifier() or not file.is_file():
        raise QuestionFailed(f"There is no question {question[:80]!r}.", "The files in queries/ are the questions.")
    return file.read_text(encoding="utf-8")


def parsed(sql: str) -> duckdb.Statement:
    """One SELECT as DuckDB reads it.

    Raises QuestionFailed when the text is not exactly one SELECT.
    """
    try:
        read = statements(sql)
    except duckdb.Error as error:
        raise QuestionFailed(f"The question cannot be read: {str(error).splitlines()[0]}.") from error
    if len(read) != 1 or read[0].type != duckdb.StatementType.SELECT:
        raise QuestionFailed("A question is exactly one SELECT.")
    return read[0]


@lru_cache(1_024)
def parameters_of(sql: str) -> frozenset[str]:
    """The names of a statement's parameters.

    Raises QuestionFailed when the text is not exactly one SELECT.
    """
    return frozenset(parsed(sql).named_parameters)


def prepared(
    question: str,
    filters: Filters | None,
    given: Mapping[str, object],
    search: Callable[[list[tuple[str, Window]]], Found] | None = None,
    newest: Callable[[], date | None] | None = None,
) -> tuple[str, dict[str, object]]:
    """The question as it is run, with the values of its parameters: from the filters, and from what is given beside them.

    `search` says in which tables the rows are that hold the text, when there is one, and `newest` which day is the newest, when that is needed.

    Raises QuestionFailed when there is no such question, or a value is missing or given in vain.
    """
    asked = sql_of(question)
    named = parameters_of(asked)
    known = (filters.parameters() if filters else {}) | dict(given)
    missing = sorted(named - known.keys())
    surplus = sorted(given.keys() - named)
    if missing or surplus:
        raise QuestionFailed(f"The question needs {', '.join(missing) or 'nothing more'}, and does not know {', '.join(surplus) or 'anything else'}.")
    wanted = searched(asked, known)
    sql = composed(asked, known, search(wanted) if search and wanted else None, newest=newest is not None)
    names = parameters_of(sql)
    if newest and NEWEST in names:
        known[NEWEST] = newest()
    return sql, {name: known[name] for name in names}


def failed(error: Exception) -> QuestionFailed:
    """What to raise when DuckDB could not answer."""
    return QuestionFailed(f"The warehouse could not answer: {str(error).splitlines()[0][:300]}.")
