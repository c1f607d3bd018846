"""What a caller of the journal is told."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Stored(StrEnum):
    """Where a record was when `append` returned."""

    MEMORY = "shared memory"  # survives the process, not the machine
    DISK = "disk"  # in the page cache of the disk's file; on the platter once settled
    DROPPED = "dropped"  # counted in the gap ledger


class Receipt(NamedTuple):
    """What became of one record."""

    writer_id: str
    sequence: int
    stored: Stored
