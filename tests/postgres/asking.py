"""Short ways to run one statement."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg2

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def connected(url: str) -> Iterator[psycopg2.extensions.connection]:
    """A connection in autocommit."""
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        yield connection
    finally:
        connection.close()


def run(url: str, statement: str, *parameters: object) -> None:
    with connected(url) as connection, connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def ask(url: str, statement: str, *parameters: object) -> list[tuple]:
    """The rows that the statement answers."""
    with connected(url) as connection, connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def disconnect_all(url: str) -> None:
    """Let PostgreSQL end every other connection to this database, and wait until it has."""
    ask(url, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
