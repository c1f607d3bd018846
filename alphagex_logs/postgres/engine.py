"""The way to a PostgreSQL: one engine with time limits, and one check that says in a line why it cannot be reached."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, exists, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError

from alphagex_logs.errors import DatabaseUnreachable, SettingsError
from alphagex_logs.postgres.schema import LOG_TABLES

if TYPE_CHECKING:
    from psycopg2 import extensions
    from sqlalchemy import URL, Engine

OLDEST_VERSION = 14
_ADDRESS = re.compile(r"postgres(ql)?(\+psycopg2)?://([^:/?#@]*(:[^/?#@]*)?@)?[^/?#@]*(/[^/?#@]*)?(\?[^#]*)?")
_LIMITS: dict[str, str | int] = {
    "connect_timeout": 3,
    "application_name": "alphagex-logs",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def address(url: str) -> URL:
    """The parsed address of a PostgreSQL, with the driver that we use.

    Raises SettingsError when `url` is no such address; it does not repeat it, because a password may be in it.
    """
    try:
        if _ADDRESS.fullmatch(url):
            return make_url(url).set(drivername="postgresql+psycopg2")
    except (ArgumentError, ValueError):  # a port that is no number, several hosts
        pass
    raise SettingsError(
        "DATABASE_URL is not an address like postgresql://user:password@host:5432/database.",
        "Write special characters in a password as %-codes, such as %40 for @.",
    )


def engine(url: str, *, statement_seconds: float = 30, lock_seconds: float = 5, pool_size: int = 5) -> Engine:
    """An engine for this address: connections in UTC, with limits on connecting, on a statement and on waiting for a lock (0 is none).

    Accepts postgres:// and postgresql://, and keeps limits that the address itself sets. Raises SettingsError.
    """
    target = address(url)
    limits = {name: value for name, value in _LIMITS.items() if name not in target.query}
    made = create_engine(target, connect_args=limits, pool_pre_ping=True, pool_size=pool_size)
    session = f"SET TIME ZONE 'UTC'; SET statement_timeout = {round(statement_seconds * 1000)}; SET lock_timeout = {round(lock_seconds * 1000)}"

    # SET, not the start-up packet's `options`: connection poolers such as PgBouncer refuse those.
    @event.listens_for(made, "connect")
    def prepare(connection: extensions.connection, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(session)
        connection.commit()

    return made


def check(url: str) -> None:
    """Return when this PostgreSQL lets us in and is recent enough.

    Raises DatabaseUnreachable with one line that names host, port and database, never the password; SettingsError when it is no address.
    """
    probe = engine(url, pool_size=1)
    try:
        with probe.connect() as connection:
            version = connection.connection.dbapi_connection.server_version  # type: ignore[union-attr]
    except DBAPIError as error:
        raise unreachable(probe.url, error) from error.with_traceback(None)
    finally:
        probe.dispose()
    if version < OLDEST_VERSION * 10_000:
        raise DatabaseUnreachable(f"{place(probe.url)} is version {version // 10_000}.", f"Use PostgreSQL {OLDEST_VERSION} or newer.")


def unreachable(url: URL, error: DBAPIError) -> DatabaseUnreachable:
    """The error that says where PostgreSQL was looked for and what it, or the network, answered."""
    said = str(error.orig).strip().splitlines()
    reason = re.sub(r"^connection to server .*? failed: (FATAL: +)?", "", said[0]) if said else type(error.orig).__name__
    if url.password:
        reason = reason.replace(str(url.password), "***")
    return DatabaseUnreachable(f"{place(url)} does not answer: {reason}.", "Check DATABASE_URL, and that the server runs and lets this user in.")


def place(url: URL) -> str:
    """Host, port and database of an address in words, without user and password."""
    where = url.host or url.query.get("host") or "localhost"
    return f"PostgreSQL at {where}:{url.port or url.query.get('port') or 5432}, database {url.database or ''!r},"


def is_empty(url: str) -> bool:
    """Whether no log table of this migrated database holds a row."""
    reader = engine(url, pool_size=1)
    try:
        with reader.connect() as connection:
            return not any(connection.scalar(select(exists(select(table.c.id)))) for table in LOG_TABLES.values())
    finally:
        reader.dispose()
