"""`alphagex-logs sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import start
from alphagex_logs.cli.terminal import Progress, say
from alphagex_logs.warehouse import Warehouse

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_parsed: argparse.Namespace, settings: Settings) -> int:
    """Bring the warehouse file up to date once."""
    bar = Progress()
    house = start.open_database(settings, bar)
    try:
        house.store = Warehouse.open(settings, house.url)
        changed = house.store.refresh(bar)
    finally:
        bar.close()
        house.stop()
    say("The warehouse is up to date." if changed else "The warehouse was up to date.")
    return 0
