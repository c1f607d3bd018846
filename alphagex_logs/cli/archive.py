"""`alphagex-logs archive`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs import archive, start
from alphagex_logs.catalogue import TABLES
from alphagex_logs.cli.moments import day
from alphagex_logs.cli.terminal import Progress, answer, say
from alphagex_logs.postgres.archive import ledger

if TYPE_CHECKING:
    import argparse
    from datetime import timedelta
    from pathlib import Path

    from alphagex_logs.archive import Folder, Moved
    from alphagex_logs.postgres.archive import Ledger, Month
    from alphagex_logs.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Up to when, of which tables, and what is given up."""
    parser.add_argument("--before", type=day, metavar="DATE", help="move months that ended before this day (UTC)")
    parser.add_argument("--table", action="append", choices=list(TABLES), metavar="TABLE", default=[], help="move only this table; may be given more than once")
    parser.add_argument(
        "--retain",
        action="append",
        metavar="TABLE=DAYSd",
        default=[],
        help="delete archived months of this table that ended more than so many days ago, such as oracle_predictions=730d; may be given more than once",
    )
    parser.add_argument("--verify", action="store_true", help="compare every file with the digest that was recorded of it, and do nothing else")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")


def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Take back archived rows of which there is news, move closed months, give up what has outlived its retention; a line a table and month.

    With `--verify` a line a damaged file, and 1 when there is one.
    """
    ages = dict(archive.rule(text) for text in parsed.retain)
    bar = Progress()
    house = start.open_database(settings, bar)
    try:
        with ledger(house.url) as book:
            if parsed.verify:
                return _verify(book, settings.archive)
            if parsed.dry_run:
                _say_what_would_be(parsed, book, ages)
            else:
                target = archive.own(settings.archive, book.identity(), book.files())
                with archive.held(target.path):
                    _move(book, target, house.url, _months(parsed, book), bar)
                    _give_up(book, target, ages)
    finally:
        bar.close()
        house.stop()
    return 0


def _verify(book: Ledger, path: Path) -> int:
    files = book.files()
    wrong = list(archive.damaged(path, files))
    for file, what in wrong:
        answer(f"{file.table} {file.month:%Y-%m}: {what}")
    kept = sum(not file.expired for file in files)
    say(f"{len(wrong):,} of {kept:,} files are damaged." if wrong else f"{kept:,} files are as they were recorded.")
    return 1 if wrong else 0


def _say_what_would_be(parsed: argparse.Namespace, book: Ledger, ages: dict[str, timedelta]) -> None:
    for month in _months(parsed, book):
        answer(f"{month.table} {month.first_day:%Y-%m}: {month.records:,} rows would move")
    for file in archive.outlived(book.files(), ages):
        answer(f"{file.table} {file.month:%Y-%m}: {file.records:,} archived rows would be deleted for ever")
    if changes := book.waiting():
        answer(f"{len(changes):,} changes wait for rows that PostgreSQL does not have; those of archived rows would be applied")


def _move(book: Ledger, target: Folder, url: str, months: list[Month], bar: Progress) -> None:
    target.tidy(book.files())
    if applied := archive.take_back(book, target.path):
        answer(f"{applied:,} changes were applied to rows that came back from the archive")
    moved = archive.move(book, url, target, months, bar)
    bar.close()
    for one in moved:
        answer(_line(one))
    say(f"{sum(one.records for one in moved):,} rows have moved to {target.path}." if moved else "There was nothing to move.")


def _give_up(book: Ledger, target: Folder, ages: dict[str, timedelta]) -> None:
    outlived = archive.outlived(book.files(), ages)
    archive.give_up(book, target, outlived)
    for file in outlived:
        answer(f"{file.table} {file.month:%Y-%m}: {file.records:,} archived rows were deleted for ever")


def _months(parsed: argparse.Namespace, book: Ledger) -> list[Month]:
    return archive.plan(book, parsed.before, [TABLES[name] for name in parsed.table or TABLES]) if parsed.before else []


def _line(moved: Moved) -> str:
    rest = f"; {moved.stayed:,} stay in PostgreSQL" if moved.stayed else ""
    return f"{moved.month.table} {moved.month.first_day:%Y-%m}: {moved.records:,} rows in {moved.bytes:,} bytes{rest}"
