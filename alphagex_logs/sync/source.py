"""Reading changes: one read-only REPEATABLE READ transaction sees all tables at one moment."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg2

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.postgres.engine import address, place
from alphagex_logs.sync import statements
from alphagex_logs.sync.binary import Form
from alphagex_logs.sync.mark import Mark
from alphagex_logs.sync.stream import BLOCKS, BrokenStream, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.sync.stream import Receiver

PAGE_ROWS = 61_440  # half of a block of the warehouse: few enough that two connections end at about the same time
_LIMITS = {"connect_timeout": "3", "application_name": "alphagex-sync", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}


@dataclass(frozen=True, slots=True)
class Page:
    """A range of keys of one table, both ends included, read in one short transaction."""

    table: Table
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Archived:
    """A file of the archive, by its place below the archive folder."""

    number: int
    table: str
    file: str
    records: int
    expired: bool


class Changes:
    """What a reader at `since` has not seen, as of one moment. Valid inside the `with` that made it."""

    def __init__(self, source: Source, since: Mark, mark: Mark, tables: tuple[Table, ...]) -> None:
        self.mark = mark
        self.tables = tables
        self._source = source
        self._since = since

    @contextmanager
    def rows(self, table: Table) -> Iterator[pa.RecordBatchReader]:
        """The new and changed rows of a table."""
        with self._source.read(statements.rows(table, self._since), views=True) as reader:
            yield reader

    @contextmanager
    def gone(self, table: Table) -> Iterator[pa.RecordBatchReader]:
        """The ids of deleted rows. A row with a reused id can be among the changed rows too: delete first."""
        with self._source.read(statements.gone(table, self._since)) as reader:
            yield reader

    def archived(self, table: Table) -> list[Archived]:
        """The archive's new and newly expired files of a table. Their rows are not among the deleted ones: they have only moved."""
        return self._source.archived(statements.archived(table, self._since))

    def void(self, table: Table) -> dict[int, int]:
        """The ids of all archived rows that count no longer, each with the number of the last file to which that applies."""
        return self._source.void(table)


class Source:
    """A PostgreSQL that rows are read from; one thread at a time. A lost connection is opened again at the next use."""

    def __init__(self, url: str) -> None:
        self._given = url
        target = address(url)
        self.place = place(target)
        self._password = str(target.password or "")
        limits = {name: value for name, value in _LIMITS.items() if name not in target.query}
        self._url = target.set(drivername="postgresql").update_query_dict(limits).render_as_string(hide_password=False)
        self._connection: Any = None

    def close(self) -> None:
        """Let go of the connection; the next use opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def now(self) -> Mark:
        """The mark of a reader that sees what is committed at this moment."""
        with self._transaction():
            return self._opening()[0]

    @contextmanager
    def changes(self, since: Mark) -> Iterator[Changes | None]:
        """What `since` has not seen; None when that cannot be told and all must be read anew."""
        with self._transaction():
            mark, standby = self._opening()
            if not mark.follows(since):
                yield None
            elif mark.snapshot == since.snapshot and not standby:  # a standby's mark stands still while rows become visible
                yield Changes(self, since, mark, ())
            else:
                names = self._texts(statements.changed(since))
                yield Changes(self, since, mark, tuple(TABLES[row["name"]] for row in names))

    def pages(self) -> list[Page]:
        """Ranges of keys that together hold all rows of all tables, each small enough for a short transaction."""
        with self._transaction():
            return [page for extent in self._texts(statements.extents()) for page in _split(extent)]

    @contextmanager
    def rows(self, pages: Sequence[Page], settled: Mark) -> Iterator[pa.RecordBatchReader]:
        """The rows of pages of one table that were settled at `settled`, over two connections; each page is a short transaction."""
        with self._translated(), closing(Source(self._given)) as second:
            left = iter(pages)  # each takes the next page when it is done with one

            def receive(source: Source, receiver: Receiver) -> None:
                for page in left:
                    with source._begun(), source._cursor() as cursor:
                        receiver.copy(cursor, statements.page(page.table, settled, page.low, page.high))

            with self._cursor() as cursor:
                form = _form(cursor, statements.select(pages[0].table), views=True)
            stream = Stream(form, [partial(receive, source) for source in (self, second)[: len(pages)]], BLOCKS)
            try:
                yield stream.reader
            finally:
                stream.close()

    def archive(self, settled: Mark) -> tuple[list[Archived], dict[str, dict[int, int]]]:
        """The archive's files that were settled at `settled`, and by table what `Changes.void` says."""
        with self._transaction():
            files = self.archived(statements.all_archived(settled))
            return files, {name: self.void(TABLES[name]) for name in {file.table for file in files}}

    def counting(self) -> list[Archived]:
        """All files of the archive that count, inside a transaction."""
        return self.archived(statements.counting())

    def archived(self, statement: str) -> list[Archived]:
        """The files that one of the statements about the archive gives, inside a transaction."""
        return [Archived(row["id"], row["table_name"], row["file"], row["records"], row["expired"]) for row in self._texts(statement)]

    def void(self, table: Table) -> dict[int, int]:
        """See `Changes.void`; inside a transaction."""
        return {row["id"]: row["up_to"] for row in self._texts(statements.void(table))}

    @contextmanager
    def read(self, statement: str, *, views: bool = False) -> Iterator[pa.RecordBatchReader]:
        """The rows of a select: moments as UTC without a zone, transaction numbers as integers, what Arrow has no type for as text.

        `views` gives texts as views, which cost less, but only DuckDB takes them.
        """
        with self._cursor() as cursor:
            stream = Stream(_form(cursor, statement, views=views), [lambda receiver: receiver.copy(cursor, statement)])
            try:
                yield stream.reader
            finally:
                stream.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._translated(), self._begun():
            yield

    @contextmanager
    def _begun(self) -> Iterator[None]:
        try:
            self._run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
            self._run("COMMIT")
        except BaseException:
            self.close()  # nothing to save in a read-only transaction, and a half-read stream cannot be rolled back
            raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (psycopg2.Error, BrokenStream) as error:
            raise self._failure(error) from error

    def _opening(self) -> tuple[Mark, bool]:
        row = self._texts(statements.OPENING)[0]
        return Mark(row["snapshot"], row["identity"]), row["standby"]

    def _texts(self, statement: str) -> list[Mapping[str, Any]]:
        with self._cursor() as cursor:
            cursor.execute(statement)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _run(self, statement: str) -> None:
        with self._cursor() as cursor:
            cursor.execute(statement)

    def _cursor(self) -> Any:
        if self._connection is None:
            self._connection = psycopg2.connect(self._url)
            self._connection.autocommit = True  # each transaction says itself how it begins
        return self._connection.cursor()

    def _failure(self, error: Exception) -> DatabaseUnreachable:
        said = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        reason = said.replace(self._password, "***") if self._password else said
        return DatabaseUnreachable(
            f"{self.place} does not give its rows: {reason[:300]}.", "Check that it runs, and that `alphagex-logs migrate` has been run on it."
        )


def _form(cursor: Any, select: str, *, views: bool) -> Form:
    cursor.execute(f"SELECT * FROM ({select}) AS described LIMIT 0")  # noqa: S608  a statement of ours
    return Form([(column.name, column.type_code) for column in cursor.description], views=views)


def _split(extent: Mapping[str, Any]) -> list[Page]:
    low, high = extent["low"], extent["high"]
    if low is None:
        return []
    count = max(1, -(-extent["about"] // PAGE_ROWS))
    width = -(-(high + 1 - low) // count)
    return [Page(TABLES[extent["name"]], start, min(start + width - 1, high)) for start in range(low, high + 1, width)]
