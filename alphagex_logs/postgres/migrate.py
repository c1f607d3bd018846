"""Bringing a database to the current schema."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from alphagex_logs.errors import MigrationRefused
from alphagex_logs.postgres.engine import engine, place, unreachable
from alphagex_logs.postgres.schema import OWN_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection

    Progress = Callable[[int, int, str], None]

_LOCK = 0x616C706861676578  # "alphagex": one number that every process of ours asks for
_one_thread = threading.Lock()  # Alembic keeps the migration that runs in a module, for all threads


def migrate(url: str, progress: Progress | None = None, *, lock_seconds: float = 10) -> None:
    """Bring this database to the current schema; nothing happens when it has it, and processes that come together wait for the first.

    All steps are one transaction: they happen or they do not. `progress` is told (done, total, table). A table that others keep locked for
    `lock_seconds` ends it: longer, and bots that only want to write would queue behind the schema change that itself waits.
    Raises DatabaseUnreachable, SettingsError, and MigrationRefused with the database's reason.
    """
    made = engine(url, statement_seconds=0, lock_seconds=0, pool_size=1)
    try:
        with _one_thread, made.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            connection.execute(text("SELECT set_config('lock_timeout', :limit, true)"), {"limit": f"{lock_seconds * 1000:.0f}ms"})
            _upgrade(connection, progress or _silent)
    except CommandError as error:
        raise MigrationRefused(f"{place(made.url)} was made by a newer version of this program ({error}).", "Update the program.") from error
    except DBAPIError as error:
        raise _refusal(made.url, error) from error
    finally:
        made.dispose()


def _upgrade(connection: Connection, progress: Progress) -> None:
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {OWN_SCHEMA}"))
    config = Config(attributes={"connection": connection, "progress": progress})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    command.upgrade(config, "head")


def _refusal(url: URL, error: DBAPIError) -> Exception:
    if isinstance(error, OperationalError) and error.connection_invalidated is False and getattr(error.orig, "pgcode", None) is None:
        return unreachable(url, error)
    said = str(error.orig).strip().splitlines()[0]
    return MigrationRefused(f"{place(url)} refused the schema: {said}.", "Nothing was changed. The database's owner may have to run `alphagex-logs migrate`.")


def _silent(_done: int, _total: int, _label: str) -> None:
    """Show nothing."""
