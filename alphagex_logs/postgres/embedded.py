"""The embedded PostgreSQL: a real server in the data folder, shared by every process of ours on this machine."""

from __future__ import annotations

import atexit
import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from alphagex_logs.errors import DatabaseUnreachable, SettingsError
from alphagex_logs.postgres import cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

DATABASE = "alphagex"


class EmbeddedServer:
    """A use of the embedded server: `url` reaches it until `stop` is called. `started` says whether this use brought it up."""

    def __init__(self, folder: Path, sockets: Path, in_use: int, *, started: bool) -> None:
        self.url = _url(sockets, DATABASE)
        self.started = started
        self._folder = folder
        self._in_use: int | None = in_use
        self._owner = os.getpid()
        atexit.register(self.stop)

    def stop(self) -> bool:
        """End this use; the last one to end stops the server. True when it went down; a second call does nothing.

        A process that was killed counts as gone: the kernel drops its lock.
        """
        atexit.unregister(self.stop)
        if self._in_use is None or self._owner != os.getpid():  # a forked child holds the parent's lock, not a use of its own
            return False
        with _guarded(self._folder):
            os.close(self._in_use)
            self._in_use = None
            last = _open_lock(self._folder, ".users")
            try:
                fcntl.flock(last, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            finally:
                os.close(last)
            cluster.stop(self._folder)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def start(data_dir: Path, *, durable: bool = True) -> EmbeddedServer:
    """Use the embedded server under `data_dir`, starting or creating it when needed.

    `durable=False` trades crash safety for speed: for throw-away data only. Raises SettingsError naming the folder and the remedy when it
    cannot be written or the server does not come up.
    """
    folder = data_dir.absolute() / "postgres"
    overrides = {} if durable else {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _guarded(folder):
            started = _ensure_running(folder, overrides, durable=durable)
            in_use = _open_lock(folder, ".users")
            fcntl.flock(in_use, fcntl.LOCK_SH)
    except OSError as error:
        raise SettingsError(f"The data folder {data_dir} cannot be written: {error.strerror}.", "Set ALPHAGEX_DATA_DIR to a folder that you own.") from error
    sockets = cluster.running_socket_dir(folder)
    if sockets is None:
        raise SettingsError(f"The embedded PostgreSQL in {folder} stopped at once.", f"{folder / 'server.log'} says why.")
    _ensure_database(sockets)
    return EmbeddedServer(folder, sockets, in_use, started=started)


def _ensure_running(folder: Path, overrides: Mapping[str, str], *, durable: bool) -> bool:
    if cluster.running_socket_dir(folder):
        return False
    if not folder.exists():
        cluster.create(folder, durable=durable)
    cluster.start(folder, overrides)
    return True


def _ensure_database(sockets: Path) -> None:
    connection = psycopg2.connect(_url(sockets, cluster.SUPERUSER))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    finally:
        connection.close()


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    """Hold the lock under which one process at a time looks, starts and stops."""
    guard = _open_lock(folder, ".guard")
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield
    finally:
        os.close(guard)


def _open_lock(folder: Path, suffix: str) -> int:
    return os.open(folder.with_name(folder.name + suffix), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _url(sockets: Path, database: str) -> str:
    return f"postgresql://{cluster.SUPERUSER}@/{database}?host={quote(str(sockets))}&port={cluster.PORT}"


def url_of(data_dir: Path) -> str:
    """Where the embedded server under `data_dir` listens.

    Raises DatabaseUnreachable when it does not run.
    """
    sockets = cluster.running_socket_dir(data_dir.absolute() / "postgres")
    if sockets is None:
        raise DatabaseUnreachable(f"The embedded PostgreSQL under {data_dir} does not run.", "Start it with `alphagex-logs serve`.")
    return _url(sockets, DATABASE)
