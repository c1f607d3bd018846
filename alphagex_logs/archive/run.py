"""Moving closed months: copied, read back, found equal by PostgreSQL itself, and only then deleted there, in the transaction that records the copy."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alphagex_logs import __version__
from alphagex_logs.archive import folder, parquet
from alphagex_logs.archive.closing import closes
from alphagex_logs.archive.recall import absorb
from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import SettingsError
from alphagex_logs.postgres import archive as postgres
from alphagex_logs.sync import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date
    from pathlib import Path

    from alphagex_logs.archive.folder import Folder
    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.postgres.archive import Ledger, Month

    Progress = Callable[[int, int, str], None]

ROWS_PER_FILE = 200_000
ATTEMPTS = 3  # rows that change between two attempts are left out of the next


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one month of one table: rows that are in the archive now, in so many bytes, and rows that stayed in PostgreSQL."""

    month: Month
    records: int = 0
    stayed: int = 0
    bytes: int = 0


def plan(book: Ledger, before: date, tables: Collection[Table]) -> list[Month]:
    """The closed months of which PostgreSQL has rows, by table, the oldest first.

    Raises SettingsError when `before` lies in the future.
    """
    if before > datetime.now(UTC).date():
        raise SettingsError(f"{before} has not come yet.", "Months are archived when they are over.")
    moments = {table.name: moment for table in tables if (moment := closes(table, before))}
    return [month for name, moment in moments.items() for month in book.months(TABLES[name], moment)]


def move(book: Ledger, url: str, target: Folder, months: Collection[Month], progress: Progress) -> list[Moved]:
    """Move these months, each in files of at most ROWS_PER_FILE rows, one transaction a file: a process that is killed loses nothing.

    Raises DatabaseUnreachable, and ArchiveUnavailable when the folder cannot be written.
    """
    done: list[Moved] = []
    total = sum(month.records for month in months)
    with closing(Source(url)) as source:
        for month in months:
            progress(sum(one.records + one.stayed for one in done), total, "archive")
            absorb(book, target.path, month)
            done.append(_Mover(book, source, target, month).move())
    progress(total, total, "archive")
    return done


@dataclass(frozen=True, slots=True)
class _Copied:
    """One file: the last key that was read for it, its rows and bytes, and how many rows of that stretch stayed."""

    last: int
    records: int = 0
    bytes: int = 0
    stayed: int = 0


class _Mover:
    """Moves one month."""

    def __init__(self, book: Ledger, source: Source, target: Folder, month: Month) -> None:
        self._book = book
        self._source = source
        self._folder = target
        self._month = month
        self._table = TABLES[month.table]
        self._columns = book.columns(month.table)

    def move(self) -> Moved:
        """Move file after file, until every row of the month has gone or has been found unable to."""
        moved, after = Moved(self._month), self._month.low - 1
        while after < self._month.high and (copied := self._stretch(after)) is not None:
            after = copied.last
            moved = replace(moved, records=moved.records + copied.records, stayed=moved.stayed + copied.stayed, bytes=moved.bytes + copied.bytes)
        return moved

    def _stretch(self, after: int) -> _Copied | None:
        """Move the next rows after the key `after`; None when there are none."""
        staying: set[int] = set()
        for _attempt in range(ATTEMPTS):
            file = self._folder.new(self._month.table, self._month.first_day)
            written = self._copy(file, after, staying)
            if written.last is None:
                self._folder.discard(file)
                return None
            last = written.last
            if not written.records:
                self._folder.discard(file)
                break
            unequal = self._hand_over(file, written)
            if not unequal:
                self._folder.confirm(file)
                return _Copied(last, written.records, (self._folder.path / file).stat().st_size, len(staying))
            self._folder.discard(file)
            staying.update(unequal)
        return _Copied(last, stayed=len(staying) + written.records)

    def _copy(self, file: str, after: int, staying: Collection[int]) -> parquet.Written:
        pending = self._folder.pending(file)
        sql = postgres.statement(self._table, self._columns, self._month, after, ROWS_PER_FILE)
        with self._source.read(sql) as reader:
            written = parquet.write(reader, pending, postgres.zoned(self._columns), staying)
        folder.sync_file(pending)
        return written

    def _hand_over(self, file: str, written: parquet.Written) -> list[int]:
        """Let PostgreSQL compare the file, read anew, with its rows, and delete them; the ids for which that failed, and then all are still there.

        When this raises, nobody knows whether the rows are gone: the file is left, and the next run looks at the record.
        """
        pending = self._folder.pending(file)
        digest = parquet.sha256(pending)
        self._folder.describe(file, self._manifest(pending, written, digest))
        copy = postgres.Copy(self._month.table, self._month.first_day, file, written.records, written.low, written.high, digest)
        with tempfile.TemporaryFile() as rows:
            parquet.to_csv(pending, rows)
            rows.seek(0)
            return self._book.move(copy, rows)

    def _manifest(self, pending: Path, written: parquet.Written, digest: str) -> dict[str, object]:
        times = [source.column for source in self._table.roles.time if self._columns.get(source.column, "").startswith("timestamp")]
        first, last = parquet.moments(pending, times)
        return {
            "table": self._month.table,
            "month": f"{self._month.first_day:%Y-%m}",
            "records": written.records,
            "sha256": digest,
            "bytes": pending.stat().st_size,
            "lowest_id": written.low,
            "highest_id": written.high,
            "first_moment": first,
            "last_moment": last,
            "columns": self._columns,
            "layout": folder.LAYOUT,
            "program": __version__,
            "made_at": datetime.now(UTC),
        }
