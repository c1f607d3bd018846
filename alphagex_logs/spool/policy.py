"""Who gives way when space runs out: bulk first, then normal, critical last; and what may be kept at once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from alphagex_logs.catalogue.model import Importance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MIB = 1 << 20
GIB = 1 << 30
SHARE_OF_FREE_DISK = 0.2


@dataclass(frozen=True)
class Policy:
    """The limits of a spool, in bytes; each writer sees to them."""

    quota: int = 2 * GIB  # the whole spool on disk
    stage: int = 32 * MIB  # one writer in shared memory, while the disk does not answer
    segment: int = 4 * MIB
    settle_seconds: float = 0.05
    crowded_seconds: float = 0.25  # how long a caller waits for the disk once shared memory is full

    @cached_property
    def room(self) -> Mapping[Importance, tuple[float, float]]:
        """From how many bytes on, on disk and in shared memory, a record of that importance is no longer kept."""
        return {importance: (self.quota * share, self.stage * share) for importance, share in SHARE.items()}


SHARE = {Importance.BULK: 0.75, Importance.NORMAL: 0.9, Importance.CRITICAL: 1.0}


def for_disk(root: Path) -> Policy:
    """The default limits on this disk: 2 GiB, or a fifth of what is free when that is less, but at least 16 MiB."""
    found = os.statvfs(root)
    return Policy(quota=max(16 * MIB, min(2 * GIB, int(found.f_bavail * found.f_frsize * SHARE_OF_FREE_DISK))))
