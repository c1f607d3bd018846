"""Who gives way when space runs out: bulk first, then normal, critical last; and what may be kept at once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.model import Importance

if TYPE_CHECKING:
    from pathlib import Path

MIB = 1 << 20
GIB = 1 << 30
SHARE_OF_FREE_DISK = 0.2


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of a spool, in bytes; each writer sees to them."""

    quota: int = 2 * GIB  # the whole spool on disk
    stage: int = 32 * MIB  # one writer in shared memory, while the disk does not answer
    segment: int = 4 * MIB
    settle_seconds: float = 0.05

    def accepts(self, importance: Importance, used: int, limit: int) -> bool:
        """Whether a record of that importance may still be kept when `used` of `limit` bytes are taken."""
        return used < limit * SHARE[importance]


SHARE = {Importance.BULK: 0.75, Importance.NORMAL: 0.9, Importance.CRITICAL: 1.0}


def for_disk(root: Path) -> Policy:
    """The default limits on this disk: 2 GiB, or a fifth of what is free when that is less, but at least 16 MiB."""
    found = os.statvfs(root)
    return Policy(quota=max(16 * MIB, min(2 * GIB, int(found.f_bavail * found.f_frsize * SHARE_OF_FREE_DISK))))
