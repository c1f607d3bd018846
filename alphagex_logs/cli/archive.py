"""`alphagex-logs archive`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alphagex_logs import archive, start
from alphagex_logs.catalogue import TABLES
from alphagex_logs.cli.terminal import Progress, answer, say
from alphagex_logs.postgres.archive import ledger

if TYPE_CHECKING:
    import argparse

    from alphagex_logs.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Up to when, of which tables."""
    parser.add_argument("--before", type=date.fromisoformat, metavar="DATE", required=True, help="archive months that ended before this day (UTC)")
    parser.add_argument("--table", action="append", choices=list(TABLES), metavar="TABLE", default=[], help="only this table; may be given more than once")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Move closed months to Parquet files; one line a table and month."""
    bar = Progress()
    house = start.open_database(settings, bar)
    try:
        with ledger(house.url) as book:
            months = archive.plan(book, parsed.before, [TABLES[name] for name in parsed.table or TABLES])
            if parsed.dry_run:
                for month in months:
                    answer(f"{month.table} {month.first_day:%Y-%m}: {month.records:,} rows would move")
                return 0
            target = archive.own(settings.archive, book.files())
            target.tidy(book.files())
            moved = archive.move(book, house.url, target, months, bar)
    finally:
        bar.close()
        house.stop()
    for one in moved:
        rest = f", {one.stayed:,} stay" if one.stayed else ""
        answer(f"{one.month.table} {one.month.first_day:%Y-%m}: {one.records:,} rows in {one.bytes:,} bytes{rest}")
    say(f"{sum(one.records for one in moved):,} rows are in {settings.archive}." if moved else "There is nothing to archive.")
    return 0
