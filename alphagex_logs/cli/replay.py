"""`alphagex-logs replay`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import start
from alphagex_logs.cli.terminal import Progress, say

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_parsed: argparse.Namespace, settings: Settings) -> int:
    """Replay into DATABASE_URL or the embedded database; a second run adds nothing."""
    bar = Progress()
    house = start.open_database(settings, bar)
    try:
        start.fill(house.url, bar)
    finally:
        bar.close()
        house.stop()
    say("The replay is in the database.")
    return 0
