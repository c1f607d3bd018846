"""The archive folder: `table=NAME/month=YYYY-MM/*.parquet`, as every tool that knows Hive's layout reads it. What begins with `_` is not data."""

from __future__ import annotations

import fcntl
import json
import os
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.archive import parquet
from alphagex_logs.errors import ArchiveBusy, ArchiveUnavailable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from alphagex_logs.postgres.archive import ArchiveFile

_IDENTITY = "_archive.json"
LAYOUT = 1


@dataclass(frozen=True, slots=True)
class Folder:
    """An archive folder that belongs to one database."""

    path: Path

    def new(self, table: str, month: date) -> str:
        """The place of a file that is not there yet, relative to the folder."""
        place = f"table={table}/month={month:%Y-%m}/{uuid.uuid4().hex}.parquet"
        month_folder = (self.path / place).parent
        month_folder.mkdir(parents=True, exist_ok=True)
        for folder in (month_folder.parent, self.path):  # the names of the folders must be on the disk before any row leaves PostgreSQL
            sync_folder(folder)
        return place

    def pending(self, file: str) -> Path:
        """Where a file lies until PostgreSQL has recorded it; readers of the folder pass over this name."""
        place = self.path / file
        return place.with_name(f"_{place.name}")

    def manifest(self, file: str) -> Path:
        """Where the manifest of a file lies."""
        place = self.path / file
        return place.with_name(f"_{place.stem}.json")

    def describe(self, file: str, told: Mapping[str, object]) -> None:
        """Write the manifest of a finished file."""
        durable(self.manifest(file), json.dumps(told, indent=2, default=str))

    def confirm(self, file: str) -> None:
        """Give a recorded file its name."""
        if self.pending(file).exists():
            self.pending(file).replace(self.path / file)
            sync_folder((self.path / file).parent)

    def discard(self, file: str) -> None:
        """Delete a file and its manifest; what is gone already stays gone."""
        for place in (self.path / file, self.pending(file), self.manifest(file)):
            place.unlink(missing_ok=True)

    def tidy(self, files: Iterable[ArchiveFile]) -> None:
        """Finish what a killed process began: recorded files get their names, unrecorded and expired ones are deleted."""
        recorded = {file.file: file for file in files}
        for pending in self.path.glob("table=*/month=*/_*.parquet"):
            file = str(pending.with_name(pending.name[1:]).relative_to(self.path))
            if file in recorded and not recorded[file].expired:
                self.confirm(file)
            else:
                self.discard(file)
        for one in recorded.values():
            if one.expired:
                self.discard(one.file)


def own(path: Path, identity: str, files: Sequence[ArchiveFile]) -> Folder:
    """The archive folder of the database whose archive has this identity; made when it has recorded no files yet.

    Raises ArchiveUnavailable when the folder is another database's, or this database's is elsewhere.
    """
    found = _identity(path)
    if found is None and not files:
        path.mkdir(parents=True, exist_ok=True)
        durable(path / _IDENTITY, json.dumps({"archive": identity, "layout": LAYOUT}))
    elif found != identity:
        other = "is not there" if found is None else "belongs to another database"
        raise ArchiveUnavailable(f"The archive in {path} {other}.", "Set ALPHAGEX_ARCHIVE_DIR to the folder of this database's archive.")
    return Folder(path)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep others out of an archive folder: a copy of its database has the same identity, and would take unrecorded files for left over ones.

    Raises ArchiveBusy.
    """
    number = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ArchiveBusy from None
        yield
    finally:
        os.close(number)


def rows(path: Path, file: str, columns: Sequence[str] | None = None, without: Collection[int] = ()) -> pa.RecordBatchReader:
    """The rows of a recorded file, except those with the ids `without`; also while the file is still being given its name.

    Raises ArchiveUnavailable when it is not there or is damaged.
    """
    return parquet.read(located(path, file), columns, without)


def located(path: Path, file: str) -> Path:
    """Where a recorded file is.

    Raises ArchiveUnavailable when it is not there.
    """
    place = path / file
    for candidate in (place, place.with_name(f"_{place.name}"), place):
        if candidate.exists():
            return candidate
    raise ArchiveUnavailable(f"{place} is not there.", "Set ALPHAGEX_ARCHIVE_DIR to the archive of this database, or bring the file back from a copy.")


def durable(target: Path, text: str) -> None:
    """Write a small file so that it is there as a whole or not at all, also after a power loss."""
    part = target.with_name(f"{target.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    sync_folder(target.parent)


def sync_file(file: Path) -> None:
    """Wait until the bytes of a file are on the disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _identity(path: Path) -> str | None:
    try:
        return str(json.loads((path / _IDENTITY).read_text(encoding="utf-8"))["archive"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError) as error:
        raise parquet.damaged(path / _IDENTITY, error) from error
