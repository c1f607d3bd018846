"""Stages in shared memory whose spool's folder was deleted: no shipper looks there any more, and memory is not swept by itself.

Beside each stage a small file says whose it is. What such a stage still holds may never have reached PostgreSQL, and which PostgreSQL it was for
nobody knows here: a person decides. What holds nothing is cleared away.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.spool import directory, gaps
from alphagex_logs.spool.frame import Frame, frames

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL = ".spool"


@dataclass(frozen=True, slots=True)
class Orphan:
    """A stage of a spool folder that is gone, and how many records it holds; some of them may have been shipped before."""

    stage: Path
    root: Path
    records: int


def label(stage: Path, root: Path) -> None:
    """Note beside a stage which spool it belongs to.

    Raises OSError.
    """
    target = stage.with_name(stage.name + _LABEL)
    if not target.exists():
        hidden = stage.with_name(f".{stage.name}-{os.getpid()}{_LABEL}")
        hidden.unlink(missing_ok=True)
        opened = directory.open_private(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            os.write(opened.number, os.fsencode(root))
        finally:
            opened.close()
        hidden.rename(target)


def orphans(memory: Path | None) -> list[Orphan]:
    """The stages of this account that hold something, whose spool is gone and whose writers are all dead: a live one makes its folder anew."""
    return [Orphan(stage, root, records) for stage, root in _deserted(memory) if (records := sum(_records(writer) for writer in directory.writers(stage)))]


def clear(memory: Path | None) -> None:
    """Remove the deserted stages that hold nothing; those that cannot be removed stay."""
    for stage, root in _deserted(memory):
        with suppress(OSError):
            for writer in directory.writers(stage):
                _remove_empty(writer)
            stage.rmdir()  # refused when a writer has come meanwhile
            stage.with_name(stage.name + _LABEL).unlink()
            if stage.exists():
                label(stage, root)


def _deserted(memory: Path | None) -> Iterator[tuple[Path, Path]]:
    home = None if memory is None else directory.stages_of_account(memory)
    if home is None or not home.exists() or not directory.is_private(home):
        return
    for mark in sorted(home.glob(f"[!.]*{_LABEL}")):
        with suppress(OSError):  # cleared away meanwhile
            root, stage = Path(os.fsdecode(mark.read_bytes())), mark.with_suffix("")
            if not root.exists() and directory.is_private(stage) and not any(directory.is_held(writer / directory.LOCK) for writer in directory.writers(stage)):
                yield stage, root


def _records(writer: Path) -> int:
    count = 0
    with suppress(FileNotFoundError):  # cleared away meanwhile
        for name in directory.segments(writer):
            count += sum(isinstance(piece, Frame) for piece in frames((writer / name).read_bytes()))
    return count


def _remove_empty(writer: Path) -> None:
    held = directory.adopt(writer)
    if held is not None:
        try:
            if not _records(writer) and not gaps.read(writer / gaps.NAME):
                for name in (*directory.segments(writer), gaps.NAME, directory.LOCK):
                    (writer / name).unlink(missing_ok=True)
                writer.rmdir()
        finally:
            held.release()
