"""How far a reader has read: which transactions it has seen, of which database."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SNAPSHOT = re.compile(r"(\d+):(\d+):(\d+(?:,\d+)*)?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A PostgreSQL snapshot `xmin:xmax:running` as text, and the identity of the database that it was taken in.

    The identity is epoch, system identifier and timeline: it changes with a TRUNCATE, a restored or copied cluster, and a failover, after
    each of which transaction numbers say nothing about what was read before.
    """

    snapshot: str
    identity: str

    def __post_init__(self) -> None:
        """Refuse a text that is no snapshot: it becomes part of statements."""
        if not _SNAPSHOT.fullmatch(self.snapshot):
            raise ValueError("Not a snapshot.")

    @property
    def xmin(self) -> int:
        """The oldest transaction that was still running: all before it are settled."""
        return int(self.snapshot.split(":")[0])

    @property
    def xmax(self) -> int:
        """The first transaction number that had not been given out."""
        return int(self.snapshot.split(":")[1])

    def settled(self) -> Mark:
        """The mark of a reader that has seen the settled transactions and nothing else."""
        return Mark(f"{self.xmin}:{self.xmin}:", self.identity)

    def follows(self, earlier: Mark) -> bool:
        """Whether changes since `earlier` can be told: same database, and its transaction numbers have not gone back."""
        return self.identity == earlier.identity and self.xmax >= earlier.xmax
