"""The embedded PostgreSQL: a real server in the data folder, shared by every process of ours on this machine."""

from __future__ import annotations

import atexit
import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self
from urllib.parse import quote
from weakref import WeakSet

import psycopg2
from psycopg2 import sql

from alphagex_logs.errors import DatabaseUnreachable, SettingsError
from alphagex_logs.postgres import cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

DATABASE = "alphagex"
_THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "128MB"}
_uses: WeakSet[EmbeddedServer] = WeakSet()


class EmbeddedServer:
    """A use of the embedded server: `url` reaches it until `stop` is called. `started` says whether this use brought it up."""

    def __init__(self, folder: Path, sockets: Path, in_use: int, *, started: bool) -> None:
        self.url = _url(sockets, DATABASE)
        self.started = started
        self._folder = folder
        self._in_use: int | None = in_use
        atexit.register(self.stop)
        _uses.add(self)

    def stop(self) -> bool:
        """End this use; the last one to end stops the server. True when it went down; a second call does nothing.

        A process that was killed counts as gone: the kernel drops its lock.
        """
        atexit.unregister(self.stop)
        if self._in_use is None:
            return False
        try:
            with _guarded(self._folder):
                self._let_go()
                return _stop_unless_used(self._folder)
        except FileNotFoundError:  # somebody removed the data folder, and a server without its folder ends by itself
            self._let_go()
            return False

    def _let_go(self) -> None:
        if self._in_use is not None:
            os.close(self._in_use)
            self._in_use = None

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
    overrides = {} if durable else _THROW_AWAY
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _guarded(folder):
            running = cluster.listening_at(folder)
            sockets = running or _bring_up(folder, overrides, durable=durable)
            _ensure_database(sockets)
            in_use = _open_lock(folder, ".users")
            fcntl.flock(in_use, fcntl.LOCK_SH)
    except OSError as error:
        raise SettingsError(f"The data folder {data_dir} cannot be written ({error.strerror}).", "Set ALPHAGEX_DATA_DIR to a folder that you own.") from error
    return EmbeddedServer(folder, sockets, in_use, started=running is None)


def _bring_up(folder: Path, overrides: Mapping[str, str], *, durable: bool) -> Path:
    if not folder.exists():
        cluster.create(folder, durable=durable)
    return cluster.start(folder, overrides)


def _ensure_database(sockets: Path) -> None:
    try:
        connection = psycopg2.connect(_url(sockets, cluster.SUPERUSER))
    except psycopg2.OperationalError as error:
        raise DatabaseUnreachable(
            f"The embedded PostgreSQL at {sockets} runs but lets nobody in: {str(error).strip()}.", "Close other programs that use it."
        ) from error
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    finally:
        connection.close()


def _stop_unless_used(folder: Path) -> bool:
    lock = _open_lock(folder, ".users")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    cluster.stop(folder)
    return True


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
    sockets = cluster.listening_at(data_dir.absolute() / "postgres")
    if sockets is None:
        raise DatabaseUnreachable(f"The embedded PostgreSQL under {data_dir} does not run.", "Start it with `alphagex-logs serve`.")
    return _url(sockets, DATABASE)


def _forget_uses() -> None:
    """Drop, in a forked child, the locks of its parent: the child does not know when the parent ends its use."""
    for use in _uses:
        use._let_go()


os.register_at_fork(after_in_child=_forget_uses)
