"""The journal of one process: `append` costs one write(2) to a file that a killed process leaves behind; the disk is waited for elsewhere.

Where shared memory is there, the caller's write goes to a file in it (the stage), and `settle`, on a thread of its own, copies the bytes to
the disk and syncs them: a disk that hangs does not hang the bot. Without shared memory the stage is the file on disk itself.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from alphagex_logs.spool import directory, gaps
from alphagex_logs.spool.frame import encode

if TYPE_CHECKING:
    from pathlib import Path

    from alphagex_logs.catalogue.model import Importance
    from alphagex_logs.spool.policy import Policy

COPY_BYTES = 1 << 20
NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND


class Stored(StrEnum):
    """Where a record was when `append` returned."""

    MEMORY = "shared memory"  # survives the process, not the machine
    DISK = "disk"  # in the page cache of the disk's file; on the platter once settled
    DROPPED = "dropped"  # counted in the gap ledger


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one record."""

    writer_id: str
    sequence: int
    stored: Stored


@dataclass(slots=True)
class _Segment:
    number: int
    stage: int
    stage_path: Path
    disk: int
    disk_path: Path
    size: int = 0  # bytes in the stage
    settled: int = 0  # bytes on disk
    last: int = 0  # sequence of the newest record in it

    @property
    def staged_in_memory(self) -> bool:
        return self.stage != self.disk

    def close(self) -> None:
        os.close(self.disk)
        if self.staged_in_memory:
            os.close(self.stage)
            self.stage_path.unlink(missing_ok=True)


class Journal:
    """One writer's segments. `append` is for any thread; `settle` is for one thread at a time."""

    def __init__(self, root: Path, policy: Policy, *, memory: Path | None) -> None:
        """Make this process's own folders.

        Raises OSError, SettingsError.
        """
        self._policy = policy
        self._home = directory.create(directory.prepare(root))
        self._stage_home = _stage_home(memory, self._home.writer_id)
        self._lock = threading.Lock()
        self._settling = threading.Lock()
        self._settled = threading.Condition()
        self._sequence = 0
        self._settled_sequence = 0
        self._on_disk = 0
        self._closing: list[_Segment] = []
        self._gaps = gaps.GapLedger((self._stage_home or self._home.path) / gaps.NAME)
        self._segment = self._new_segment(1)

    @property
    def writer_id(self) -> str:
        """The identity under which PostgreSQL counts this writer's records."""
        return self._home.writer_id

    @property
    def path(self) -> Path:
        """The folder on disk."""
        return self._home.path

    @property
    def sequence(self) -> int:
        """How many records were kept."""
        return self._sequence

    @property
    def dropped(self) -> int:
        """How many records were not kept."""
        return self._gaps.total

    @property
    def unsettled(self) -> int:
        """Bytes that a power loss would take."""
        return self._segment.size - self._segment.settled + sum(old.size - old.settled for old in self._closing)

    def append(self, payload: bytes, table: str, importance: Importance) -> Receipt:
        """Keep one record; when there is no room for its importance, count it as dropped. Never raises OSError."""
        with self._lock:
            if not self._room(importance):
                return self._drop(table, "quota reached")
            return self._write(payload, table)

    def _room(self, importance: Importance) -> bool:
        policy = self._policy
        waiting = self.unsettled if self._segment.staged_in_memory else 0
        return policy.accepts(importance, self._on_disk + self._segment.size, policy.quota) and policy.accepts(importance, waiting, policy.stage)

    def _write(self, payload: bytes, table: str) -> Receipt:
        segment, frame = self._segment, encode(self._sequence + 1, payload)
        try:
            written = os.write(segment.stage, frame)
        except OSError as error:
            return self._drop(table, error.strerror or "write failed")
        if written != len(frame):
            os.ftruncate(segment.stage, segment.size)  # no torn frame in the middle of a file that goes on
            return self._drop(table, "no space left")
        self._sequence += 1
        segment.size += written
        segment.last = self._sequence
        return Receipt(self.writer_id, self._sequence, Stored.MEMORY if segment.staged_in_memory else Stored.DISK)

    def _drop(self, table: str, reason: str) -> Receipt:
        self._gaps.add(table, reason, datetime.now(UTC))
        return Receipt(self.writer_id, 0, Stored.DROPPED)

    def settle(self) -> None:
        """Bring everything appended before this call to the disk; start a new segment when this one is full.

        Raises OSError when the disk does not take it; nothing is lost by that, and the next call goes on.
        """
        with self._settling:
            with self._lock:
                if self._segment.size >= self._policy.segment:
                    self._closing.append(self._segment)
                    self._segment = self._new_segment(self._segment.number + 1)
                due, last = [*self._closing, self._segment], self._sequence
            for segment in due:
                _copy(segment)
            self._finish(due[:-1])
            self._note(last)

    def _finish(self, full: list[_Segment]) -> None:
        for segment in full:
            with self._lock:
                self._closing.remove(segment)
            segment.close()
        self._on_disk = sum(entry.stat().st_size for entry in self._home.path.iterdir() if entry != self._segment.disk_path)
        if self._stage_home is not None and self._gaps.total:
            (self._home.path / gaps.NAME).write_bytes(self._gaps.content())

    def _note(self, last: int) -> None:
        with self._settled:
            self._settled_sequence = last
            self._settled.notify_all()

    def wait(self, sequence: int, seconds: float) -> bool:
        """Whether the record with that sequence is on disk within so many seconds."""
        with self._settled:
            return self._settled.wait_for(lambda: self._settled_sequence >= sequence, seconds)

    def _new_segment(self, number: int) -> _Segment:
        name = directory.segment_name(number)
        disk_path = self._home.path / name
        disk = directory.open_private(disk_path, NEW_FILE)
        directory.sync_directory(self._home.path)
        if self._stage_home is None:
            return _Segment(number, disk, disk_path, disk, disk_path)
        stage_path = self._stage_home / name
        return _Segment(number, directory.open_private(stage_path, NEW_FILE), stage_path, disk, disk_path)

    def close(self) -> None:
        """Settle, and hand the folder over to the shipper."""
        self.settle()
        self._segment.close()
        self._gaps.close()
        self._home.release()

    def abandon(self) -> None:
        """In a forked child: close what was inherited, and leave the files to the parent."""
        for segment in (*self._closing, self._segment):
            for descriptor in {segment.stage, segment.disk}:
                os.close(descriptor)
        self._gaps.close()
        self._home.release()


def _stage_home(memory: Path | None, writer_id: str) -> Path | None:
    """A folder in shared memory, or None where there is none that we may use."""
    if memory is None:
        return None
    home = memory / f"alphagex-{os.geteuid()}" / writer_id
    try:
        directory.prepare(home.parent)
        home.mkdir(mode=directory.PRIVATE_DIRECTORY)
    except (OSError, directory.SettingsError):
        return None
    return home


def _copy(segment: _Segment) -> None:
    """Bring the stage's bytes to the disk's file, whole or up to where the disk stopped, and sync it."""
    size = segment.size
    if segment.staged_in_memory:
        while segment.settled < size:
            piece = os.pread(segment.stage, min(COPY_BYTES, size - segment.settled), segment.settled)
            segment.settled += os.write(segment.disk, piece)
    os.fdatasync(segment.disk)
    segment.settled = size
