"""`alphagex-logs backfill`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import start
from alphagex_logs.cli.terminal import answer, say
from alphagex_logs.postgres.backfill import backfill

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--dry-run."""
    parser.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Bring old rows to where readers look, and print per table what was done."""
    house = start.open_database(settings)
    try:
        done = backfill(house.url, dry_run=parsed.dry_run)
    finally:
        house.stop()
    for deed in done:
        answer(f"{deed.rows:>9,}  {deed.table}: {deed.what}")
    say("Nothing was changed." if parsed.dry_run else "Old rows are where readers look.")
    return 0
