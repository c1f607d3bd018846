"""Bringing a database to the current schema."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError

from alphagex_logs.errors import DatabaseUnreachable, MigrationRefused
from alphagex_logs.postgres.adopt import adopt, planned
from alphagex_logs.postgres.answers import in_a_line
from alphagex_logs.postgres.engine import engine, place, unreachable
from alphagex_logs.postgres.schema import OWN_SCHEMA, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL, Connection, Engine

    Progress = Callable[[int, int, str], None]

_LOCK = 0x616C706861676578  # "alphagex": one number that every process of ours asks for
_one_thread = threading.Lock()  # Alembic keeps the migration that runs in a module, for all threads


def migrate(url: str, progress: Progress | None = None, *, lock_seconds: float = 10) -> None:
    """Bring this database to the current schema; nothing happens when it has it, and processes that come together wait for the first.

    Log tables that are there already are adopted in place, step by step beside their writers; it may be killed at any point, and goes on
    from there when called again. All else is one transaction. `progress` is told (done, total, table). A table that others keep locked
    for `lock_seconds` ends it. Raises DatabaseUnreachable, SettingsError, and MigrationRefused with what cannot be adopted, before any
    change, or with the database's reason.
    """
    tell = progress or _silent
    with _at(url, lock_seconds) as made, _one_thread, _alone(made) as connection:
        adopt(connection, tell, lock_seconds)
        with made.begin() as all_or_nothing:
            _upgrade(all_or_nothing, tell)


def plan(url: str) -> list[str]:
    """What `migrate` would do, one line a step; empty when nothing. Changes nothing; raises what `migrate` raises."""
    with _at(url, 10) as made, made.connect() as connection:
        missing = [f"{name}: create" for name in metadata.tables if not inspect(connection).has_table(name.rpartition(".")[2], metadata.tables[name].schema)]
        return [*(str(step) for step in planned(connection)), *missing]


@contextmanager
def _at(url: str, lock_seconds: float) -> Iterator[Engine]:
    made = engine(url, statement_seconds=0, lock_seconds=lock_seconds, pool_size=2)
    try:
        yield made
    except CommandError as error:
        raise MigrationRefused(f"{place(made.url)} was made by a newer version of this program ({error}).", "Update the program.") from error
    except DBAPIError as error:
        raise _refusal(made.url, error) from error
    finally:
        made.dispose()


@contextmanager
def _alone(made: Engine) -> Iterator[Connection]:
    """A connection in autocommit that holds our lock on the whole database."""
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Asked again and again: one long question would be a transaction for whose end the index builds of the other process wait.
        while not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):
            time.sleep(0.1)
        try:
            yield connection
        finally:
            if not connection.closed and not connection.invalidated:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})


def _upgrade(connection: Connection, progress: Progress) -> None:
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {OWN_SCHEMA}"))
    config = Config(attributes={"connection": connection, "progress": progress})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    command.upgrade(config, "head")


def _refusal(url: URL, error: DBAPIError) -> Exception:
    said, remedy = in_a_line(error.orig or error), "No row was lost, and running it again goes on from here."
    if error.connection_invalidated:
        return DatabaseUnreachable(f"{place(url)} stopped answering: {said}.", remedy)
    if isinstance(error, OperationalError) and getattr(error.orig, "pgcode", None) is None:
        return unreachable(url, error)
    return MigrationRefused(f"{place(url)} refused the schema: {said}.", f"{remedy} The database's owner may have to run `alphagex-logs migrate`.")


def _silent(_done: int, _total: int, _label: str) -> None:
    """Show nothing."""
