"""What was not kept, counted by table and reason, in a file that was given its space beforehand, so that a full disk cannot silence it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from alphagex_logs.spool import frame
from alphagex_logs.spool.directory import open_private

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "gaps"
SLOT = 16 << 10  # 23 tables times a few reasons
SLOTS = 2  # written in turn: a writer killed while it writes one leaves the other


class Reason(StrEnum):
    """Why records are missing. The first five a writer counts itself, the others are found by the shipper or by PostgreSQL."""

    QUOTA = "quota reached"
    STAGE_FULL = "the disk was too slow"
    NO_SPACE = "no space left"
    NO_FOLDER = "the spool folder could not be made"
    REFUSED = "the spool file was refused"
    DAMAGED = "bytes in a spool file were no record"
    MISSING = "sequence numbers are missing"


@dataclass(slots=True)
class Gap:
    """Records of one table that were dropped for one reason; the times are ISO 8601 in UTC. An empty table is an unknown one."""

    table: str
    reason: str
    count: int
    first: str
    last: str


class Tally:
    """Counts in memory."""

    def __init__(self) -> None:
        self.gaps: dict[tuple[str, str], Gap] = {}

    def add(self, table: str, reason: Reason) -> None:
        """Count one dropped record."""
        moment = datetime.now(UTC).isoformat()
        gap = self.gaps.setdefault((table, reason), Gap(table, reason, 0, moment, moment))
        gap.count += 1
        gap.last = moment

    @property
    def total(self) -> int:
        """How many records were dropped."""
        return sum(gap.count for gap in self.gaps.values())


class GapLedger(Tally):
    """Counts that are also in a file of fixed size; begins with what an earlier tally has."""

    def __init__(self, path: Path, earlier: Tally) -> None:
        """Reserve the space.

        Raises OSError.
        """
        super().__init__()
        self._turn = 0
        self._file = open_private(path, os.O_RDWR | os.O_CREAT)
        try:
            os.posix_fallocate(self._file.number, 0, SLOT * SLOTS)
            self.gaps, earlier.gaps = earlier.gaps, {}
            for _slot in range(SLOTS):  # what an earlier ledger left in this file must not be taken for newer
                self.keep()
        except OSError:
            self._file.close()
            raise

    def add(self, table: str, reason: Reason) -> None:
        """Count one dropped record, on file.

        Raises OSError.
        """
        super().add(table, reason)
        self.keep()

    def keep(self) -> None:
        """Write the counts to the file.

        Raises OSError.
        """
        self._turn += 1
        content = frame.encode(self._turn, 0, _packed(self.gaps.values()))
        os.pwrite(self._file.number, content, SLOT * (self._turn % SLOTS))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _packed(gaps: Iterable[Gap]) -> bytes:
    """The gaps as JSON, the largest that fit."""
    rows = sorted((asdict(gap) for gap in gaps), key=lambda row: -row["count"])
    while len(content := json.dumps(rows, separators=(",", ":")).encode()) > SLOT - frame.OVERHEAD:
        rows.pop()
    return content


def read(path: Path) -> list[Gap]:
    """The gaps that a writer has counted; none when the file is not there or holds nothing yet."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    slots = [piece for start in range(0, len(content), SLOT) for piece in frame.frames(content[start : start + SLOT]) if isinstance(piece, frame.Frame)]
    newest = max(slots, key=lambda found: found.sequence, default=None)
    return [Gap(**item) for item in json.loads(newest.payload)] if newest else []
