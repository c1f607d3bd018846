"""The spool's folders: one per writing process, held by a lock that the kernel drops when the process dies."""

from __future__ import annotations

import fcntl
import os
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = "lock"
SEGMENT_SUFFIX = ".seg"
PRIVATE_DIRECTORY = 0o700
PRIVATE_FILE = 0o600
OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  not a temporary file: memory that survives the process


@dataclass(slots=True)
class WriterDirectory:
    """The folder of one writer: its identity, where it lies, and the descriptor that holds its lock."""

    writer_id: str
    path: Path
    lock: int

    def release(self) -> None:
        """Let go of the lock; the folder stays for the shipper."""
        os.close(self.lock)


def prepare(root: Path) -> Path:
    """Make the spool's root, and see that nobody else can write into it.

    Raises SettingsError for a link, a folder that others own or can write, or one that cannot be made.
    """
    try:
        root.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIRECTORY)
        found = root.lstat()
    except OSError as error:
        raise SettingsError(f"The spool folder {root} cannot be made ({error.strerror}).", "Set ALPHAGEX_SPOOL_DIR to a folder that can be written.") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & OTHERS_MAY_WRITE:
        raise SettingsError(f"The spool folder {root} is a link, or others own it or may write to it.", "Make it a folder of your own with mode 0700.")
    return root


def create(root: Path) -> WriterDirectory:
    """A new writer's folder, locked before its name can be seen.

    Raises OSError.
    """
    writer_id = str(uuid.uuid4())
    hidden = root / f".{writer_id}"
    hidden.mkdir(mode=PRIVATE_DIRECTORY)
    lock = open_private(hidden / LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    fcntl.flock(lock, fcntl.LOCK_EX)
    path = root / writer_id
    hidden.rename(path)
    sync_directory(root)
    return WriterDirectory(writer_id, path, lock)


def writers(root: Path) -> Iterator[Path]:
    """The folders of all writers, the oldest first."""
    found = [entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    return iter(sorted(found, key=lambda path: path.stat().st_mtime_ns))


def adopt(path: Path) -> WriterDirectory | None:
    """The folder of a writer that has died, now locked by us; None while it lives."""
    lock = open_private(path / LOCK, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return WriterDirectory(path.name, path, lock)


def segments(path: Path) -> list[Path]:
    """The segment files of a writer in the order in which they were written."""
    return sorted(path.glob(f"*{SEGMENT_SUFFIX}"))


def segment_name(number: int) -> str:
    """The name of the segment with that number; names sort as numbers do."""
    return f"{number:012d}{SEGMENT_SUFFIX}"


def open_private(path: Path, flags: int) -> int:
    """A descriptor of a file that only we can read, never through a link, not inherited by programs that we start."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)


def sync_directory(path: Path) -> None:
    """Make the names in a folder survive a power loss."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
