"""What PostgreSQL knows of the write path: dead letters, losses, outcomes without their row, how far each writer got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg2 import errors
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alphagex_logs.postgres.engine import engine, place, unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

LOOK_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of something there are, by table and reason, and when the newest came."""

    table: str
    reason: str
    records: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class WriteStatus:
    """`dead_letters` are those not replayed yet."""

    place: str
    dead_letters: tuple[Counted, ...]
    gaps: tuple[Counted, ...]
    pending_outcomes: int
    oldest_pending: datetime | None
    newest_arrival: datetime | None  # when a writer's records last took effect

    @property
    def dead(self) -> int:
        """How many records wait among the dead letters."""
        return sum(found.records for found in self.dead_letters)

    @property
    def lost(self) -> int:
        """How many records were lost, on record."""
        return sum(found.records for found in self.gaps)


_DEAD = """
    SELECT coalesce(table_name, ''), coalesce(sqlstate, split_part(error, ':', 1)), count(*), max(recorded_at)
    FROM agx.dead_letter WHERE replayed_at IS NULL GROUP BY 1, 2 ORDER BY 3 DESC
"""
_GAPS = "SELECT table_name, reason, sum(records)::bigint, max(last_at) FROM agx.gap GROUP BY 1, 2 ORDER BY 3 DESC"
_PENDING = "SELECT count(*), min(recorded_at) FROM agx.pending_outcome"
_ARRIVAL = "SELECT max(recorded_at) FROM agx.writer_cursor"


def look(url: str) -> WriteStatus:
    """The write path as this PostgreSQL sees it.

    Raises DatabaseUnreachable, also when the database is not at the current schema; SettingsError when `url` is no address.
    """
    reader = engine(url, statement_seconds=LOOK_SECONDS, pool_size=1)
    try:
        with reader.connect() as connection:
            return _read(connection, place(reader.url).rstrip(","))
    except DBAPIError as error:
        raise unreachable(reader.url, error) from error.with_traceback(None)
    finally:
        reader.dispose()


def _read(connection: Connection, where: str) -> WriteStatus:
    pending, oldest = connection.execute(text(_PENDING)).one()
    return WriteStatus(
        place=where,
        dead_letters=tuple(Counted(table, _named(reason), *rest) for table, reason, *rest in connection.execute(text(_DEAD))),
        gaps=tuple(Counted(*found) for found in connection.execute(text(_GAPS))),
        pending_outcomes=pending,
        oldest_pending=oldest,
        newest_arrival=connection.execute(text(_ARRIVAL)).scalar(),
    )


def _named(reason: str) -> str:
    """What PostgreSQL's code for an error says: `CheckViolation` of 23514; other reasons stay."""
    try:
        return f"{errors.lookup(reason).__name__} ({reason})"
    except KeyError:
        return reason
