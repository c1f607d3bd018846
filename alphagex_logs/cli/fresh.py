"""An up-to-date warehouse for one command, whether a dashboard runs or not."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs import start
from alphagex_logs.cli.terminal import Progress
from alphagex_logs.errors import WarehouseUnavailable
from alphagex_logs.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagex_logs.settings import Settings


@contextmanager
def fresh(settings: Settings) -> Iterator[tuple[Warehouse, str]]:
    """The warehouse, refreshed, and the URL that it follows: that of the data folder, or one for this once while a running dashboard has that."""
    bar = Progress()
    with tempfile.TemporaryDirectory(prefix="alphagex-once-") as folder:
        house = start.open_database(settings, bar)
        try:
            house.store = _opened(settings, Path(folder), house.url)
            house.store.refresh(bar)
            bar.close()
            yield house.store, house.url
        finally:
            bar.close()
            house.stop()


def _opened(settings: Settings, folder: Path, url: str) -> Warehouse:
    try:
        return Warehouse.open(settings, url)
    except WarehouseUnavailable:
        return Warehouse.open(replace(settings, data_dir=folder, archive_dir=settings.archive), url)
