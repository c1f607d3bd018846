"""Whether the archive's files still are what they were when PostgreSQL let their rows go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alphagex_logs.archive import folder, parquet
from alphagex_logs.errors import ArchiveUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from alphagex_logs.postgres.archive import ArchiveFile


def damaged(path: Path, files: Iterable[ArchiveFile]) -> Iterator[tuple[ArchiveFile, str]]:
    """The files that are not there, or whose bytes have another digest than the recorded one, each with what is wrong; expired ones are passed over."""
    for file in files:
        if file.expired:
            continue
        try:
            digest = parquet.sha256(folder.located(path, file.file))
        except (ArchiveUnavailable, OSError) as error:
            yield file, str(error)
            continue
        if digest != file.sha256:
            yield file, f"{path / file.file} has other bytes than PostgreSQL recorded: bring it back from a copy of the archive folder."
