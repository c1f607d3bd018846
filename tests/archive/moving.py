"""What the tests of the archive share; run as a program, it archives the database and folder that it is given."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alphagex_logs import archive
from alphagex_logs.catalogue import TABLES
from alphagex_logs.postgres.archive import ledger
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
from alphagex_logs.warehouse.schema import DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE = date(2016, 1, 1)


def move(url: str, folder: Path, before: date = BEFORE, *tables: str) -> list[archive.Moved]:
    """What `alphagex-logs archive --before` does."""
    with ledger(url) as book:
        target = archive.own(folder / "archive", book.identity(), book.files())
        with archive.held(target.path):
            target.tidy(book.files())
            archive.take_back(book, target.path)
            months = archive.plan(book, before, [TABLES[name] for name in tables or TABLES])
            return archive.move(book, url, target, months, lambda *_: None)


@contextmanager
def rebuilt(url: str, folder: Path) -> Iterator[Warehouse]:
    """A warehouse made from nothing but PostgreSQL and the archive."""
    made = Warehouse.open(Settings(data_dir=folder / "anew", archive_dir=folder / "archive"), url)
    try:
        made.refresh()
        yield made
    finally:
        made.close()
        (folder / "anew" / "warehouse.duckdb").unlink()


def everything(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of every table and derived relation."""
    return {name: warehouse.rows(f'SELECT * FROM "{name}" ORDER BY ALL') for name in (*TABLES, *DERIVED)}


def digests(warehouse: Warehouse) -> dict[str, tuple[Any, ...]]:
    """The same as `everything`, as a count and a sum of hashes for each."""
    return {name: warehouse.rows(f'SELECT count(*), sum(hash(t::VARCHAR)) FROM "{name}" AS t')[0] for name in (*TABLES, *DERIVED)}


if __name__ == "__main__":
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    move(sys.argv[1], Path(sys.argv[2]))
