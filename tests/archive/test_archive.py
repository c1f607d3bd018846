"""Closed months move to Parquet, and nobody who asks can tell."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from alphagex_logs import archive
from alphagex_logs.archive.closing import AWAITING, LIVING, PATIENCE
from alphagex_logs.catalogue import GEX_CHANGE_LOG, ORACLE_PREDICTIONS, TABLES
from alphagex_logs.errors import ArchiveBusy, ArchiveUnavailable, SettingsError
from alphagex_logs.postgres.archive import ledger
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
from alphagex_logs.warehouse.schema import DERIVED
from tests.warehouse.opening import insert, run, warehouse_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEFORE = date(2016, 1, 1)


def archive_all(url: str, folder: Path, before: date = BEFORE, *tables: str) -> list[archive.Moved]:
    with ledger(url) as book:
        target = archive.own(folder / "archive", book.files())
        target.tidy(book.files())
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


def everything(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of every table and derived relation."""
    return {name: warehouse.rows(f'SELECT * FROM "{name}" ORDER BY ALL') for name in (*TABLES, *DERIVED)}


def count(url: str, table: str) -> int:
    return run(url, f'SELECT count(*) FROM "{table}"')[0][0]


def test_a_closed_month_moves_and_the_warehouse_keeps_seeing_it(database, tmp_path):
    old = insert(database, "gex_change_log", timestamp="2015-12-31T23:59:59Z", current_gex=1.5)
    new = insert(database, "gex_change_log", timestamp="2016-01-01T00:00:00Z", current_gex=2.5)
    with warehouse_of(database, tmp_path) as followed:
        before = followed.row("gex_change_log", old)
        assert [one.records for one in archive_all(database, tmp_path)] == [1]
        assert run(database, "SELECT id FROM gex_change_log") == [(new,)]
        followed.refresh()
        assert followed.row("gex_change_log", old) == before
        assert followed.reconcile(cells=True) == []
    with rebuilt(database, tmp_path) as anew:
        assert anew.row("gex_change_log", old) == before
        assert anew.reconcile(cells=True) == []


def test_nobody_who_asks_can_tell(databases, tmp_path):
    with databases.temporary(databases.replayed()) as url, warehouse_of(url, tmp_path) as followed:
        before = everything(followed)
        moved = archive_all(url, tmp_path)
        assert sum(one.records for one in moved) > 10_000
        assert [one for one in moved if one.stayed] == []
        followed.refresh()
        assert followed.reconcile() == []
        assert everything(followed) == before
        with rebuilt(url, tmp_path) as anew:
            assert everything(anew) == before
            assert anew.reconcile(cells=True) == []
