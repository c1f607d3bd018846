"""Records that made no row: kept as the bytes that came, shown, and tried again after a fix."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from inspect import isfunction, signature
from typing import TYPE_CHECKING, Any, cast

import psycopg2
from psycopg2 import sql
from sqlalchemy.exc import DBAPIError

from alphagex_logs import writers
from alphagex_logs.errors import AlphagexError, DatabaseUnreachable
from alphagex_logs.postgres.answers import first_of, in_a_line, passes
from alphagex_logs.postgres.apply import apply
from alphagex_logs.postgres.engine import check, engine, place, unreachable
from alphagex_logs.spool import originals, record
from alphagex_logs.writers.operations import Verb
from alphagex_logs.writers.testing import RecordingSink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from psycopg2 import extensions

    from alphagex_logs.spool.frame import Frame
    from alphagex_logs.spool.record import Refusal
    from alphagex_logs.writers.operations import Operation

_ADD = """
    INSERT INTO agx.dead_letter (writer_id, seq, table_name, sqlstate, error, payload) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_READ = """
    SELECT id, writer_id::text, seq, table_name, sqlstate, error, payload, recorded_at, replayed_at FROM agx.dead_letter WHERE {}
    ORDER BY recorded_at, writer_id, seq
"""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One record that made no row, and why. `table` is the log table, or the writer that refused the call."""

    id: int
    writer_id: str
    sequence: int
    table: str | None
    sqlstate: str | None
    error: str
    payload: bytes
    recorded_at: datetime
    replayed_at: datetime | None

    def content(self) -> Any:
        """What the bot sent, as far as it can be shown: the operations, or the refused call's fields. The bytes when they are no record."""
        try:
            found = record.load(self.payload)
            return originals.unpack(found.nodes, _dataclass_named) if isinstance(found, record.Refusal) else found
        except (ValueError, KeyError, TypeError, RecursionError, AlphagexError, originals.Irreproducible):
            return self.payload


def add(cursor: extensions.cursor, writer_id: str, frame: Frame, error: Exception | str) -> None:
    """Keep a record; once, however often it is tried.

    Raises psycopg2.Error.
    """
    said = error if isinstance(error, str) else record.described(error)
    clean = said.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    cursor.execute(_ADD, (writer_id, frame.sequence, record.table_of(frame.payload), getattr(error, "pgcode", None), clean, psycopg2.Binary(frame.payload)))


class Box:
    """The dead letters of one database."""

    def __init__(self, connection: extensions.connection) -> None:
        self._connection = connection

    def waiting(self, table: str | None = None, *, number: int | None = None) -> list[DeadLetter]:
        """Those that have not been replayed, the oldest first; of one table, or the one with that number, replayed or not."""
        condition = "id = %(number)s" if number is not None else "replayed_at IS NULL AND (%(table)s IS NULL OR table_name = %(table)s)"
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(sql.SQL(_READ).format(sql.SQL(condition)), {"number": number, "table": table})
            return [_letter(*found) for found in cursor]

    def replay(self, letter: DeadLetter) -> str | None:
        """Let a dead letter take effect, and mark it, in one transaction; or say why it still cannot.

        A refused call is made again with the values that the bot sent, under the identity that the bot was given. Raises psycopg2.Error when
        PostgreSQL is away.
        """
        connection = self._connection
        try:
            operations = _operations(letter)
            with connection, connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM agx.dead_letter WHERE id = %s AND replayed_at IS NULL FOR UPDATE", (letter.id,))
                if cursor.fetchone() is not None:
                    apply(connection, operations)
                    cursor.execute("UPDATE agx.dead_letter SET replayed_at = now() WHERE id = %s", (letter.id,))
        except Exception as error:
            if passes(connection, error):
                raise
            return in_a_line(error)
        return None


@contextmanager
def box(url: str) -> Iterator[Box]:
    """The dead letters of this database.

    Raises DatabaseUnreachable, SettingsError.
    """
    check(url)
    reader = engine(url, pool_size=1)
    try:
        pooled = reader.raw_connection()
        try:
            yield Box(cast("extensions.connection", pooled.dbapi_connection))
        finally:
            pooled.close()
    except psycopg2.Error as error:
        first = first_of(error)
        remedy = "Run `alphagex-logs migrate`." if isinstance(first, psycopg2.ProgrammingError) else "Run the command again."
        raise DatabaseUnreachable(f"{place(reader.url)} does not show its dead letters: {in_a_line(first)}.", remedy) from error
    except DBAPIError as error:
        raise unreachable(reader.url, error) from error
    finally:
        reader.dispose()


def _letter(own: int, writer_id: str, sequence: int, table: str | None, *rest: Any) -> DeadLetter:
    sqlstate, error, payload, recorded_at, replayed_at = rest
    return DeadLetter(own, writer_id, sequence, table, sqlstate, error, bytes(payload), recorded_at, replayed_at)


def _operations(letter: DeadLetter) -> tuple[Operation, ...]:
    content = record.load(letter.payload)
    return _made_again(content) if isinstance(content, record.Refusal) else content


def _made_again(refusal: Refusal) -> tuple[Operation, ...]:
    """What the refused call of a writer puts out when it is made again."""
    fields = originals.unpack(refusal.nodes, _dataclass_named)
    sink = RecordingSink()
    function = getattr(writers, refusal.writer, None) if refusal.writer in writers.__all__ else None
    if not isfunction(function) or not isinstance(fields, dict):
        raise AlphagexError(f"There is no writer {refusal.writer!r} to call again.")
    if fields.get("at") is None and "at" in signature(function).parameters:
        fields["at"] = refusal.at  # the bot meant the moment of its call, not that of the replay
    function(sink, **fields)
    return tuple(
        replace(operation, event_id=refusal.event_id) if operation.verb is Verb.INSERT and not fields.get("event_id") else operation
        for operation in sink.operations
    )


def _dataclass_named(name: str) -> type | None:
    found = getattr(writers, name, None) if name in writers.__all__ else None
    return found if isinstance(found, type) else None
