"""The warehouse: a DuckDB file that follows PostgreSQL and answers questions from any thread."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import duckdb

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import QuestionFailed, UnknownTable, WarehouseUnavailable
from alphagex_logs.sync import Mark, Source
from alphagex_logs.warehouse import apply, connection, questions, schema
from alphagex_logs.warehouse.chosen import relation_statements
from alphagex_logs.warehouse.labels import SEEDS, seed_statements
from alphagex_logs.warehouse.macros import scalar_macros
from alphagex_logs.warehouse.reconcile import Difference, compare
from alphagex_logs.warehouse.schema import quoted
from alphagex_logs.warehouse.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from alphagex_logs.filters import Filters
    from alphagex_logs.settings import Settings

    Progress = Callable[[int, int, str], None]


def _silent(_done: int, _total: int, _label: str) -> None:
    """Show nothing."""


class Warehouse:
    """All tables and what is derived from them, as of the last refresh. Every method may be called from any thread."""

    def __init__(self, database: duckdb.DuckDBPyConnection, source: Source) -> None:
        self._database = database
        self._source = source
        self._writing = threading.Lock()
        state = database.execute("SELECT snapshot, identity, version FROM store.state").fetchall()[0]
        self._mark = Mark(state[0], state[1]) if state[0] else None
        self._version = int(state[2])

    @classmethod
    def open(cls, settings: Settings, url: str) -> Self:
        """Open the warehouse file of these settings, or make it, as a follower of the PostgreSQL at `url`.

        A file that is damaged or was made by another version is moved aside and made anew. Raises WarehouseUnavailable when another
        process has it, and SettingsError when `url` is no address.
        """
        source = Source(url)
        return cls(_open(settings.warehouse_file, settings.memory_limit), source)

    @property
    def version(self) -> int:
        """Grows with every refresh that changed something: what was asked at one version can be kept until the next."""
        return self._version

    def refresh(self, progress: Progress = _silent) -> bool:
        """Bring in what has changed in PostgreSQL; True when something had.

        Raises DatabaseUnreachable; then the warehouse still holds, and answers from, what it had.
        """
        with self._writing, self._database.cursor() as cursor:
            changed = False
            while (answer := self._follow(cursor)) is None:
                self._load(cursor, progress)
                changed = True
            return answer or changed

    def reconcile(self, *, cells: bool = False, repair: bool = False) -> list[Difference]:
        """Refresh, and compare with PostgreSQL at that same moment: the tables that differed; with `repair` they do no more.

        `cells` compares every cell of every row, not counts and row versions alone. Raises DatabaseUnreachable.
        """
        with self._writing, self._database.cursor() as cursor:
            while (found := self._reconcile(cursor, cells=cells, repair=repair)) is None:
                self._load(cursor, _silent)
            return found

    def _reconcile(self, cursor: duckdb.DuckDBPyConnection, *, cells: bool, repair: bool) -> list[Difference] | None:
        if self._mark is None:
            return None
        with self._source.changes(self._mark) as changes:
            if changes is None:
                return None
            found: list[Difference] = []

            def work() -> None:
                apply.apply(cursor, changes)
                found.extend(compare(cursor, self._source, cells=cells, repair=repair))

            self._store(cursor, work, changes.mark, changed=repair or bool(changes.tables))
            return found

    @contextlib.contextmanager
    def _mended(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if self._damaged:
            self._database.close()
            put_aside(self._settings.warehouse_file, self._damaged)
            self._attach()
        with self._cursor() as cursor:
            yield cursor

    def _follow(self, cursor: duckdb.DuckDBPyConnection) -> bool | None:
        """Apply what the mark has not seen; None when there is no mark, or it belongs to other data."""
        if self._mark is None:
            return None
        with self._source.changes(self._mark) as changes:
            if changes is None:
                return None
            return self._store(cursor, lambda: apply.apply(cursor, changes), changes.mark, changed=bool(changes.tables))

    def _load(self, cursor: duckdb.DuckDBPyConnection, progress: Progress) -> None:
        settled = self._source.now().settled()
        self._store(cursor, lambda: apply.load(cursor, self._source, settled, progress), settled, changed=True)

    def _store(self, cursor: duckdb.DuckDBPyConnection, work: Callable[[], None], mark: Mark, *, changed: bool) -> bool:
        cursor.execute("BEGIN")
        try:
            work()
            version = self._version + changed
            cursor.execute(
                "UPDATE store.state SET snapshot = $1, identity = $2, version = $3, refreshed_at = $4",
                [mark.snapshot, mark.identity, version, datetime.now(UTC).replace(tzinfo=None)],
            )
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        self._mark, self._version = mark, version
        return changed

    def ask(self, question: str, filters: Filters | None = None, **parameters: object) -> pd.DataFrame:
        """The answer to queries/<question>.sql, one row per what its head comment says.

        The filters give the parameters that the file names; the other ones come by keyword. Raises QuestionFailed.
        """
        sql = questions.sql_of(question)
        with self._database.cursor() as cursor:
            return _plain(self._execute(cursor, sql, self._bound(sql, filters, parameters)).df())

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The rows of one SELECT as Python values. Raises QuestionFailed."""
        with self._database.cursor() as cursor:
            return self._execute(cursor, sql, parameters or {}).fetchall()

    def stream(self, sql: str, parameters: Mapping[str, object] | None = None, rows_per_batch: int = 50_000) -> pa.RecordBatchReader:
        """The rows of one SELECT as Arrow batches, read as they are taken, all of one version. Raises QuestionFailed."""
        cursor = self._database.cursor()
        questions.parameters_of(sql)
        try:
            return cursor.sql(sql, params=dict(parameters or {})).to_arrow_reader(rows_per_batch)
        except duckdb.Error as error:
            cursor.close()
            raise questions.failed(error) from error

    def snapshot(self) -> Snapshot:
        """This version, to ask more than one thing of; the caller closes it."""
        return Snapshot(self._database.cursor())

    def row(self, table: str, key: int) -> dict[str, Any] | None:
        """One row of a log table in full, all its columns by name, as Python values; None when there is none.

        `unrepresentable` names the columns whose value DuckDB cannot hold: there the row says None, or rounds a number. Raises UnknownTable.
        """
        if table not in TABLES:
            raise UnknownTable(table)
        with self._database.cursor() as cursor:
            columns = [column.name for column in TABLES[table].columns]
            sql = f"SELECT {schema.listed([*columns, schema.ODD])} FROM store.{quoted(table)} WHERE id = $1"  # noqa: S608  from the catalogue
            found = cursor.execute(sql, [key]).fetchone()
        return dict(zip([*columns, "unrepresentable"], [*found[:-1], found[-1] or []], strict=True)) if found else None

    def columns(self, relation: str) -> dict[str, str]:
        """Names and DuckDB types of the columns of a table, `events`, `predictions` or `closed_positions`."""
        with self._database.cursor() as cursor:
            described = cursor.execute(f"DESCRIBE SELECT * FROM {quoted(relation)}").fetchall()  # noqa: S608  quoted
        return {row[0]: row[1] for row in described}

    def newest(self) -> datetime | None:
        """The moment of the newest row of all; None while there is none."""
        moment = self.rows('SELECT max("at") FROM events')[0][0]
        return moment.replace(tzinfo=UTC) if moment else None

    def sql_of(self, question: str) -> str:
        """The text of queries/<question>.sql."""
        return questions.sql_of(question)

    def close(self) -> None:
        """Let go of the file and of PostgreSQL."""
        with self._writing:
            self._source.close()
            self._database.close()

    def _bound(self, sql: str, filters: Filters | None, given: Mapping[str, object]) -> dict[str, object]:
        named = questions.parameters_of(sql)
        known = (filters.parameters() if filters else {}) | dict(given)
        missing = sorted(named - known.keys())
        surplus = sorted(given.keys() - named)
        if missing or surplus:
            raise QuestionFailed(f"The question needs {', '.join(missing) or 'nothing more'}, and does not know {', '.join(surplus) or 'anything else'}.")
        return {name: known[name] for name in named}

    def _execute(self, cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
        questions.parameters_of(sql)
        try:
            return cursor.execute(sql, dict(parameters))
        except duckdb.Error as error:
            raise questions.failed(error) from error


def _plain(answer: pd.DataFrame) -> pd.DataFrame:
    """Enumerations as text: a categorical column would bring words that no row has into every group."""
    return answer.astype(dict.fromkeys(answer.select_dtypes("category").columns, "str"))


def _open(file: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _prepared(connection.connect(file, memory_limit))
    except (duckdb.Error, _OtherVersionError):
        _move_aside(file)
        return _prepared(connection.connect(file, memory_limit))


class _OtherVersionError(Exception):
    """The file was made by another version of this program."""


def _prepared(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    try:
        made = database.execute("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'store'").fetchall()[0][0]
        if not made:
            _create(database)
        elif database.execute("SELECT fingerprint FROM store.state").fetchall() != [(schema.fingerprint(),)]:
            raise _OtherVersionError
        for statement in (*scalar_macros(), *relation_statements()):
            database.execute(statement)
    except BaseException:
        database.close()
        raise
    return database


def _create(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("BEGIN")
    for statement in (*scalar_macros(), *schema.statements(), *seed_statements()):
        database.execute(statement)
    for relation in schema.DERIVED:
        for column in SEEDS:
            if column in schema.DERIVED[relation]:
                database.execute(f"ALTER TABLE store.{relation} ALTER {quoted(column)} TYPE {column}_label_1")
    database.execute("INSERT INTO store.state VALUES (NULL, NULL, 0, NULL, $1)", [schema.fingerprint()])
    database.execute("COMMIT")


def _move_aside(file: Path) -> None:
    for left in (file, file.with_name(file.name + ".wal")):
        if left.exists():
            left.replace(left.with_name(left.name + ".unusable"))


_current: Warehouse | None = None


def use(warehouse: Warehouse | None) -> None:
    """Make this the warehouse that the pages and the API of this process ask."""
    global _current  # noqa: PLW0603  one process serves one warehouse
    _current = warehouse


def current() -> Warehouse:
    """The warehouse of this process.

    Raises WarehouseUnavailable before there is one.
    """
    if _current is None:
        raise WarehouseUnavailable("The warehouse is not open yet.", "Wait until the program has started.")
    return _current
