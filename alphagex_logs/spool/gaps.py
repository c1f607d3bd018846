"""What was not kept, counted: by table and reason, in a file that was given its space beforehand, so that a full disk cannot silence it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from alphagex_logs.spool.directory import open_private

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

NAME = "gaps"
SPACE = 16 << 10  # 23 tables times a few reasons


@dataclass(slots=True)
class Gap:
    """Records of one table that were dropped for one reason; the times are ISO 8601 in UTC."""

    table: str
    reason: str
    count: int
    first: str
    last: str


class GapLedger:
    """Counts drops and keeps the counts in a file of fixed size."""

    def __init__(self, path: Path) -> None:
        """Reserve the space.

        Raises OSError.
        """
        self._file = open_private(path, os.O_RDWR | os.O_CREAT)
        os.posix_fallocate(self._file, 0, SPACE)
        self._gaps: dict[tuple[str, str], Gap] = {}

    def add(self, table: str, reason: str, at: datetime) -> None:
        """Count one dropped record."""
        moment = at.isoformat()
        gap = self._gaps.setdefault((table, reason), Gap(table, reason, 0, moment, moment))
        gap.count += 1
        gap.last = moment
        self._keep()

    def _keep(self) -> None:
        content = json.dumps([asdict(gap) for gap in self._gaps.values()]).encode()
        os.pwrite(self._file, content[: SPACE - 1].ljust(SPACE, b"\0"), 0)

    @property
    def total(self) -> int:
        """How many records were dropped."""
        return sum(gap.count for gap in self._gaps.values())

    def content(self) -> bytes:
        """The bytes of the file, for the copy on disk."""
        return os.pread(self._file, SPACE, 0)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def read(path: Path) -> list[Gap]:
    """The gaps of a writer; none when the file is not there or holds nothing yet."""
    try:
        content = path.read_bytes().rstrip(b"\0")
    except FileNotFoundError:
        return []
    return [Gap(**item) for item in json.loads(content)] if content else []
