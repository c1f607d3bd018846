"""Reading a writer's folder while it grows or after its writer died: records in sequence, damage set aside, nothing skipped in silence."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.spool import directory
from alphagex_logs.spool.frame import Damage, Frame, frames

if TYPE_CHECKING:
    from collections.abc import Iterator

CORRUPT = "corrupt"


@dataclass(slots=True)
class Tail:
    """How far a writer's folder has been read. `damaged` counts the places where bytes were no record."""

    path: Path
    stage: Path | None
    sequence: int = 0
    segment: str = ""
    offset: int = 0
    damaged: int = 0

    def records(self, *, alive: bool) -> Iterator[Frame]:
        """The records after the last one read, in sequence. The caller may stop taking them; the next call goes on from there.

        A live writer's file on disk may still lack bytes that its stage has: reading stops there and comes back. For a dead writer the
        longer of the two copies counts, and damage is skipped once it has been copied to `corrupt/`.
        """
        for segment in self._names(alive=alive):
            if segment < self.segment:
                continue
            if segment > self.segment:
                self.segment, self.offset = segment, 0
            complete = yield from self._segment_records(alive=alive)
            if not complete:
                return

    def _names(self, *, alive: bool) -> list[str]:
        found = {path.name for path in directory.segments(self.path)}
        if not alive and self.stage is not None and self.stage.is_dir():
            found |= {path.name for path in directory.segments(self.stage)}
        return sorted(found)

    def _segment_records(self, *, alive: bool) -> Iterator[Frame]:
        content = self._content(alive=alive)
        for piece in frames(content, offset=self.offset):
            if isinstance(piece, Frame):
                if alive and piece.sequence > self.sequence + 1:
                    return False  # an earlier segment is still on its way to the disk
                self.offset = piece.end
                if piece.sequence > self.sequence:
                    self.sequence = piece.sequence
                    yield piece
            elif alive and piece.end == len(content):
                return False  # being written just now
            else:
                self._set_aside(piece, content)
        return True

    def _content(self, *, alive: bool) -> bytes:
        on_disk = _bytes(self.path / self.segment)
        if alive or self.stage is None:
            return on_disk
        staged = _bytes(self.stage / self.segment)
        return staged if len(staged) > len(on_disk) else on_disk

    def _set_aside(self, damage: Damage, content: bytes) -> None:
        self.damaged += 1
        self.offset = damage.end
        corner = self.path.parent / CORRUPT
        corner.mkdir(exist_ok=True, mode=directory.PRIVATE_DIRECTORY)
        (corner / f"{self.path.name}-{self.segment}-{damage.start}").write_bytes(content[damage.start : damage.end])

    def forget_shipped(self) -> None:
        """Delete the segments before the one that is being read: all their records have taken effect."""
        for home in (self.path, self.stage):
            if home is not None and home.is_dir():
                for path in directory.segments(home):
                    if path.name < self.segment:
                        path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete the folders of a dead writer of which everything has been shipped."""
        for home in (self.path, self.stage):
            if home is not None:
                shutil.rmtree(home, ignore_errors=True)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
