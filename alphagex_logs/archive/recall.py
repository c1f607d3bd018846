"""Archived rows of which there is news: a change that a bot sent after they had moved, or the same event once more."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from typing import TYPE_CHECKING

import pyarrow as pa

from alphagex_logs.archive import folder, parquet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from alphagex_logs.postgres.archive import ArchiveFile, Ledger, Month, Waiting


def take_back(book: Ledger, path: Path) -> int:
    """Put the rows back into PostgreSQL for which changes wait there, and apply those; how many were applied.

    Such a row counts in PostgreSQL from then on and its archived copy is void, until the next archive moves it again. Raises ArchiveUnavailable.
    """
    applied = 0
    for (table, columns), changes in _alike(book.waiting()).items():
        files = {file.id: file for file in book.files(table) if not file.expired}
        for number, found in _newest(path, files.values(), book.void(table), columns, changes).items():
            with tempfile.TemporaryFile() as csv:
                parquet.to_csv(folder.located(path, files[number].file), csv, found)
                applied += book.take_back(files[number], csv)
    return applied


def absorb(book: Ledger, path: Path, month: Month) -> None:
    """Void the archived rows of a month that PostgreSQL has been sent again, so that each event is there once.

    Raises ArchiveUnavailable.
    """
    void = book.void(month.table)
    for file in book.files(month.table):
        if file.month != month.first_day or file.expired:
            continue
        held = keys(path, file, void, "event_id")
        again = book.events(month.table, [str(event) for _, event in held])
        rows = [key for key, event in held if str(event) in again]
        if rows:
            with tempfile.TemporaryFile() as csv:
                parquet.to_csv(folder.located(path, file.file), csv, rows)
                book.absorb(file, csv)


def keys(path: Path, file: ArchiveFile, void: Mapping[int, int], column: str) -> Collection[tuple[int, object]]:
    """The ids of a file's rows that count, each with its value of one column.

    Raises ArchiveUnavailable.
    """
    rows = _table(path, file, void, [column])
    return list(zip(rows["id"].to_pylist(), rows[column].to_pylist(), strict=True))


def _alike(waiting: Iterable[Waiting]) -> Mapping[tuple[str, tuple[str, ...]], list[Waiting]]:
    groups: defaultdict[tuple[str, tuple[str, ...]], list[Waiting]] = defaultdict(list)
    for change in waiting:
        groups[change.table, tuple(change.match)].append(change)
    return groups


def _newest(path: Path, files: Iterable[ArchiveFile], void: Mapping[int, int], columns: Sequence[str], changes: Sequence[Waiting]) -> dict[int, list[int]]:
    """By file: the ids of the newest rows that these changes are for."""
    best: dict[tuple[object, ...], tuple[int, int]] = {}
    for file in files:
        rows = _table(path, file, void, columns)
        wanted = _sought(changes, [rows.schema.field(name).type for name in columns])
        for key, values in zip(rows["id"].to_pylist(), zip(*(rows[name].to_pylist() for name in columns), strict=True), strict=True):
            if values in wanted:
                best[values] = max(best.get(values, (0, 0)), (key, file.id))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for key, number in best.values():
        found[number].append(key)
    return found


def _sought(changes: Iterable[Waiting], kinds: Sequence[pa.DataType]) -> set[tuple[object, ...]]:
    return {tuple(_typed(text, kind) for text, kind in zip(change.match.values(), kinds, strict=True)) for change in changes}


def _typed(text: str | None, kind: pa.DataType) -> object:
    """A value to look for, as the rows of a file hold it."""
    if text is None:
        return None
    value: object = pa.scalar(text).cast(kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind).as_py()
    return value


def _table(path: Path, file: ArchiveFile, void: Mapping[int, int], columns: Sequence[str]) -> pa.Table:
    without = [key for key, up_to in void.items() if up_to >= file.id]
    return folder.rows(path, file.file, list(dict.fromkeys(["id", *columns])), without).read_all()
