"""Starting and stopping the whole house: database, schema, first replay, warehouse, refresher, shipper."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs import warehouse
from alphagex_logs.errors import SettingsError
from alphagex_logs.postgres import embedded, engine, migrate
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.replay import replay
from alphagex_logs.spool.launch import Companion

if TYPE_CHECKING:
    from collections.abc import Callable

    from alphagex_logs.settings import Settings

    Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class House:
    """What is running, and so what must be stopped."""

    settings: Settings
    url: str
    server: embedded.EmbeddedServer | None
    store: warehouse.Warehouse | None = None
    refresher: warehouse.Refresher | None = None
    shipper: Companion | None = None

    def stop(self) -> None:
        """Stop what this process started, in the reverse order."""
        if self.shipper is not None:
            self.shipper.stop()
        if self.refresher is not None:
            self.refresher.stop()
        if self.store is not None:
            self.store.close()
        if self.server is not None:
            self.server.stop()


_lock = threading.Lock()
_house: House | None = None


def _silent(_done: int, _total: int, _label: str) -> None:
    """Show nothing."""


def open_database(settings: Settings, progress: Progress = _silent) -> House:
    """The database in use, at the current schema: the embedded one, filled by the replay when new, or the one of DATABASE_URL.

    Raises SettingsError, DatabaseUnreachable, MigrationRefused.
    """
    writable(settings)
    server = None if settings.database_url else embedded.start(settings.data_dir)
    house = House(settings, settings.database_url or server.url, server)  # type: ignore[union-attr]  # one of the two is there
    try:
        engine.check(house.url)
        migrate.migrate(house.url, progress)
        if server is not None:
            _first_fill(house, progress)
    except BaseException:
        house.stop()
        raise
    return house


def _first_fill(house: House, progress: Progress) -> None:
    """Fill a new embedded database; when that was interrupted, go on: the replay adds only what is not there."""
    begun = house.settings.data_dir / "replay.unfinished"
    if begun.exists() or engine.is_empty(house.url):
        begun.touch()
        fill(house.url, progress)
        begun.unlink()


def fill(url: str, progress: Progress = _silent) -> None:
    """Run the replay into the database; running it again adds nothing."""
    with PostgresSink(url) as sink:
        replay(sink, progress=progress)


def up(settings: Settings, progress: Progress = _silent) -> House:
    """Start everything that the pages need, once per process."""
    global _house  # noqa: PLW0603  one process serves one house
    with _lock:
        if _house is None:
            house = open_database(settings, progress)
            try:
                _open_warehouse(house, progress)
                if settings.shipper:
                    house.shipper = Companion(settings.spool, house.url, _complain)
                    house.shipper.start()
            except BaseException:
                house.stop()
                raise
            _house = house
        return _house


def _complain(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def _open_warehouse(house: House, progress: Progress) -> None:
    house.store = warehouse.Warehouse.open(house.settings, house.url)
    house.store.refresh(progress)
    warehouse.use(house.store)
    house.refresher = warehouse.Refresher(house.store, house.settings.refresh_seconds)
    house.refresher.start()


def down() -> None:
    """Stop what `up` started; nothing when nothing runs."""
    global _house  # noqa: PLW0603  one process serves one house
    with _lock:
        if _house is not None:
            _house.stop()
            _house = None


def writable(settings: Settings) -> None:
    """Make the data folder, and see that it takes files.

    Raises SettingsError.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe = settings.data_dir / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"The data folder {settings.data_dir} cannot be written ({error.strerror}).", "Set ALPHAGEX_DATA_DIR to a folder that can."
        ) from error
