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
from alphagex_logs.warehouse.landing import insert, make, run, some
from alphagex_logs.warehouse.schema import DERIVED, FORETELLING, HIDDEN, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import duckdb

    from alphagex_logs.catalogue.model import Table

_SAME_ROW = "told.table_name = scope.table_name AND told.id = scope.id"
_PREDICTION = DERIVED["predictions"] | HIDDEN["predictions"]  # nobody looks for new labels in these: they have theirs from events
_SCORED = "ml_decision_logs"  # a score is told by the last one of its trade and by the trade's outcome, so by more than its own row
_SCORES = f"table_name = '{_SCORED}' AND action = 'SCORE_TRADE'"
_TELLING = {*FORETELLING, *THREADS}
# What the union in relations/predictions.sql is made of, by the table that each branch tells of.
_BRANCHES = {
    "oracle_predictions": "oracle",
    "ares_ml_outcomes": "ares_ml",
    "ml_decision_logs": "wheel_ml",
    "ml_predictions": "ml_regime",
    "ai_predictions": "ai_advisor",
}


class Following:
    """What changed rows leave to be told anew, from the first table of a refresh to its last."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._foretelling: dict[str, str] = {}  # where the events are that came of the tables that predictions are made of
        _begin(cursor)

    def follow(self, table: Table, rows: str, *, replaced: bool) -> None:
        """Derive the events of the rows of a table whose ids are in `touched`; `rows` is the relation of those that are there now.

        `replaced` says whether any of the ids had a row before.
        """
        cursor, arriving, telling = self._cursor, f"arriving_{table.name}", table.name in _TELLING
        if replaced:
            _leave(cursor, f"store.events WHERE table_name = {literal(table.name)} AND id IN (FROM touched)", telling=telling)
        count = make(cursor, arriving, derivation(table, rows))
        if count:
            _insert(cursor, "events", arriving)
            counts.arrive(cursor, arriving)
        if telling:
            _widen(cursor, arriving)
        if table.name in FORETELLING:
            run(cursor, f"INSERT INTO scope_rows SELECT DISTINCT {literal(table.name)}, id FROM touched")  # noqa: S608  catalogue names
            self._foretelling |= {table.name: arriving} if count else {}

    def finish(self) -> None:
        """Tell the positions and predictions anew that the changes touch, and count their days anew."""
        cursor = self._cursor
        counts.finish(cursor)
        if some(cursor, "scope"):
            _widen_positions(cursor)
            if some(cursor, "scope_threads"):
                _tell_positions(cursor)
            _tell_predictions(cursor, self._foretelling)


def _begin(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget which threads and days were told anew the last time."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_threads (thread VARCHAR)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_days (trade_day DATE)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_stakes (trade_day DATE)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope_rows (table_name table_label, id BIGINT)")
    cursor.execute("CREATE OR REPLACE TEMP TABLE scope (tells BOOLEAN)")
    counts.begin(cursor)


def everything(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive all of it; the derived relations are empty."""
    _begin(cursor)
    for table in TABLES.values():
        if some(cursor, f"store.{quoted(table.name)}"):
            _insert(cursor, "events", f"({derivation(table)})")
    counts.everything(cursor)
    run(cursor, "INSERT INTO scope_threads SELECT DISTINCT thread FROM store.events WHERE thread IS NOT NULL")
    run(cursor, "INSERT INTO scope_days SELECT DISTINCT trade_day FROM store.event_counts")
    _insert_positions(cursor)
    cursor.execute("CREATE OR REPLACE TEMP VIEW foretold AS FROM store.events")
    _tell_days(cursor)
    _insert_predictions(cursor, {row[0] for row in cursor.execute("SELECT DISTINCT table_name FROM store.event_counts").fetchall()})


def _leave(cursor: duckdb.DuckDBPyConnection, events: str, *, telling: bool) -> None:
    """Let go of events that go, or change."""
    if telling:
        _widen(cursor, events)
    counts.leave(cursor, events)
    run(cursor, f"DELETE FROM {events}")  # noqa: S608  our own names


def _widen(cursor: duckdb.DuckDBPyConnection, rows: str) -> None:
    run(cursor, f"INSERT INTO scope_threads SELECT DISTINCT thread FROM {rows}")  # noqa: S608  our own names
    run(cursor, f"INSERT INTO scope_days SELECT DISTINCT trade_day FROM {rows}")  # noqa: S608  our own names
    run(cursor, "INSERT INTO scope VALUES (true)")


def _widen_positions(cursor: duckdb.DuckDBPyConnection) -> None:
    """Positions entered on a day of which ORACLE now says something else."""
    run(cursor, "DELETE FROM scope_threads WHERE thread IS NULL")
    run(cursor, "INSERT INTO scope_threads SELECT position_key FROM store.closed_positions WHERE entry_day IN (FROM scope_days)")


def _tell_positions(cursor: duckdb.DuckDBPyConnection) -> None:
    """Tell the positions of `scope_threads` anew; of their days, before and after, something else may now be true too."""
    days = "INSERT INTO scope_stakes SELECT entry_day FROM store.closed_positions WHERE position_key IN (FROM scope_threads)"
    cursor.execute(days)
    run(cursor, "DELETE FROM store.closed_positions WHERE position_key IN (FROM scope_threads)")
    _insert_positions(cursor)
    cursor.execute(days)
    run(cursor, "INSERT INTO scope_days FROM scope_stakes")


def _insert_positions(cursor: duckdb.DuckDBPyConnection) -> None:
    if make(cursor, "arriving", _statement("closed_positions")):
        _insert(cursor, "closed_positions", "arriving")


def _tell_predictions(cursor: duckdb.DuckDBPyConnection, foretelling: dict[str, str]) -> None:
    """Tell the predictions of `scope_rows` and of the threads anew, and then correct those of the days that this leaves out of date."""
    by_thread = run(
        cursor,
        f"INSERT INTO scope_rows SELECT table_name, id FROM store.events WHERE {_SCORES} AND thread IN (FROM scope_threads) EXCEPT FROM scope_rows",  # noqa: S608
    )
    run(cursor, f"DELETE FROM store.predictions AS told USING scope_rows AS scope WHERE {_SAME_ROW}")  # noqa: S608  our own names
    arrived = {table: rows for table, rows in foretelling.items() if table != _SCORED}
    if by_thread or _SCORED in foretelling:
        scores = f"SELECT told.* FROM store.events AS told SEMI JOIN scope_rows AS scope ON {_SAME_ROW} WHERE {_SCORES}"  # noqa: S608  our own names
        arrived |= {_SCORED: "scores"} if make(cursor, "scores", scores) else {}
    _tell_days(cursor)
    if arrived:
        cursor.execute(f"CREATE OR REPLACE TEMP VIEW foretold AS {_every(arrived.values())}")
        _insert_predictions(cursor, arrived.keys())
    if make(cursor, "corrected", _statement("corrected_predictions")):
        run(cursor, f"DELETE FROM store.predictions AS told USING corrected AS scope WHERE {_SAME_ROW}")  # noqa: S608  our own names
        insert(cursor, "store.predictions", _PREDICTION, "corrected")


def _insert_predictions(cursor: duckdb.DuckDBPyConnection, tables: Collection[str]) -> None:
    """Make the predictions of `foretold`, which has events of these tables; planning all forecasters takes three times as long as answering one."""
    branches = [branch for table, branch in _BRANCHES.items() if table in tables]
    if branches:
        every = _every(_BRANCHES.values(), "\n    ")
        statement = _statement("predictions")
        assert every in statement
        insert(cursor, "store.predictions", _PREDICTION, f"({statement.replace(every, _every(branches))})")


def _every(relations: Iterable[str], between: str = " ") -> str:
    return f"{between}UNION ALL BY NAME{between}".join(f"FROM {relation}" for relation in relations)


def _tell_days(cursor: duckdb.DuckDBPyConnection) -> None:
    make(cursor, "told_days", _statement("told_days"))


def _insert(cursor: duckdb.DuckDBPyConnection, relation: str, arriving: str) -> None:
    labels.grow(cursor, arriving, relation)
    insert(cursor, f"store.{relation}", DERIVED[relation] | HIDDEN[relation], arriving)


def rules() -> list[str]:
    """The SQL by which rows are told of: what a file holds of rows was told by the one of its time."""
    relations = ("closed_positions", "corrected_predictions", "predictions", "told_days")
    return [*(derivation(table) for table in TABLES.values()), *(_statement(relation) for relation in relations)]


@cache
def _statement(relation: str) -> str:
    return resources.files("alphagex_logs.warehouse").joinpath(f"relations/{relation}.sql").read_text(encoding="utf-8")
