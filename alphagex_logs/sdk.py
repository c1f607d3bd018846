"""What a bot imports: the writers, and `open_sink` that says where their rows go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import settings, writers
from alphagex_logs.errors import SettingsError
from alphagex_logs.spool.launch import Launcher
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import *  # noqa: F403  the public API of the writers, listed in their __all__

if TYPE_CHECKING:
    from alphagex_logs.writers import Sink


def open_sink(url: str | None = None, *, durable: bool = False, direct: bool = False) -> Sink:
    """A sink that keeps rows in the spool folder, from where the shipper brings them to PostgreSQL; close it, or use it in a `with` statement.

    What was logged survives the bot's death, and a power loss once it is 100 ms old; with `durable`, a call returns when the disk has the
    row. Nothing is raised into the bot after this call, but what its signal handlers raise: what a writer refuses becomes a dead letter.
    `url` defaults to DATABASE_URL; where one is known, a shipper is started beside the bot unless one runs (`ALPHAGEX_SHIPPER=off` leaves
    that to a service manager), else rows wait until `alphagex-logs ship` or the dashboard runs.
    Raises SettingsError when the spool folder cannot be used.

    `direct` sends rows to PostgreSQL in batches from this process, without the spool, and raises what goes wrong: for scripts and tests.
    Raises SettingsError without a URL, DatabaseUnreachable when the server does not answer.
    """
    known = settings.load()
    target = url or known.database_url
    if direct:
        return _direct(target)
    return SpoolSink(known.spool, durable=durable, supervise=Launcher(known.spool, target) if target and known.shipper else None)


def _direct(url: str | None) -> Sink:
    from alphagex_logs.postgres.sink import PostgresSink  # noqa: PLC0415  keeps SQLAlchemy out of a bot

    if url is None:
        raise SettingsError("There is no database to log to.", "Set DATABASE_URL, or pass the URL to open_sink().")
    return PostgresSink(url)


__all__ = ["open_sink"]
__all__ += writers.__all__
