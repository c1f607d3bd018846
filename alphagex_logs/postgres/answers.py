"""What PostgreSQL answers: whether asking again can help, and what it said in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg2

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg2 import extensions

# Connection, resources, operator, system, rollback by deadlock or serialization, read-only standby, lock not available: they pass.
PASSING_CLASSES = frozenset({"08", "53", "57", "58", "40", "25", "55"})


def passes(connection: extensions.connection, error: BaseException) -> bool:
    """Whether trying again can help. A crashing server raises a plain DatabaseError without a code, so the connection is asked first."""
    return connection.closed != 0 or (getattr(error, "pgcode", None) or "")[:2] in PASSING_CLASSES


def in_a_line(error: BaseException) -> str:
    """The first line of what an error says, or its class."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def first_of(error: psycopg2.Error) -> psycopg2.Error:
    """What went wrong first: of a connection that broke in a transaction, psycopg2 says at its end only that it is closed."""
    before = error.__context__
    return before if isinstance(error, psycopg2.InterfaceError) and isinstance(before, psycopg2.Error) else error


def blame(error: psycopg2.Error, event_ids: Iterable[str]) -> None:
    """Note on an error which rows it is about."""
    error.culprits = frozenset(event_ids)


def blamed(error: BaseException) -> frozenset[str]:
    """The identities of the rows that an error is known to be about; empty when that is not known."""
    return getattr(error, "culprits", frozenset())
