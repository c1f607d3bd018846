"""The warehouse: a DuckDB file that follows PostgreSQL and answers questions from any thread."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import duckdb

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import UnknownTable, WarehouseUnavailable
from alphagex_logs.sync import Mark, Source
from alphagex_logs.warehouse import apply, questions, schema
from alphagex_logs.warehouse.cache import Cache
from alphagex_logs.warehouse.file import open_file, put_aside
from alphagex_logs.warehouse.newest import Newest
from alphagex_logs.warehouse.reconcile import Difference, compare
from alphagex_logs.warehouse.schema import quoted
from alphagex_logs.warehouse.searches import Searches
from alphagex_logs.warehouse.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd
    import pyarrow as pa

    from alphagex_logs.filters import Filters
    from alphagex_logs.settings import Settings

    Progress = Callable[[int, int, str], None]


LOOK_UP_SECONDS = 0.02
_ROOM = "See that the disk has room; ALPHAGEX_MEMORY_LIMIT says how much memory it may use."


def _silent(_done: int, _total: int, _label: str) -> None:
    """Show nothing."""


class Warehouse:
    """All tables and what is derived from them, as of the last refresh. Every method may be called from any thread."""

    def __init__(self, settings: Settings, source: Source) -> None:
        self._settings = settings
        self._source = source
        self._writing = threading.Lock()
        self._version = 0
        self._attach()

    def _attach(self) -> None:
        """Open the file and take up where it stands; the version never goes back, so that nothing kept for an older one is taken for new."""
        self._database = open_file(self._settings.warehouse_file, self._settings.memory_limit)
        self._cache = Cache(self._database, self._settings.memory_limit)
        self._searches, self._newest = Searches(), Newest()
        self._damaged = ""
        snapshot, identity, version = self._database.execute("SELECT snapshot, identity, version FROM store.state").fetchall()[0]
        self._mark = Mark(snapshot, identity) if snapshot else None
        self._version = max(self._version, int(version))

    @classmethod
    def open(cls, settings: Settings, url: str) -> Self:
        """Open the warehouse file of these settings, or make it, as a follower of the PostgreSQL at `url`.

        A file that is damaged or was made by another version is put aside and made anew. Raises WarehouseUnavailable when another
        process has it, and SettingsError when `url` is no address.
        """
        return cls(settings, Source(url))

    @property
    def version(self) -> int:
        """Grows with every refresh that changed something: what was asked at one version can be kept until the next."""
        return self._version

    def refresh(self, progress: Progress = _silent) -> bool:
        """Bring in what has changed in PostgreSQL; True when something had.

        A file in which damage has been found is made anew first. Raises DatabaseUnreachable, and WarehouseUnavailable when the disk or the
        memory does not suffice; then the warehouse still holds, and answers from, what it had.
        """
        with self._writing, self._mended() as cursor:
            changed = False
            while (answer := self._follow(cursor)) is None:
                self._load(cursor, progress)
                changed = True
            return answer or changed

    def reconcile(self, *, cells: bool = False, repair: bool = False) -> list[Difference]:
        """Refresh, and compare with PostgreSQL at that same moment: the tables that differed; with `repair` they do no more.

        `cells` compares every cell of every row, not counts and row versions alone. What has moved to the archive is compared with its files.
        Raises DatabaseUnreachable, ArchiveUnavailable.
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
                apply.apply(cursor, changes, self._settings.archive)
                found.extend(compare(cursor, self._source, self._settings.archive, cells=cells, repair=repair))

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
            if changes.tables or changes.mark != self._mark:  # a standby's mark can stand still while rows become visible
                self._store(cursor, lambda: apply.apply(cursor, changes, self._settings.archive), changes.mark, changed=bool(changes.tables))
            return bool(changes.tables)

    def _load(self, cursor: duckdb.DuckDBPyConnection, progress: Progress) -> None:
        settled = self._source.now().settled()
        landing = contextlib.nullcontext() if self._mark else self._cache.sparing()
        self._store(cursor, lambda: apply.load(cursor, self._source, settled, self._settings.archive, progress, landing=landing), settled, changed=True)

    def _store(self, cursor: duckdb.DuckDBPyConnection, work: Callable[[], None], mark: Mark, *, changed: bool) -> None:
        """Do the work and move the mark, both or neither: a process that is killed in between begins again where the file says."""
        version = self._version + changed
        cursor.execute("BEGIN")
        try:
            work()
            cursor.execute("UPDATE store.state SET snapshot = $1, identity = $2, version = $3", [mark.snapshot, mark.identity, version])
            cursor.execute("COMMIT")
        except BaseException as error:
            self._undo(cursor)
            if isinstance(error, duckdb.Error):
                self._notice(error)
                raise WarehouseUnavailable(f"The warehouse could not take what is new: {str(error).splitlines()[0][:300]}.", _ROOM) from error
            raise
        self._mark, self._version = mark, version

    def _undo(self, cursor: duckdb.DuckDBPyConnection) -> None:
        with contextlib.suppress(duckdb.Error):  # after some failures there is no transaction left to end
            cursor.execute("ROLLBACK")

    def ask(self, question: str, filters: Filters | None = None, *, leave: Callable[[], None] | None = None, **parameters: object) -> pd.DataFrame:
        """The answer to queries/<question>.sql, one row per what its head comment says.

        The filters give the parameters that the file names; the other ones come by keyword. `leave` is called now and then while the answer
        takes long: what it raises ends the question, and comes out of here. Raises QuestionFailed.
        """
        with self._cursor() as cursor:

            def answer() -> pd.DataFrame:
                cursor.execute("BEGIN")
                search, newest = partial(self._searches.find, cursor), partial(self._newest.day, cursor)
                sql, values = questions.prepared(question, filters, parameters, search, newest)
                return cursor.execute(questions.parsed(sql), values).df()

            return _plain(answer() if leave is None else _unless_left(cursor, answer, leave))

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The rows of one SELECT as Python values. Raises QuestionFailed."""
        questions.parameters_of(sql)
        with self._cursor() as cursor:
            return cursor.execute(sql, dict(parameters or {})).fetchall()

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
        return Snapshot(self._database, self._cache)

    def row(self, table: str, key: int) -> dict[str, Any] | None:
        """One row of a log table in full, all its columns by name, as Python values; None when there is none.

        `unrepresentable` names the columns whose value DuckDB cannot hold: there the row says None, or rounds a number. Raises UnknownTable.
        """
        if table not in TABLES:
            raise UnknownTable(table)
        with self._cursor() as cursor:
            columns = [column.name for column in TABLES[table].columns]
            sql = f"SELECT {schema.listed([*columns, schema.ODD])} FROM store.{quoted(table)} WHERE id = $1"  # noqa: S608  from the catalogue
            found = cursor.execute(sql, [key]).fetchone()
        return dict(zip([*columns, "unrepresentable"], [*found[:-1], found[-1] or []], strict=True)) if found else None

    def columns(self, relation: str) -> dict[str, str]:
        """Names and DuckDB types of the columns of a table, `events`, `predictions` or `closed_positions`."""
        with self._cursor() as cursor:
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
        """Let go of PostgreSQL, and of the file as soon as no question runs; those that are asked from now on are refused."""
        with self._writing:
            self._source.close()
            with contextlib.suppress(duckdb.ResourceInUseException):  # a question still runs: it is answered, and lets go of the file
                self._database.close()

    @contextlib.contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One cursor for one use. Raises QuestionFailed where DuckDB fails, WarehouseUnavailable after `close`."""
        try:
            with self._cache.question(), self._database.cursor() as cursor:
                yield cursor
        except duckdb.ConnectionException as error:
            raise WarehouseUnavailable("The warehouse is closed.", "Start the program again.") from error
        except duckdb.Error as error:
            self._notice(error)
            raise questions.failed(error) from error

    def _notice(self, error: duckdb.Error) -> None:
        if isinstance(error, duckdb.FatalException) or "checksum" in str(error) or "orrupt" in str(error):
            self._damaged = str(error).splitlines()[0]


def _unless_left(cursor: duckdb.DuckDBPyConnection, work: Callable[[], pd.DataFrame], leave: Callable[[], None]) -> pd.DataFrame:
    """The answer, from a thread of its own, so that this one can look up; it is interrupted when `leave` raises."""
    with ThreadPoolExecutor(1, thread_name_prefix="question") as thread:
        answer = thread.submit(work)
        try:
            while not wait((answer,), LOOK_UP_SECONDS).done:
                leave()
        except BaseException:
            while not answer.done():  # it may be between two statements, or wait for what another one is looking for
                cursor.interrupt()
                wait((answer,), LOOK_UP_SECONDS)
            raise
        return answer.result()


def _plain(answer: pd.DataFrame) -> pd.DataFrame:
    """Enumerations as text: a categorical column would bring words that no row has into every group.

    Each word is looked up by its number; `astype` would write the text of every row. A missing word has the number -1 and stays missing.
    """
    enumerations = answer.select_dtypes("category")
    return answer.assign(
        **{str(name): words.cat.categories.astype("str").array.take(words.cat.codes.to_numpy(), allow_fill=True) for name, words in enumerations.items()}
    )


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
