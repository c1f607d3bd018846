"""Reading a writer's folders while they grow or after the writer died: records in sequence, damage set aside, nothing skipped in silence."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alphagex_logs.spool import directory, gaps
from alphagex_logs.spool.frame import Damage, Frame, frames
from alphagex_logs.spool.gaps import Gap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alphagex_logs.spool.directory import Held


class Tail:
    """One writer's folders, and how far they have been read. `sequence` is the newest record that was read."""

    def __init__(self, root: Path, stage: Path | None, writer_id: str, after: int = 0) -> None:
        self.writer_id = writer_id
        self.sequence = after
        self._corner = root / directory.CORRUPT
        self._homes = [home / writer_id for home in (root, stage) if home is not None]
        self.has_more = False  # whether the last batch left something
        self._claimed: list[Held] = []
        self._segment = ""
        self._offset = 0

    @property
    def is_claimed(self) -> bool:
        """Whether its writer has died, and the folders are ours."""
        return bool(self._claimed)

    def claim(self) -> bool:
        """Make the folders ours when their writer has died; whether they are."""
        if not self._claimed and not any(directory.is_held(home / directory.LOCK) for home in self._homes):
            held = [directory.adopt(home) for home in self._homes if home.exists()]
            self._claimed = [folder for folder in held if folder is not None]
            if len(self._claimed) < len(held):
                self.release()
        return self.is_claimed

    def release(self) -> None:
        """Let go of the folders."""
        for folder in self._claimed:
            folder.release()
        self._claimed = []

    def batch(self, records: int, size: int) -> list[Frame]:
        """The next records in sequence, at most so many, and no more once they have so many bytes; empty when there are none now.

        A live writer's files on disk grow while they are read, in order; of a dead one the longer of its two copies counts. Bytes that are
        no record are copied to `corrupt/` and passed over. Raises OSError when they cannot be copied.
        """
        taken: list[Frame] = []
        self.has_more = False
        for frame in self._records():
            taken.append(frame)
            size -= len(frame.payload)
            if size <= 0 or len(taken) == records:
                self.has_more = True
                break
        return taken

    def _records(self) -> Iterator[Frame]:
        # Listed before any is read: a segment that has a successor here was complete then.
        names = [name for name in self._names() if name >= self._segment]
        for name in names:
            if name > self._segment:
                self._segment, self._offset = name, 0
            yield from self._segment_records(growing=name == names[-1] and not self.is_claimed)

    def _names(self) -> list[str]:
        homes = self._homes if self.is_claimed else self._homes[:1]
        return sorted({name for home in homes for name in directory.segments(home)})

    def _segment_records(self, *, growing: bool) -> Iterator[Frame]:
        start = self._offset
        content = self._content()
        for piece in frames(content):
            if isinstance(piece, Damage):
                if growing and piece.end == len(content):
                    return  # being written just now
                self._set_aside(content[piece.start : piece.end])
            self._offset = start + piece.end
            if isinstance(piece, Frame) and piece.sequence > self.sequence:
                self.sequence = piece.sequence
                yield piece

    def _content(self) -> bytes:
        """What follows the offset; of two copies the longer, and of equal ones that which the writer wrote itself."""
        homes = self._homes if self.is_claimed else self._homes[:1]
        return max((_bytes_from(home / self._segment, self._offset) for home in reversed(homes)), key=len)

    def _set_aside(self, damaged: bytes) -> None:
        directory.keep(self._corner / f"{self.writer_id}-{self._segment}-{self._offset}", damaged)

    def gaps(self) -> list[Gap]:
        """What this writer dropped, as it counted itself, and the places in its files where bytes were no record."""
        counted = max((gaps.read(home / gaps.NAME) for home in self._homes), key=lambda found: sum(gap.count for gap in found))
        damaged = sorted(path.stat().st_mtime for path in self._corner.glob(f"{self.writer_id}-*"))
        if damaged:
            first, last = (datetime.fromtimestamp(moment, UTC).isoformat() for moment in (damaged[0], damaged[-1]))
            counted.append(Gap("", gaps.Reason.DAMAGED, len(damaged), first, last))
        return counted

    def waiting_bytes(self) -> int:
        """How many bytes on disk have not been read yet."""
        sizes = {name: _size(self._homes[0] / name) for name in directory.segments(self._homes[0]) if name >= self._segment}
        return max(0, sum(sizes.values()) - (self._offset if self._segment in sizes else 0))

    def forget_shipped(self) -> None:
        """Delete the segments before the one that is being read: all their records have taken effect."""
        for home in self._homes if self.is_claimed else self._homes[:1]:
            for name in directory.segments(home):
                if name < self._segment:
                    (home / name).unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete the folders, which are ours, once everything in them has been shipped."""
        for folder in self._claimed:
            shutil.rmtree(folder.path, ignore_errors=True)
        self.release()


def _bytes_from(path: Path, offset: int) -> bytes:
    try:
        opened = directory.open_private(path, os.O_RDONLY)
    except FileNotFoundError:
        return b""
    try:
        size = os.fstat(opened.number).st_size
        return os.pread(opened.number, size - offset, offset) if size > offset else b""
    finally:
        opened.close()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
