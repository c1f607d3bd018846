"""Where the shipper brings records: PostgreSQL, each record once.

A writer's position is moved by the transaction that applies its records. However that transaction ends, and whether or not the answer to
its COMMIT arrives, the next one reads the position under lock, and so knows what has taken effect.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

import psycopg2
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.postgres import dead_letters, positions
from alphagex_logs.postgres.answers import blamed, in_a_line, passes
from alphagex_logs.postgres.apply import apply
from alphagex_logs.postgres.deadline import Deadline
from alphagex_logs.postgres.engine import engine, place
from alphagex_logs.spool import directory, record
from alphagex_logs.spool.gaps import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from psycopg2 import extensions

    from alphagex_logs.spool.frame import Frame
    from alphagex_logs.spool.gaps import Gap
    from alphagex_logs.writers.operations import Operation

    Letter = tuple[Frame, tuple[Operation, ...]]

PORTION = 2_000  # records; more would be a little faster, and one bad record among them would hold up the others longer
STATEMENT_SECONDS = 10
LOCK_SECONDS = 5
ANSWER_SECONDS = 12.0
_REPORT = """
    INSERT INTO agx.gap AS old (writer_id, table_name, reason, records, first_at, last_at) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (writer_id, table_name, reason)
    DO UPDATE SET records = GREATEST(old.records, EXCLUDED.records), last_at = GREATEST(old.last_at, EXCLUDED.last_at)
"""
_MISSING = """
    INSERT INTO agx.gap AS old (writer_id, table_name, reason, records, first_at, last_at) VALUES (%s, '', %s, %s, now(), now())
    ON CONFLICT (writer_id, table_name, reason) DO UPDATE SET records = old.records + EXCLUDED.records, last_at = now()
"""


class PostgresDestination:
    """A `spool.shipper.Destination`. For one thread. `refuge` is a folder for records that not even the dead letters would take."""

    def __init__(self, url: str, refuge: Path) -> None:
        """Connects when it is first asked.

        Raises SettingsError when `url` is no address.
        """
        self._engine = engine(url, statement_seconds=STATEMENT_SECONDS, lock_seconds=LOCK_SECONDS, pool_size=1)
        self._refuge = refuge
        self._deadline = Deadline(ANSWER_SECONDS)
        # First of all listeners: the others already wait for the server.
        event.listen(self._engine, "connect", lambda connection, _record: self._deadline.watch(connection), insert=True)

    @property
    def place(self) -> str:
        """Host, port and database."""
        return place(self._engine.url).rstrip(",")

    def position(self, writer_id: str) -> int:
        """The newest sequence of this writer that has taken effect."""
        with self._transaction() as connection, connection.cursor() as cursor:
            return positions.found(cursor, writer_id)

    def deliver(self, writer_id: str, frames: Sequence[Frame]) -> None:
        """Apply the records after the writer's position, and move it, in one transaction; a bad record alone becomes a dead letter.

        Raises DatabaseUnreachable; then all of it has taken effect, or nothing, and the next call finds out.
        """
        with self._transaction() as connection, connection.cursor() as cursor:
            position = positions.locked(cursor, writer_id)
            fresh = [frame for frame in frames if frame.sequence > position]
            if fresh:
                missing = fresh[-1].sequence - position - len(fresh)
                if missing:
                    cursor.execute(_MISSING, (writer_id, Reason.MISSING, missing))
                self._take(connection, writer_id, fresh)
                positions.move(cursor, writer_id, fresh[-1].sequence)

    def report(self, writer_id: str, gaps: Sequence[Gap]) -> None:
        """Note what this writer has lost so far. Raises DatabaseUnreachable."""
        with self._transaction() as connection, connection.cursor() as cursor:
            for gap in gaps:
                cursor.execute(_REPORT, (writer_id, gap.table, gap.reason, gap.count, gap.first, gap.last))

    def close(self) -> None:
        """Let go of the connection."""
        self._engine.dispose()
        self._deadline.forget()

    @contextmanager
    def _transaction(self) -> Iterator[extensions.connection]:
        """A connection whose transaction is committed at the end. What PostgreSQL says against it all passes: records are judged inside."""
        with self._deadline.running():
            try:
                pooled = self._engine.raw_connection()
                try:
                    yield pooled.dbapi_connection
                    pooled.commit()
                except BaseException:
                    pooled.invalidate()
                    raise
                finally:
                    pooled.close()
            except (psycopg2.Error, DBAPIError) as error:
                remedy = "Run `alphagex-logs migrate` if it is not at the current schema." if getattr(error, "pgcode", None) else "It is asked again."
                raise DatabaseUnreachable(f"{self.place} does not take records: {in_a_line(error)}.", remedy) from error

    def _take(self, connection: extensions.connection, writer_id: str, frames: Sequence[Frame]) -> None:
        """Apply a portion at a time: a bad record costs some repetition in its portion only, and the next one is read meanwhile."""
        portions = [Portion(frames[start : start + PORTION]) for start in range(0, len(frames), PORTION)]
        for portion, following in zip_longest(portions, portions[1:]):
            portion.read(PORTION)
            with connection.cursor() as cursor:
                for frame, error in portion.unreadable:
                    self._bury(cursor, writer_id, frame, error)
            for letters in _by_table(portion.letters):
                self._apply(connection, writer_id, letters, following.read if following else None)

    def _apply(self, connection: extensions.connection, writer_id: str, letters: Sequence[Letter], meanwhile: Callable[[int], None] | None = None) -> None:
        """Apply all, or after a refusal piece by piece, until the bad record is alone."""
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT letters")
            try:
                apply(connection, [operation for _frame, operations in letters for operation in operations], meanwhile=meanwhile)
                cursor.execute("RELEASE SAVEPOINT letters")
            except Exception as error:  # whatever a value makes psycopg2 or us say, the line must move on
                if passes(connection, error):
                    raise
                cursor.execute("ROLLBACK TO SAVEPOINT letters")
                cursor.execute("RELEASE SAVEPOINT letters")
                if len(letters) == 1:
                    self._bury(cursor, writer_id, letters[0][0], error)
                else:
                    for piece in _pieces(letters, blamed(error)):
                        self._apply(connection, writer_id, piece)

    def _bury(self, cursor: extensions.cursor, writer_id: str, frame: Frame, error: Exception | str) -> None:
        """Keep a record as a dead letter, in the same transaction; where even that is refused, as a file."""
        cursor.execute("SAVEPOINT letter")
        try:
            dead_letters.add(cursor, writer_id, frame, error)
        except Exception as refusal:
            if passes(cursor.connection, refusal):
                raise
            cursor.execute("ROLLBACK TO SAVEPOINT letter")
            directory.keep(self._refuge / f"{writer_id}-{frame.sequence}", frame.payload)
        cursor.execute("RELEASE SAVEPOINT letter")


class Portion:
    """Some records, read as far as asked: `letters` with their operations, and those that hold none, each with the reason."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.letters: list[Letter] = []
        self.unreadable: list[tuple[Frame, Exception | str]] = []
        self._left = iter(frames)

    def read(self, records: int) -> None:
        """Read so many more of them, if there are. Raises nothing."""
        for frame in islice(self._left, records):
            try:
                content = record.load(frame.payload)
            except Exception as error:  # noqa: BLE001  whatever is wrong with a record, those behind it must move on
                self.unreadable.append((frame, error))
                continue
            if isinstance(content, record.Refusal):
                self.unreadable.append((frame, content.error))
            else:
                self.letters.append((frame, content))


def _by_table(letters: Sequence[Letter]) -> list[list[Letter]]:
    """The records of each table apart, so that a bad one costs its own table's some repetition and the others nothing.

    Tables do not depend on each other, except where one record is about several.
    """
    groups: dict[str, list[Letter]] = {}
    for letter in letters:
        tables = {operation.table for operation in letter[1]}
        if len(tables) != 1:
            return [list(letters)]
        groups.setdefault(tables.pop(), []).append(letter)
    return list(groups.values())


def _pieces(letters: Sequence[Letter], culprits: frozenset[str]) -> list[list[Letter]]:
    """The records in their order: those with a culprit alone, what lies between them together; two halves when no culprit is known."""
    pieces: list[list[Letter]] = [[]]
    for letter in letters:
        if culprits and any(operation.event_id in culprits for operation in letter[1]):
            pieces += [[letter], []]
        else:
            pieces[-1].append(letter)
    if len(pieces) == 1:
        middle = len(letters) // 2
        return [list(letters[:middle]), list(letters[middle:])]
    return [piece for piece in pieces if piece]
