"""`alphagex-logs reconcile`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import start
from alphagex_logs.cli.terminal import Progress, answer, say
from alphagex_logs.warehouse import Warehouse

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How closely to look, and what to do about it."""
    parser.add_argument(
        "--cells", action="store_true", help="compare every cell of every row, not counts and row versions alone; takes as long as a first load"
    )
    parser.add_argument("--repair", action="store_true", help="put PostgreSQL's rows in place of those that differ")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Print what differs, a table a line; 1 when something does and stays so."""
    bar = Progress()
    house = start.open_database(settings, bar)
    try:
        house.store = Warehouse.open(settings, house.url)
        house.store.refresh(bar)
        found = house.store.reconcile(cells=parsed.cells, repair=parsed.repair)
    finally:
        bar.close()
        house.stop()
    for one in found:
        answer(f"{one.table}: {one.missing:,} missing, {one.stale:,} stale, {one.ghost:,} left over")
    say(("Repaired." if parsed.repair else "`alphagex-logs reconcile --repair` reads them again.") if found else "The warehouse holds what PostgreSQL holds.")
    return 1 if found and not parsed.repair else 0
