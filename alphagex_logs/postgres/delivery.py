"""Groups of operations into PostgreSQL: each wholly, once, in order; patient with a server that is away, strict with a row that is wrong."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg2
from sqlalchemy.exc import DBAPIError

from alphagex_logs.errors import AlphagexError
from alphagex_logs.postgres import positions
from alphagex_logs.postgres.answers import in_a_line, passes
from alphagex_logs.postgres.apply import apply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from psycopg2 import extensions
    from sqlalchemy import Engine, PoolProxiedConnection

    from alphagex_logs.writers.operations import Operation

    Group = tuple[Operation, ...]

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0
# What a value can raise on its way: psycopg2 reports a NUL as ValueError, json.dumps an odd object as TypeError or RecursionError.
_REFUSALS = (psycopg2.Error, ValueError, TypeError, RecursionError, AlphagexError)


@dataclass(frozen=True, slots=True)
class Failure:
    """A group that PostgreSQL did not take, and why in one line."""

    group: Group
    reason: str

    def __str__(self) -> str:
        return f"{self.group[0].table}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Since when (on the monotonic clock) PostgreSQL cannot be reached, and what it said last."""

    since: float
    reason: str


class _UnavailableError(Exception):
    """PostgreSQL is away, for now."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Delivery:
    """Delivers for one thread. `pause(seconds)` waits, and answers True when it is time to give up after one last attempt."""

    def __init__(self, engine: Engine, pause: Callable[[float], bool]) -> None:
        self._engine = engine
        self._pause = pause
        self._given_up: str | None = None
        self._writer_id = str(uuid4())
        # Transactions. Each counts itself in PostgreSQL too, which so knows of one whose answer was lost; a server that crashed may give the number
        # of a lost transaction to another one, so asking for its status would not do.
        self._delivered = 0
        self.trouble: Trouble | None = None

    def deliver(self, groups: Sequence[Group]) -> list[Failure]:
        """Commit the groups together, or halve by halve, so that a bad one fails alone; return those that failed."""
        if self._given_up is not None:
            return [Failure(group, self._given_up) for group in groups]
        try:
            self._commit_patiently(groups)
        except _UnavailableError as gone:
            self._given_up = f"PostgreSQL was not reachable ({gone.reason})"
            return self.deliver(groups)
        except _REFUSALS as refusal:
            if len(groups) == 1:
                return [Failure(groups[0], in_a_line(refusal))]
            middle = len(groups) // 2
            return self.deliver(groups[:middle]) + self.deliver(groups[middle:])
        return []

    def _commit_patiently(self, groups: Sequence[Group]) -> None:
        """Commit once, however often the connection breaks. Raises _UnavailableError after giving up."""
        longest, last_attempt = _FIRST_PAUSE, False
        while True:
            try:
                self._commit(groups)
            except _UnavailableError as away:
                self.trouble = Trouble(self.trouble.since if self.trouble else time.monotonic(), away.reason)
                if last_attempt:
                    raise
                # A random part keeps many bots from returning in the same moment.
                last_attempt = self._pause(random.uniform(longest / 2, longest))  # noqa: S311  no secret
                longest = min(longest * 2, _LONGEST_PAUSE)
            else:
                self.trouble = None
                self._delivered += 1
                return

    def _commit(self, groups: Sequence[Group]) -> None:
        pooled, connection = self._connect()
        try:
            with connection.cursor() as cursor:
                if positions.locked(cursor, self._writer_id) <= self._delivered:
                    apply(connection, [operation for group in groups for operation in group])
                    positions.move(cursor, self._writer_id, self._delivered + 1)
            connection.commit()
        except psycopg2.Error as error:
            if passes(connection, error):
                raise _UnavailableError(in_a_line(error)) from error
            raise
        finally:
            _release(pooled, connection)

    def _connect(self) -> tuple[PoolProxiedConnection, extensions.connection]:
        try:
            pooled = self._engine.raw_connection()
        except (psycopg2.Error, DBAPIError) as error:  # the pool wraps some of them
            raise _UnavailableError(in_a_line(error)) from error
        connection: extensions.connection = pooled.dbapi_connection
        return pooled, connection


def _release(pooled: PoolProxiedConnection, connection: extensions.connection) -> None:
    if connection.closed:
        pooled.invalidate()
    else:
        connection.rollback()
    pooled.close()
