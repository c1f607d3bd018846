"""Everything that has been logged as Parquet files: the archive's own, and beside them what PostgreSQL still holds, of one moment."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from alphagex_logs.archive import folder, parquet
from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.sync import Mark, Source

if TYPE_CHECKING:
    from pathlib import Path

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.sync import Changes

_NOTHING_SEEN = "1:1:"


def gathered(url: str, archive: Path, scratch: Path) -> dict[str, list[Path]]:
    """The files that together hold every row of every table once; what is not in the archive is written to `scratch`.

    Raises DatabaseUnreachable, ArchiveUnavailable.
    """
    with closing(Source(url)) as source:
        identity = source.now().identity
        with source.changes(Mark(_NOTHING_SEEN, identity)) as changes:
            if changes is None:
                raise DatabaseUnreachable(f"{source.place} was replaced by another while it was read.", "Ask again.")
            return {table.name: _files(changes, table, archive, scratch) for table in TABLES.values()}


def _files(changes: Changes, table: Table, archive: Path, scratch: Path) -> list[Path]:
    hot = scratch / f"{table.name}.parquet"
    zoned = frozenset(column.name for column in table.columns if column.type is Type.TIMESTAMPTZ)
    with changes.rows(table) as reader:
        parquet.write(reader, hot, zoned)
    void = changes.void(table)
    files = [hot]
    for file in changes.archived(table):
        if not file.expired:
            without = [key for key, up_to in void.items() if up_to >= file.number]
            files.append(_counting(archive, file.file, scratch, without, zoned) if without else folder.located(archive, file.file))
    return files


def _counting(archive: Path, file: str, scratch: Path, without: list[int], zoned: frozenset[str]) -> Path:
    """A copy of a file without the rows that count no longer."""
    copy = scratch / file.replace("/", "-")
    parquet.write(folder.rows(archive, file, None, without), copy, zoned)
    return copy
