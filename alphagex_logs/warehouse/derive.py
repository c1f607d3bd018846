"""Keeping `events`, `predictions` and `closed_positions` in step with the rows that they are derived from.

An event comes from one row. A position comes from the rows of its thread and from what ORACLE said on its entry day; a prediction from its row and
its thread, and a little of it from what else is known of its trade day. So what has to be told anew is a set of threads, a set of rows and a set
of days: they grow while the changed tables are followed, and are told once at the end. Of a prediction that only shares a day with a changed row,
that little is looked at, and the prediction is written anew when it differs.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from alphagex_logs.catalogue import TABLES
from alphagex_logs.warehouse import counts, labels
from alphagex_logs.warehouse.events import THREADS, derivation
from alphagex_logs.warehouse.landing import insert
from alphagex_logs.warehouse.schema import DERIVED, FORETELLING, HIDDEN, listed, literal, quoted

if TYPE_CHECKING:
    import duckdb

    from alphagex_logs.catalogue.model import Table

_SAME_ROW = "told.table_name = scope.table_name AND told.id = scope.id"
_PREDICTION = DERIVED["predictions"] | HIDDEN["predictions"]  # nobody looks for new labels in these: they have theirs from events
_TELLING = {*FORETELLING, *THREADS}
# What the union in relations/predictions.sql is made of, by the table that each branch tells of.
_BRANCHES = {
    "oracle_predictions": "oracle",
    "ares_ml_outcomes": "ares_ml",
    "ml_decision_logs": "wheel_ml",
    "ml_predictions": "ml_regime",
    "ai_predictions": "ai_advisor",
}


def begin(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget which threads and days were told anew the last time."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_threads (thread VARCHAR)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_days (trade_day DATE)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_stakes (trade_day DATE)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_rows (table_name table_label, id BIGINT)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope (tells BOOLEAN)")
    counts.begin(cursor)


def follow(cursor: duckdb.DuckDBPyConnection, table: Table, rows: str) -> None:
    """Derive the events of the rows of a table whose ids are in `touched`; `rows` is the relation of those that are there now."""
    own = f"table_name = {literal(table.name)} AND id IN (FROM touched)"
    if table.name in _TELLING:
        _widen(cursor, f"store.events WHERE {own}")
    counts.leave(cursor, f"store.events WHERE {own}")
    cursor.execute(f"DELETE FROM store.events WHERE {own}")  # noqa: S608  catalogue names
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE arriving AS {derivation(table, rows)}")
    _insert(cursor, "events", "arriving")
    counts.arrive(cursor, "arriving")
    if table.name in _TELLING:
        _widen(cursor, "arriving")
    if table.name in FORETELLING:
        cursor.execute(f"INSERT INTO scope_rows SELECT DISTINCT {literal(table.name)}, id FROM touched")  # noqa: S608  catalogue names


def finish(cursor: duckdb.DuckDBPyConnection) -> None:
    """Tell the positions and predictions anew that the changes touch, and count their days anew."""
    counts.finish(cursor)
    if cursor.execute("SELECT count(*) FROM scope").fetchall()[0][0]:
        _widen_positions(cursor)
        if cursor.execute("SELECT EXISTS (FROM scope_threads)").fetchall()[0][0]:
            _tell_positions(cursor)
        _tell_predictions(cursor)


def everything(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive all of it; the derived relations are empty."""
    begin(cursor)
    for table in TABLES.values():
        if cursor.execute(f"SELECT EXISTS (FROM store.{quoted(table.name)})").fetchall()[0][0]:
            _insert(cursor, "events", f"({derivation(table)})")
    counts.everything(cursor)
    cursor.execute("INSERT INTO scope_threads SELECT DISTINCT thread FROM store.events WHERE thread IS NOT NULL")
    cursor.execute("INSERT INTO scope_days SELECT DISTINCT trade_day FROM store.event_counts")
    _insert_positions(cursor)
    cursor.execute("CREATE OR REPLACE TEMP VIEW foretold AS FROM store.events")
    _tell_days(cursor)
    told = _telling(cursor, "store.event_counts")
    names = listed(_PREDICTION)
    if told:
        cursor.execute(f"INSERT INTO store.predictions ({names}) SELECT {names} FROM ({told})")  # noqa: S608  our own names


def _widen(cursor: duckdb.DuckDBPyConnection, rows: str) -> None:
    cursor.execute(f"INSERT INTO scope_threads SELECT DISTINCT thread FROM {rows}")  # noqa: S608  our own names
    cursor.execute(f"INSERT INTO scope_days SELECT DISTINCT trade_day FROM {rows}")  # noqa: S608  our own names
    cursor.execute("INSERT INTO scope VALUES (true)")


def _widen_positions(cursor: duckdb.DuckDBPyConnection) -> None:
    """Positions entered on a day of which ORACLE now says something else."""
    cursor.execute("DELETE FROM scope_threads WHERE thread IS NULL")
    cursor.execute("INSERT INTO scope_threads SELECT position_key FROM store.closed_positions WHERE entry_day IN (FROM scope_days)")


def _tell_positions(cursor: duckdb.DuckDBPyConnection) -> None:
    """Tell the positions of `scope_threads` anew; of their days, before and after, something else may now be true too."""
    days = "INSERT INTO scope_stakes SELECT entry_day FROM store.closed_positions WHERE position_key IN (FROM scope_threads)"
    cursor.execute(days)
    cursor.execute("DELETE FROM store.closed_positions WHERE position_key IN (FROM scope_threads)")
    _insert_positions(cursor)
    cursor.execute(days)
    cursor.execute("INSERT INTO scope_days FROM scope_stakes")


def _insert_positions(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE arriving AS {_statement('closed_positions')}")
    _insert(cursor, "closed_positions", "arriving")


def _tell_predictions(cursor: duckdb.DuckDBPyConnection) -> None:
    """Tell the predictions of `scope_rows` and of the threads anew, and then correct those of the days that this leaves out of date."""
    cursor.execute(
        "INSERT INTO scope_rows SELECT table_name, id FROM store.events WHERE table_name = 'ml_decision_logs' AND thread IN (FROM scope_threads)"
        " EXCEPT FROM scope_rows"
    )
    cursor.execute(f"DELETE FROM store.predictions AS told USING scope_rows AS scope WHERE {_SAME_ROW}")  # noqa: S608  our own names
    foretold = f"SELECT told.* FROM store.events AS told SEMI JOIN scope_rows AS scope ON {_SAME_ROW}"  # noqa: S608  our own names
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE foretelling AS {foretold}")
    cursor.execute("CREATE OR REPLACE TEMP VIEW foretold AS FROM foretelling")
    _tell_days(cursor)
    told = _telling(cursor, "foretelling")
    if told:
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE arriving AS {told}")
        insert(cursor, "store.predictions", _PREDICTION, "arriving")
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE corrected AS {_statement('corrected_predictions')}")
    cursor.execute(f"DELETE FROM store.predictions AS told USING corrected AS scope WHERE {_SAME_ROW}")  # noqa: S608  our own names
    insert(cursor, "store.predictions", _PREDICTION, "corrected")


def _telling(cursor: duckdb.DuckDBPyConnection, rows: str) -> str:
    """The select of predictions of those forecasters alone that have any of these rows: planning them all takes three times as long as answering one."""
    tables = {row[0] for row in cursor.execute(f"SELECT DISTINCT table_name FROM {rows}").fetchall()}  # noqa: S608  our own names
    branches = [f"FROM {branch}" for table, branch in _BRANCHES.items() if table in tables]
    every = "\n    UNION ALL BY NAME\n    ".join(f"FROM {branch}" for branch in _BRANCHES.values())
    statement = _statement("predictions")
    assert every in statement
    return statement.replace(every, " UNION ALL BY NAME ".join(branches)) if branches else ""


def _tell_days(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE told_days AS {_statement('told_days')}")


def _insert(cursor: duckdb.DuckDBPyConnection, relation: str, arriving: str) -> None:
    labels.grow(cursor, arriving, relation)
    insert(cursor, f"store.{relation}", DERIVED[relation] | HIDDEN[relation], arriving)


@cache
def _statement(relation: str) -> str:
    return resources.files("alphagex_logs.warehouse").joinpath(f"relations/{relation}.sql").read_text(encoding="utf-8")
