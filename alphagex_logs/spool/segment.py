"""One file of a journal: written by callers in shared memory, if there is any, and copied from there to the disk."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from alphagex_logs.spool import directory

if TYPE_CHECKING:
    from pathlib import Path

    from alphagex_logs.spool.directory import Descriptor

COPY_BYTES = 1 << 20
NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Segment:
    """`write` is for callers under the journal's lock, all else for the one thread that settles."""

    def __init__(self, number: int, stage: Path | None, home: Path | None) -> None:
        """Make the file in `stage`, or in `home` where there is no stage.

        Raises OSError.
        """
        self.name = directory.segment_name(number)
        self.number = number
        self.size = 0  # bytes that callers wrote; always the end of a frame
        self.settled = 0  # of which so many are on disk
        self._stage_path = stage / self.name if stage else None
        self._disk: Descriptor | None = None
        self._rewriting: Path | None = None  # the copy's hidden name until it is whole
        self._name_is_safe = False  # whether the file's name would survive a power loss
        self._is_spoiled = False  # whether syncing the callers' own file has failed
        if stage is not None:
            self._source = directory.open_private(stage / self.name, NEW_FILE)
        elif home is not None:
            self._source = self._disk = directory.open_private(home / self.name, NEW_FILE)

    def write(self, frame: bytes) -> bool:
        """Append a whole frame; False when there was no room for it, and then nothing of it is left.

        Raises OSError for other reasons, and whatever a signal handler raises: then `size` says whether the frame is there.
        """
        whole = self.size + len(frame)
        try:
            if os.write(self._source.number, frame) == len(frame):
                self.size = whole
                return True
        except BaseException as error:  # of the write, or a signal handler's before or after it, which may be an OSError too
            if not self._has(whole) and isinstance(error, OSError) and error.errno in FULL:
                return False
            raise
        return self._has(whole)

    def _has(self, whole: int) -> bool:
        """Count a frame that is there as a whole, because a reader may have seen it; leave nothing of another one in a file that goes on."""
        there = os.fstat(self._source.number).st_size
        if there >= whole:
            self.size = whole
        elif there > self.size:
            os.ftruncate(self._source.number, self.size)
        return there >= whole

    def settle(self, home: Path) -> None:
        """Bring everything written before this call to the disk, also after its file there has vanished.

        Raises OSError when the disk does not take it; the next call goes on, or begins the copy anew where the disk may have lost some.
        """
        size = self.size
        if self._stage_path is not None:
            self._forget_vanished(home)
        if self._name_is_safe and self.settled == size:
            return
        try:
            if self._stage_path is not None:
                self._copy(home, size)
            os.fdatasync(self._disk.number)  # type: ignore[union-attr]  # the copy opened it
        except OSError as error:
            if error.errno not in FULL:
                self._forget()
            raise
        self._secure_name(home)
        self.settled = size

    def _forget_vanished(self, home: Path) -> None:
        named = self._rewriting or home / self.name
        if self._disk is not None and not directory.is_same_file(named, self._disk):
            self._forget()

    def _forget(self) -> None:
        """Never sync the same file again after it failed: the kernel would say yes, and the bytes would be gone."""
        if self._stage_path is None:
            self._is_spoiled = True
        elif self._disk is not None:
            self._disk.close()
            self._disk = None
        self.settled = 0
        self._name_is_safe = False

    def _copy(self, home: Path, size: int) -> None:
        if self._disk is None:
            self._open_copy(home)
        while self.settled < size:
            self.settled += self._copy_piece(self._disk, self.settled, size)  # type: ignore[arg-type]  # it is open now

    def _copy_piece(self, target: Descriptor, start: int, end: int) -> int:
        piece = os.pread(self._source.number, min(COPY_BYTES, end - start), start)
        if not piece:
            raise OSError(errno.EIO, f"Somebody cut {self.name} short")
        return os.write(target.number, piece)

    def _open_copy(self, home: Path) -> None:
        """A new file; hidden while a failed one has the name, so that a reader never sees less than before."""
        taken = (home / self.name).exists()
        self._rewriting = home / f".{self.name}" if taken else None
        if self._rewriting is not None:
            self._rewriting.unlink(missing_ok=True)
        self.settled = 0
        self._disk = directory.open_private(self._rewriting or home / self.name, NEW_FILE)

    def _secure_name(self, home: Path) -> None:
        if self._rewriting is not None:
            self._rewriting.rename(home / self.name)
            self._rewriting = None
            self._name_is_safe = False
        if not self._name_is_safe:
            directory.sync_directory(home)
            self._name_is_safe = True

    def is_sound(self, home: Path) -> bool:
        """Whether the file on disk that callers write to has its name and can be synced; a file in shared memory needs neither."""
        return self._stage_path is not None or (not self._is_spoiled and directory.is_same_file(home / self.name, self._source))

    def move(self, home: Path) -> None:
        """Write the file again and go on in the new one: its name has been deleted, or it cannot be synced.

        Raises OSError. Only with the journal's lock, and only where there is no stage.
        """
        hidden = home / f".{self.name}"
        hidden.unlink(missing_ok=True)
        fresh = directory.open_private(hidden, NEW_FILE)
        try:
            copied = 0
            while copied < self.size:
                copied += self._copy_piece(fresh, copied, self.size)
            hidden.rename(home / self.name)
        except OSError:
            fresh.close()
            raise
        self._source.close()
        self._source = self._disk = fresh
        self.settled, self._name_is_safe, self._is_spoiled = 0, False, False

    def close(self) -> None:
        """Let go of the files; what is settled needs no stage any more."""
        self.abandon()
        if self._stage_path is not None and self.settled == self.size:
            self._stage_path.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Let go of the files and leave them: they are another process's, or the shipper's."""
        self._source.close()
        if self._disk is not None:
            self._disk.close()
