"""The journal of one process: `append` costs one write(2) to a file that a killed process leaves behind; the disk is waited for elsewhere.

Where shared memory is there, the caller's write goes to a file in it (the stage), and `settle`, on a thread of its own, copies the bytes to
the disk and syncs them: a disk that hangs, or is gone, does not hang the bot. Without shared memory callers write to the disk's file itself.

Readers rely on one rule: a segment's file appears on disk only when all earlier ones are complete there.
"""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from alphagex_logs.errors import SettingsError
from alphagex_logs.spool import directory, frame, gaps, stages
from alphagex_logs.spool.gaps import Reason
from alphagex_logs.spool.receipt import Receipt, Stored
from alphagex_logs.spool.room import Room
from alphagex_logs.spool.segment import Segment
from alphagex_logs.writers.interruption import pass_on

if TYPE_CHECKING:
    from pathlib import Path

    from alphagex_logs.catalogue.model import Importance
    from alphagex_logs.spool.directory import Held
    from alphagex_logs.spool.policy import Policy


class JournalClosed(Exception):  # noqa: N818  not an error: the sink opens another one
    """This journal was closed between the caller's look and its step."""


class Journal:
    """One writer's segments. `append` and `wait` are for any thread; `settle` is for one at a time, and waits for its turn."""

    def __init__(self, root: Path, stage: Path | None, policy: Policy, earlier: gaps.Tally) -> None:
        """Make this process's own folder in `stage`, or in `root` where there is no shared memory; count on from `earlier`.

        Raises OSError, SettingsError.
        """
        self.writer_id = str(uuid.uuid4())
        self._root = root
        self._policy = policy
        self._lock = threading.Lock()
        self._settling = threading.Lock()
        self._settled = threading.Condition()
        self.room = Room(policy.crowded_seconds)
        self._sequence = self._settled_sequence = 0
        self._measured = self._since_measured = 0  # bytes of the whole spool
        self._closing: list[Segment] = []
        self._closed = False
        self._stage: Held | None = None
        self._home: Held | None = None
        self._mirror: gaps.GapLedger | None = None
        if stage is None or not self._begins_in(stage, earlier):
            self._home = directory.create(directory.prepare(root), self.writer_id)
            self._open_files(self._home, earlier)

    def _begins_in(self, stage: Path, earlier: gaps.Tally) -> bool:
        """Whether shared memory takes this process's folder and first files: others may own it, or may have filled it."""
        try:
            directory.prepare(stage.parent)
            self._stage = directory.create(directory.prepare(stage), self.writer_id)
            self._open_files(self._stage, earlier)
        except (OSError, SettingsError) as error:
            pass_on(error)
            if self._stage is not None:
                self._stage.release()
                self._stage = None
            return False
        try:
            stages.label(stage, self._root)
        except OSError as error:  # then nobody learns whose it was, should the spool be deleted
            pass_on(error)
        return True

    def _open_files(self, folder: Held, earlier: gaps.Tally) -> None:
        """The first segment and the ledger; nothing is left of them, nor of the folder, when one cannot be made."""
        try:
            self._segment = self._new_segment(1)
            try:
                self._gaps = gaps.GapLedger(folder.path / gaps.NAME, earlier)
            except BaseException:
                self._segment.abandon()
                raise
        except BaseException:
            shutil.rmtree(folder.path, ignore_errors=True)
            folder.release()
            raise

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
        newest = self._segment.size - self._segment.settled
        return newest + sum(segment.size - segment.settled for segment in self._closing) if self._closing else newest

    def append(self, payload: bytes, table: str, importance: Importance) -> Receipt:
        """Keep one record; when there is no room for its importance, count it as dropped.

        Raises JournalClosed.
        """
        with self._lock:
            refusal = self._refusal(payload, importance)
            receipt = self._drop(table, refusal) if refusal else self._write(payload, table)
        return receipt or self._append_with_more_room(payload, table)

    def _refusal(self, payload: bytes, importance: Importance) -> Reason | None:
        if self._closed:
            raise JournalClosed
        quota, stage = self._policy.room[importance]
        if self._measured + self._since_measured >= quota:
            return Reason.QUOTA
        if self._stage is not None and self.unsettled >= stage:
            return Reason.STAGE_FULL
        return Reason.REFUSED if len(payload) > frame.LARGEST_PAYLOAD else None

    def _write(self, payload: bytes, table: str) -> Receipt | None:
        """Write one record; None when its file is full."""
        content = frame.encode(self._sequence + 1, time.time_ns() // 1000, payload)
        segment, size = self._segment, self._segment.size
        try:
            if not segment.write(content):
                return None
        except OSError as error:
            pass_on(error)
            if segment.size == size:
                return self._drop(table, Reason.REFUSED)
        finally:
            if segment.size > size:  # also when a signal handler raised in the middle: a second record of that number would be passed over
                self._sequence += 1
                self._since_measured += len(content)
        return Receipt(self.writer_id, self._sequence, Stored.MEMORY if self._stage else Stored.DISK)

    def _append_with_more_room(self, payload: bytes, table: str) -> Receipt:
        """Once more, when shared memory is full but the disk may not be: what is on disk need not stay in memory.

        The first time makes room by a new segment; where others have filled the memory, the second time leads to the disk.
        """
        attempts = 2 if self._stage is not None else 0
        while attempts and self.room.ask():
            attempts -= 1
            with self._lock:
                if self._closed:
                    raise JournalClosed
                if receipt := self._write(payload, table):
                    return receipt
        with self._lock:
            return self._drop(table, Reason.NO_SPACE)

    def _drop(self, table: str, reason: Reason) -> Receipt:
        try:
            self._gaps.add(table, reason)
        except OSError as error:  # the count is in memory, and the next drop writes it
            pass_on(error)
        return Receipt(self.writer_id, 0, Stored.DROPPED)

    def settle(self) -> None:
        """Bring everything appended before this call to the disk; start a new segment when this one, or shared memory, is full.

        Raises OSError when the disk does not take it, SettingsError when the spool's folder cannot be used; nothing is lost by that, and the
        next call goes on.
        """
        with self._settling:
            home = self._present_home()
            self._settle_due(home)
            if self._stage is not None and not self._stage.is_there():
                self._leave_stage(home)
            crowded = self.room.is_wanted
            if crowded and self._stage is not None and not self._segment.size:
                self._leave_stage(home)
            elif self._segment.size >= (1 if crowded else self._policy.segment):
                with self._lock:
                    self._closing.append(self._segment)
                    self._segment = self._new_segment(self._segment.number + 1)
                self._settle_due(home)
            if crowded:
                self.room.give()
            self._mirror_gaps()

    def _present_home(self) -> Held:
        """The folder on disk; made anew, with what is still in hand, when somebody deleted it."""
        if self._home is None or not self._home.is_there():
            if self._home is not None:
                self._home.release()
            self._home = directory.create(directory.prepare(self._root), self.writer_id)
            self._settle_in(self._home)
        if self._stage is None:
            for segment in (*self._closing, self._segment):
                if not segment.is_sound(self._home.path):
                    with self._lock:
                        segment.move(self._home.path)
        return self._home

    def _settle_in(self, home: Held) -> None:
        if self._mirror is not None:
            self._mirror.close()
            self._mirror = None
        if self._stage is not None:
            self._mirror = gaps.GapLedger(home.path / gaps.NAME, gaps.Tally())
        else:
            with self._lock:
                self._gaps.close()
                self._gaps = gaps.GapLedger(home.path / gaps.NAME, self._gaps)

    def _leave_stage(self, home: Held) -> None:
        """Go on on the disk: somebody swept shared memory, and what is written there could not be found after a kill; or others have filled it."""
        with self._lock:  # callers wait, because the next segment may not be seen before this one is complete
            self._segment.settle(home.path)
            self._segment.close()
            if self._stage is not None:
                self._stage.release()
                self._stage = None
            self._segment = self._new_segment(self._segment.number + 1)
            if self._mirror is not None:  # its space is reserved, also where the disk is full now
                self._mirror.gaps = self._gaps.gaps
                self._gaps.close()
                self._gaps, self._mirror = self._mirror, None
                self._gaps.keep()

    def _settle_due(self, home: Held) -> None:
        with self._lock:
            last, due = self._sequence, (*self._closing, self._segment)
        for segment in due:
            segment.settle(home.path)
            if segment is not self._segment:
                with self._lock:
                    self._closing.remove(segment)
                segment.close()
        with self._settled:
            self._settled_sequence = last
            self._settled.notify_all()

    def _mirror_gaps(self) -> None:
        if self._mirror is not None and self._mirror.total != self._gaps.total:
            with self._lock:
                self._mirror.gaps = {key: replace(gap) for key, gap in self._gaps.gaps.items()}
            self._mirror.keep()

    def measure(self) -> None:
        """Look how much the whole spool holds; until the next look, what this journal appends is added to that."""
        used = directory.usage(self._root)
        with self._lock:
            self._measured, self._since_measured = used, 0

    def wait(self, sequence: int, seconds: float) -> bool:
        """Whether the record with that sequence is on disk within so many seconds."""
        with self._settled:
            return self._settled.wait_for(lambda: self._settled_sequence >= sequence, seconds)

    def _new_segment(self, number: int) -> Segment:
        return Segment(number, self._stage.path if self._stage else None, self._home.path if self._home else None)

    def close(self) -> None:
        """Settle, and hand the folders over to the shipper, which also finds what the disk did not take.

        Raises OSError, SettingsError.
        """
        with self._lock:
            self._closed = True
        try:
            self.settle()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let go of all files and locks and leave the files: to the shipper, or in a forked child to the parent."""
        self._closed = True
        for held in (*self._closing, self._segment, self._gaps, self._mirror):
            if isinstance(held, Segment):
                held.abandon()
            elif held is not None:
                held.close()
        for folder in (self._stage, self._home):
            if folder is not None:
                folder.release()
