"""The spool's folders: one per writing process, held by a lock that the kernel drops when the process dies.

A writer has a folder on disk, in the spool's root, and where shared memory is there a second one in it: the stage. Both have its identity as
their name, and both have a lock file: who holds either is alive.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from alphagex_logs.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = "lock"
SEGMENT_SUFFIX = ".seg"
CORRUPT = "corrupt"  # where bytes that are no record are kept
DEAD = "dead"  # where records are kept that not even the dead letters would take
SET_APART = frozenset({CORRUPT, DEAD})
PRIVATE_DIRECTORY = 0o700
PRIVATE_FILE = 0o600
OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  not a temporary file: memory that survives the process


@dataclass(slots=True)
class Descriptor:
    """An open file that is closed once: in a forked child, closing a number twice could close somebody else's file."""

    number: int

    def close(self) -> None:
        """Close the file if it is open."""
        number, self.number = self.number, -1
        if number >= 0:
            os.close(number)

    @property
    def is_open(self) -> bool:
        """Whether it can be used."""
        return self.number >= 0


@dataclass(slots=True)
class Held:
    """A writer's folder whose lock is ours."""

    path: Path
    lock: Descriptor

    def is_there(self) -> bool:
        """Whether the folder is still the one that we locked: somebody may have deleted it under us."""
        return is_same_file(self.path / LOCK, self.lock)

    def release(self) -> None:
        """Let go of the lock; the folder stays."""
        self.lock.close()


def prepare(root: Path) -> Path:
    """Make a folder for writers' folders, and see that nobody else can write into it.

    Raises SettingsError for a link, a folder that others own or can write, or one that cannot be made.
    """
    try:
        root.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIRECTORY)
        private = is_private(root)
    except OSError as error:
        raise SettingsError(f"The spool folder {root} cannot be made ({error.strerror}).", "Set ALPHAGEX_SPOOL_DIR to a folder that can be written.") from error
    if not private:
        raise SettingsError(f"The spool folder {root} is a link, or others own it or may write to it.", "Make it a folder of your own with mode 0700.")
    return root


def stage_of(root: Path, memory: Path | None) -> Path | None:
    """Where in shared memory the writers of this spool have their stages; None where there is no shared memory."""
    if memory is None:
        return None
    identity = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return stages_of_account(memory) / identity


def stages_of_account(memory: Path) -> Path:
    """Where in shared memory all stages of this account are."""
    return memory / f"alphagex-{os.geteuid()}"


def is_private(folder: Path) -> bool:
    """Whether this is a folder, and no link, that is ours and into which nobody else can write.

    Raises OSError.
    """
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & OTHERS_MAY_WRITE


def create(root: Path, writer_id: str) -> Held:
    """A writer's folder, locked before its name can be seen; where it is there already but has lost its lock, a new one for it.

    Raises OSError.
    """
    path = root / writer_id
    hidden = path if path.exists() else root / f".{writer_id}"
    hidden.mkdir(mode=PRIVATE_DIRECTORY, exist_ok=True)
    lock = open_private(hidden / LOCK, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(lock.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        hidden.rename(path)
        sync_directory(root)
    except OSError:
        lock.close()
        raise
    return Held(path, lock)


def writers(root: Path) -> Iterator[Path]:
    """The folders of all writers in a root."""
    try:
        with os.scandir(root) as entries:
            names = [entry.name for entry in entries if entry.name not in SET_APART and not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return iter(())
    return iter([root / name for name in sorted(names)])


def is_held(path: Path) -> bool:
    """Whether a process holds this lock file; asking does not get in the way of somebody else who asks."""
    try:
        lock = open_private(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock.number, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        lock.close()
    return False


def adopt(path: Path) -> Held | None:
    """The folder, now locked by us; None while its writer lives, or when there is no such folder."""
    try:
        lock = open_private(path / LOCK, os.O_RDWR | os.O_CREAT)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return Held(path, lock)


def segments(path: Path) -> list[str]:
    """The names of a writer's segment files in the order in which they were written; none when there is no such folder."""
    try:
        with os.scandir(path) as entries:
            return sorted(entry.name for entry in entries if entry.name.endswith(SEGMENT_SUFFIX) and not entry.name.startswith("."))
    except FileNotFoundError:
        return []


def segment_name(number: int) -> str:
    """The name of the segment with that number; names sort as numbers do."""
    return f"{number:012d}{SEGMENT_SUFFIX}"


def usage(root: Path) -> int:
    """How many bytes of records are under a spool's root; what is deleted meanwhile does not count."""
    total = 0
    for folder, _folders, files in os.walk(root):
        for name in files:
            if SEGMENT_SUFFIX in name or folder.endswith(DEAD):
                with suppress(FileNotFoundError):
                    total += os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118  pathlib takes four times as long
    return total


def open_private(path: Path, flags: int) -> Descriptor:
    """A file that only we can read, never through a link, not inherited by programs that we start.

    Raises OSError.
    """
    return Descriptor(os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE))


def keep(path: Path, content: bytes) -> None:
    """Write a file that only we can read, in a folder that is made for it, and wait until the disk has both.

    Raises OSError.
    """
    path.parent.mkdir(exist_ok=True, mode=PRIVATE_DIRECTORY)
    with os.fdopen(open_private(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC).number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    for folder in (path.parent, path.parent.parent):
        sync_directory(folder)


def is_same_file(path: Path, opened: Descriptor) -> bool:
    """Whether the name still leads to the open file."""
    try:
        return opened.is_open and os.path.samestat(path.lstat(), os.fstat(opened.number))
    except FileNotFoundError:
        return False


def sync_directory(path: Path) -> None:
    """Make the names in a folder survive a power loss."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Exclusive:
    """A lock that one process at a time has, such as a spool's shipper."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Descriptor(-1)

    def take(self) -> bool:
        """Whether the lock is ours now.

        Raises OSError.
        """
        lock = open_private(self._path, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(lock.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def is_ours(self) -> bool:
        """Whether we have it, and its file has not been deleted: then somebody else could have one as well."""
        return is_same_file(self._path, self._lock)

    def release(self) -> None:
        """Let go of it."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()
