"""The PostgreSQL side of the archive: which rows may leave, their removal once their copy has come back equal, and the record of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

import psycopg2
from sqlalchemy.exc import DBAPIError

from alphagex_logs.errors import ArchiveBusy, DatabaseUnreachable
from alphagex_logs.postgres import pending, statements
from alphagex_logs.postgres.answers import first_of, in_a_line
from alphagex_logs.postgres.engine import address, engine, place, unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from psycopg2 import extensions

    from alphagex_logs.catalogue.model import Table

_LOCK = 0x61677801  # "agx" and one: the next to the advisory locks on tables
# A bare day is a trade day: it begins at midnight in New York. What is not one of these says nothing that an index or a month could be told by.
_MOMENTS = {
    "timestamp with time zone": "t.{}",
    "timestamp without time zone": "t.{} AT TIME ZONE 'UTC'",
    "date": "t.{}::timestamp AT TIME ZONE 'America/New_York'",
}
_FIELDS = "table_name, month, file, records, low, high, sha256, content, id, expired_at IS NOT NULL AS expired"


@dataclass(frozen=True, slots=True)
class Month:
    """The rows of one table and calendar month (UTC) that are in PostgreSQL, between two keys, both included."""

    table: str
    first_day: date
    records: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished Parquet file that its rows may now be deleted for; `file` is its place below the archive folder."""

    table: str
    month: date
    file: str
    records: int
    low: int
    high: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ArchiveFile(Copy):
    """The record of one Parquet file."""

    content: str
    id: int
    expired: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change to the newest row that equals `match`, which PostgreSQL does not have; values as text."""

    id: int
    table: str
    match: Mapping[str, str | None]
    changes: Mapping[str, str | None]


class Ledger:
    """What one database knows of its archive; one process at a time holds it."""

    def __init__(self, connection: extensions.connection) -> None:
        self._connection = connection

    def identity(self) -> str:
        """The identity of this database's archive, made at the first call."""
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute("INSERT INTO agx.archive DEFAULT VALUES ON CONFLICT DO NOTHING")
            cursor.execute("SELECT archive_id::text FROM agx.archive")
            return str(cursor.fetchall()[0][0])

    def columns(self, table: str) -> dict[str, str]:
        """Names and types of all columns of a log table as the database has them, also those that the catalogue does not know."""
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                (_name(table),),
            )
            return dict(cursor.fetchall())

    def months(self, table: Table, before: datetime) -> list[Month]:
        """The months that end before or at `before` and of which PostgreSQL has rows, the oldest first. Rows without a moment are in none."""
        moment = moment_of(table, self.columns(table.name))
        statement = f"""SELECT date_trunc('month', {moment} AT TIME ZONE 'UTC')::date AS first_day, count(*), min(id), max(id) FROM {_name(table.name)} AS t
            WHERE {moment} < date_trunc('month', %s::timestamptz AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' GROUP BY 1 ORDER BY 1"""  # noqa: S608  catalogue names
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(statement, (before,))
            return [Month(table.name, *found) for found in cursor]

    def files(self, table: str | None = None) -> list[ArchiveFile]:
        """The files that have been recorded, of one table or all, also those that have expired, in the order in which they were."""
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(f"SELECT {_FIELDS} FROM agx.archive_file WHERE %(t)s IS NULL OR table_name = %(t)s ORDER BY id", {"t": table})  # noqa: S608  our own names
            return [ArchiveFile(*found) for found in cursor]

    def void(self, table: str) -> dict[int, int]:
        """The ids of archived rows of a table that count no longer, each with the number of the last file to which that applies."""
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute("SELECT pk, max(up_to) FROM agx.archive_void WHERE table_name = %s GROUP BY pk", (table,))
            return dict(cursor.fetchall())

    def events(self, table: str, among: Sequence[str]) -> set[str]:
        """Which of these event ids the table has."""
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(f"SELECT event_id::text FROM {_name(table)} WHERE event_id = ANY(%s::uuid[])", (list(among),))  # noqa: S608  catalogue names
            return {found for (found,) in cursor}

    def move(self, copy: Copy, rows: BinaryIO) -> list[int]:
        """Delete exactly the rows of this copy and record it, in one transaction; the ids that cannot go, and then nothing has been done.

        `rows` is the copy read back, as CSV. A row goes only if its text, cell by cell, is that of the row that is there now: one that was changed
        since it was copied, or that a Parquet file cannot hold, stays. Raises psycopg2.Error.
        """
        table = _name(copy.table)
        with self._connection, self._connection.cursor() as cursor:
            self._receive(cursor, copy.table, rows)
            cursor.execute(f"DELETE FROM {table} AS t USING copied WHERE t.id = copied.id AND t::text = copied::text")  # noqa: S608  catalogue names
            if cursor.rowcount == copy.records:
                self._record(cursor, copy)
                return []
            self._connection.rollback()
        return self._unequal(copy, rows)

    def _record(self, cursor: extensions.cursor, copy: Copy) -> None:
        # Readers learn of these deletions from the record, which says where the rows are now.
        cursor.execute("DELETE FROM agx.tombstone WHERE row_version = pg_current_xact_id() AND table_name = %s", (copy.table,))
        cursor.execute(
            "INSERT INTO agx.archive_file (table_name, month, file, records, low, high, sha256, content)"
            " SELECT %s, %s, %s, %s, %s, %s, %s, md5(string_agg(md5(copied::text), '' ORDER BY id)) FROM copied",
            (copy.table, copy.month, copy.file, copy.records, copy.low, copy.high, copy.sha256),
        )

    def _unequal(self, copy: Copy, rows: BinaryIO) -> list[int]:
        table = _name(copy.table)
        with self._connection, self._connection.cursor() as cursor:
            self._receive(cursor, copy.table, rows)
            cursor.execute(
                f"SELECT copied.id FROM copied LEFT JOIN {table} AS t ON t.id = copied.id WHERE t.id IS NULL OR t::text <> copied::text"  # noqa: S608  catalogue names
            )
            return [found for (found,) in cursor]

    def waiting(self) -> list[Waiting]:
        """The changes that bots have sent and whose rows PostgreSQL does not have."""
        with self._connection, self._connection.cursor() as cursor:
            return self._waiting(cursor)

    def _waiting(self, cursor: extensions.cursor, table: str | None = None) -> list[Waiting]:
        cursor.execute(
            "SELECT id, table_name, match, changes FROM agx.pending_outcome WHERE %(t)s::text IS NULL OR table_name = %(t)s ORDER BY id", {"t": table}
        )
        return [Waiting(*found) for found in cursor]

    def take_back(self, file: ArchiveFile, rows: BinaryIO) -> int:
        """Put rows of a file back into their table, where they count from now on, and apply the changes that wait for them; how many were applied."""
        table = _name(file.table)
        with self._connection, self._connection.cursor() as cursor:
            pending.announce_rows(cursor, file.table)  # from here on a change waits for the end of this transaction; those before are read below
            self._receive(cursor, file.table, rows)
            cursor.execute(f"INSERT INTO {table} SELECT * FROM copied ON CONFLICT DO NOTHING RETURNING id")  # noqa: S608  catalogue names
            self._void(cursor, file, [found for (found,) in cursor])
            return self._apply(cursor, self._waiting(cursor, file.table))

    def _apply(self, cursor: extensions.cursor, changes: Iterable[Waiting]) -> int:
        done = []
        for one in changes:
            cursor.execute(statements.update(one.table, one.changes, one.match), (*one.changes.values(), *one.match.values()))
            done += [one.id] if cursor.rowcount else []
        cursor.execute("DELETE FROM agx.pending_outcome WHERE id = ANY(%s)", (done,))
        return len(done)

    def absorb(self, file: ArchiveFile, rows: BinaryIO) -> None:
        """Let rows of a file go that have been sent again under the same event id: what the new row does not know, it takes from them."""
        table = _name(file.table)
        kept = {"id", "event_id", "row_version"}
        known = ", ".join(f"{_name(name)} = coalesce(t.{_name(name)}, copied.{_name(name)})" for name in self.columns(file.table) if name not in kept)
        with self._connection, self._connection.cursor() as cursor:
            self._receive(cursor, file.table, rows)
            cursor.execute(f"UPDATE {table} AS t SET {known} FROM copied WHERE t.event_id = copied.event_id RETURNING copied.id")  # noqa: S608  catalogue names
            gone = [found for (found,) in cursor]
            self._void(cursor, file, gone)
            self._bury(cursor, file.table, gone)

    def _receive(self, cursor: extensions.cursor, table: str, rows: BinaryIO) -> None:
        """`copied`: the rows of this CSV, with the columns of the table, until the transaction ends."""
        rows.seek(0)
        cursor.execute(f"CREATE TEMPORARY TABLE copied (LIKE {_name(table)}) ON COMMIT DROP")
        cursor.copy_expert("COPY copied FROM STDIN (FORMAT csv)", rows)
        cursor.execute("ANALYZE copied")

    def _void(self, cursor: extensions.cursor, file: ArchiveFile, keys: Sequence[int]) -> None:
        cursor.execute("INSERT INTO agx.archive_void (table_name, pk, up_to) SELECT %s, unnest(%s::bigint[]), %s", (file.table, list(keys), file.id))

    def expire(self, file: ArchiveFile, keys: Sequence[int]) -> None:
        """Record that these rows of a file, all that counted, are given up: readers drop them, and the file may be deleted."""
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute("UPDATE agx.archive_file SET expired_at = now(), row_version = pg_current_xact_id() WHERE id = %s", (file.id,))
            self._bury(cursor, file.table, keys)

    def _bury(self, cursor: extensions.cursor, table: str, keys: Sequence[int]) -> None:
        cursor.execute("INSERT INTO agx.tombstone (table_name, pk) SELECT %s, unnest(%s::bigint[])", (table, list(keys)))


@contextmanager
def ledger(url: str) -> Iterator[Ledger]:
    """The ledger of this database, held until the block ends.

    Raises ArchiveBusy when another process holds it, DatabaseUnreachable, SettingsError.
    """
    made = engine(url, statement_seconds=0, lock_seconds=30, pool_size=1)
    try:
        pooled = made.raw_connection()
        try:
            connection = cast("extensions.connection", pooled.dbapi_connection)
            _hold(connection)
            yield Ledger(connection)
        finally:
            pooled.invalidate()  # closing the session lets the lock go, whatever state it is in
    except DBAPIError as error:
        raise unreachable(made.url, error) from error.with_traceback(None)
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise DatabaseUnreachable(f"{place(address(url))} stopped answering: {in_a_line(first_of(error))}.", "Run the command again.") from error
    finally:
        made.dispose()


def _hold(connection: extensions.connection) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", (_LOCK,))
        if not cursor.fetchall()[0][0]:
            raise ArchiveBusy


def moment_of(table: Table, columns: dict[str, str]) -> str:
    """The moment of a row `t` as a timestamp with time zone: what the catalogue's roles say, from columns of these types."""
    sources = [source.column for source in table.roles.time if source.key is None and source.where is None]
    readable = [_MOMENTS[columns[name]].format(_name(name)) for name in sources if columns.get(name) in _MOMENTS]
    return f"coalesce({', '.join(readable)})" if readable else "NULL::timestamptz"


def statement(table: Table, columns: dict[str, str], month: Month, after: int, limit: int) -> str:
    """The SELECT of the next rows of a month, all columns, by id; columns that only the database knows come as text.

    Rows with a day that no calendar has (infinity, 5000 BC) are left out: Arrow cannot hold it.
    """
    known = {column.name for column in table.columns}
    cells = ", ".join(f"t.{_name(name)}" if name in known else f"t.{_name(name)}::text AS {_name(name)}" for name in columns)
    moment = moment_of(table, columns)
    bounds = " AND ".join(f"coalesce(t.{_name(name)} BETWEEN '0001-01-01' AND '9999-12-31', true)" for name, kind in columns.items() if kind in _MOMENTS)
    until = f"(date '{month.first_day:%Y-%m-%d}' + interval '1 month') AT TIME ZONE 'UTC'"
    since = f"date '{month.first_day:%Y-%m-%d}'::timestamp AT TIME ZONE 'UTC'"
    return (
        f"SELECT {cells} FROM {_name(table.name)} AS t WHERE {moment} >= {since} AND {moment} < {until}"  # noqa: S608  catalogue names
        f" AND {bounds or 'true'} AND t.id > {after:d} AND t.id <= {month.high:d} ORDER BY t.id LIMIT {limit:d}"
    )


def zoned(columns: dict[str, str]) -> frozenset[str]:
    """The columns that hold moments with a zone."""
    return frozenset(name for name, kind in columns.items() if kind == _MOMENT_WITH_ZONE)


_MOMENT_WITH_ZONE = "timestamp with time zone"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
