"""How a spool is: what waits in it and since when, who writes, who ships, what was lost. Only looks; takes nothing away."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alphagex_logs.spool import directory, gaps, stages, state
from alphagex_logs.spool.frame import Frame, frames
from alphagex_logs.spool.launch import LOCK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class WriterStatus:
    """One process that logs or logged here. Times are seconds since 1970, None is unknown."""

    writer_id: str
    alive: bool
    waiting_records: int
    waiting_bytes: int
    oldest: float | None  # when the oldest record that waits was accepted
    newest: float | None  # when the newest record was accepted
    in_memory_bytes: int  # not on disk yet: what a power loss would take
    dropped: int


@dataclass(frozen=True, slots=True)
class SpoolStatus:
    """A spool as a whole. `shipper` is what the last one said, `shipper_runs` whether it lives."""

    root: Path
    writers: tuple[WriterStatus, ...]
    shipper_runs: bool
    shipper: state.ShipperState | None
    damaged_files: int
    files_of_last_resort: int
    orphans: tuple[stages.Orphan, ...] = ()  # what deleted spools have left in shared memory

    @property
    def waiting_records(self) -> int:
        """Records that have not reached PostgreSQL."""
        return sum(writer.waiting_records for writer in self.writers)

    @property
    def waiting_bytes(self) -> int:
        """Their bytes."""
        return sum(writer.waiting_bytes for writer in self.writers)

    @property
    def oldest(self) -> float | None:
        """When the oldest of them was accepted."""
        return min((writer.oldest for writer in self.writers if writer.oldest is not None), default=None)

    @property
    def dropped(self) -> int:
        """Records that the writers that are still here could not keep."""
        return sum(writer.dropped for writer in self.writers)


def look(root: Path, *, memory: Path | None = directory.SHARED_MEMORY) -> SpoolStatus:
    """The spool in `root`; one that does not exist is empty."""
    shipper = state.read(root)
    stage = directory.stage_of(root, memory)
    names = sorted({path.name for home in (root, stage) if home is not None for path in directory.writers(home)})
    shipped = shipper.writers if shipper else {}
    return SpoolStatus(
        root,
        tuple(_writer([home / name for home in (root, stage) if home is not None], shipped.get(name, 0)) for name in names),
        directory.is_held(root / LOCK),
        shipper,
        _count(root / directory.CORRUPT),
        _count(root / directory.DEAD),
        tuple(stages.orphans(memory)),
    )


def _writer(homes: Sequence[Path], shipped: int) -> WriterStatus:
    present = {name: max(_size(home / name) for home in homes) for home in homes for name in directory.segments(home)}
    on_disk = sum(_size(homes[0] / name) for name in present)
    waiting, newest = _waiting(homes, sorted(present), shipped)
    first = waiting[0] if waiting else None
    return WriterStatus(
        writer_id=homes[0].name,
        alive=any(directory.is_held(home / directory.LOCK) for home in homes),
        waiting_records=newest.sequence - first[1].sequence + 1 if newest and first else 0,
        waiting_bytes=_bytes_after(present, waiting),
        oldest=first[1].microseconds / 1e6 if first else None,
        newest=newest.microseconds / 1e6 if newest else None,
        in_memory_bytes=max(0, sum(present.values()) - on_disk) if len(homes) > 1 else 0,
        dropped=max(sum(gap.count for gap in gaps.read(home / gaps.NAME)) for home in homes),
    )


def _waiting(homes: Sequence[Path], names: Sequence[str], shipped: int) -> tuple[list[tuple[str, Frame]], Frame | None]:
    """The first record that waits, with its segment, and the newest of all; of many segments only the outer ones are read."""
    first: list[tuple[str, Frame]] = []
    newest: Frame | None = None
    for name in names:
        first = [(name, frame) for frame in _frames(homes, name) if frame.sequence > shipped][:1]
        if first:
            break
    for name in reversed(names):
        found = _frames(homes, name)
        if found:
            newest = found[-1]
            break
    return first, newest


def _bytes_after(sizes: dict[str, int], waiting: Sequence[tuple[str, Frame]]) -> int:
    if not waiting:
        return 0
    name, frame = waiting[0]
    return sum(size for segment, size in sizes.items() if segment >= name) - frame.start


def _frames(homes: Sequence[Path], name: str) -> list[Frame]:
    content = max((_content(home / name) for home in homes), key=len)
    return [piece for piece in frames(content) if isinstance(piece, Frame)]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # shipped and cleared away while we looked
        return b""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0


def age(moment: float | None) -> float | None:
    """Seconds since a moment, never negative though a clock may have been set back."""
    return None if moment is None else max(0.0, time.time() - moment)
