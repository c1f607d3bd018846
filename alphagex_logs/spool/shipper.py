"""The shipper: brings every writer's records to a destination, in each writer's order, and clears away what has arrived.

One process at a time does this for a spool. It is never part of a bot: Python's interpreter lock would make the bot wait for it.
"""

from __future__ import annotations

import os
import time
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.spool import directory, stages, state
from alphagex_logs.spool.directory import Exclusive
from alphagex_logs.spool.launch import LOCK
from alphagex_logs.spool.patience import Patience, Stopped
from alphagex_logs.spool.reader import Tail

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alphagex_logs.spool.frame import Frame
    from alphagex_logs.spool.gaps import Gap

BATCH_RECORDS = 16_000  # a transaction, half a second of a backlog: more would gain little, and new rows of other writers wait for its end
BATCH_BYTES = 32 << 20
IDLE_SECONDS = 0.05
GAP_SECONDS = 5.0
BEAT_SECONDS = 1.0
GRACE_SECONDS = 8.0  # from the request to stop; container hosts kill after ten
LOCK_SECONDS = 1.0
T = TypeVar("T")


class Destination(Protocol):
    """Where records go. Every method raises DatabaseUnreachable while it cannot be reached; asking again is then right, and safe."""

    @property
    def place(self) -> str:
        """Where it is, in words, without secrets."""

    def position(self, writer_id: str) -> int:
        """The newest sequence of this writer that has taken effect; 0 when none has."""

    def deliver(self, writer_id: str, frames: Sequence[Frame]) -> None:
        """Let these records take effect, once each, or put them where they can be seen; those up to `position` are there already."""

    def report(self, writer_id: str, gaps: Sequence[Gap]) -> None:
        """Note what this writer has lost so far; the counts are totals."""


class Shipper:
    """Ships one spool. `run` returns when told to stop, when its lock file was deleted, or when it has done what it was started for."""

    def __init__(
        self,
        root: Path,
        destination: Destination,
        stop: threading.Event,
        *,
        memory: Path | None = directory.SHARED_MEMORY,
        patience_seconds: float = float("inf"),
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """Prepare the folder; `tell` hears of troubles and of their end.

        Raises SettingsError.
        """
        self._root = directory.prepare(root).resolve()
        self._memory = memory
        self._stage = directory.stage_of(self._root, memory)
        self._destination = destination
        self._stop = stop
        self._patience = Patience(stop, patience_seconds, tell)
        self._lock = Exclusive(self._root / LOCK)
        self._tails: dict[str, Tail] = {}
        self._arrived: dict[str, int] = {}  # per writer the newest sequence that took effect; its tail may have read further
        self._reported: dict[str, tuple[float, list[Gap]]] = {}
        self._most = BATCH_RECORDS
        self._turn = ""  # the writer whose backlog was served last
        self._state = state.ShipperState(os.getpid(), time.time(), place=destination.place)

    def run(self, *, until_empty: bool = False, linger_seconds: float = float("inf")) -> bool:
        """Ship until told to stop, and then what is left, for a moment; False at once when another shipper is at work here.

        `until_empty` ends when what was there has been shipped, `linger_seconds` after that long without any writer. Raises
        DatabaseUnreachable when the destination has been away for longer than the patience.
        """
        if not self._take_lock():
            return False
        with self._lock:
            stages.clear(self._memory)
            try:
                for empty_rounds, moved in self._rounds(linger_seconds):
                    if (until_empty and empty_rounds > 1) or (self._stop.is_set() and not moved):
                        break
            except Stopped:
                pass
            finally:
                self._beat(now=True)
                for tail in self._tails.values():
                    tail.release()
        return True

    def _take_lock(self) -> bool:
        """Whether we are the one; somebody may hold the lock for a moment only to see whether a shipper runs."""
        deadline = time.monotonic() + LOCK_SECONDS
        while not self._lock.take():
            if time.monotonic() > deadline or self._stop.wait(IDLE_SECONDS):
                return False
        return True

    def _rounds(self, linger_seconds: float) -> Iterator[tuple[int, int]]:
        """Serve all writers again and again; yields how many rounds in a row left no backlog, and what the last one moved."""
        alone_since = time.monotonic()
        deadline = float("inf")
        without_backlog = 0
        while self._lock.is_ours() and time.monotonic() < min(deadline, alone_since + linger_seconds):
            moved, backlog = self._round()
            without_backlog = 0 if backlog else without_backlog + 1
            yield without_backlog, moved
            now = time.monotonic()
            alone_since = now if self._tails or without_backlog == 0 else alone_since
            self._beat()
            if self._stop.is_set():
                deadline = min(deadline, now + GRACE_SECONDS)
            elif not moved:
                self._stop.wait(IDLE_SECONDS)

    def _round(self) -> tuple[int, bool]:
        """Serve every writer that has less than a batch to send, and one of those that have more: new rows do not wait behind a backlog."""
        try:
            self._discover()
            behind = sorted(name for name, tail in self._tails.items() if tail.has_more or tail.waiting_bytes() > BATCH_BYTES)
            moved = sum(self._serve(tail) for name, tail in tuple(self._tails.items()) if name not in behind)
            if behind:
                self._turn = next((name for name in behind if name > self._turn), behind[0])
                moved += self._serve(self._tails[self._turn])
            return moved, any(tail.has_more for tail in self._tails.values())
        except OSError as error:  # what has taken effect is safe; the spool's disk is needed to clear it away
            self._patience.pause(error)
            return 0, True

    def _discover(self) -> None:
        found = {path.name for home in (self._root, self._stage) if home is not None for path in directory.writers(home)}
        for writer_id in found - self._tails.keys():
            position = self._persistently(partial(self._destination.position, writer_id))
            self._tails[writer_id] = Tail(self._root, self._stage, writer_id, position)
            self._arrived[writer_id] = position
        for writer_id in self._tails.keys() - found:  # deleted by somebody else; a live writer makes it anew
            self._forget(writer_id)

    def _forget(self, writer_id: str) -> None:
        self._tails.pop(writer_id).release()
        del self._arrived[writer_id]
        self._reported.pop(writer_id, None)

    def _persistently(self, ask: Callable[[], T]) -> T:
        while True:
            try:
                answer = ask()
            except DatabaseUnreachable as away:
                self._wait_out(away)
            else:
                self._patience.end()
                return answer

    def _wait_out(self, away: DatabaseUnreachable) -> None:
        try:
            self._patience.pause(away)
        finally:
            self._beat()

    def _serve(self, tail: Tail) -> int:
        """Send a batch of one writer, and clear away; how many records it was.

        Raises OSError when the spool's disk is in the way.
        """
        try:
            return self._send_batch(tail)
        except OSError:
            self._forget(tail.writer_id)  # it has read what did not arrive: a new one begins after what has
            raise

    def _send_batch(self, tail: Tail) -> int:
        died = tail.claim()  # asked before reading: then all that it left is there
        batch = tail.batch(BATCH_RECORDS, BATCH_BYTES)
        self._send(tail.writer_id, batch)
        self._report(tail, now=died and not batch)
        if batch:
            tail.forget_shipped()
        elif died:
            tail.remove()
            self._forget(tail.writer_id)
        return len(batch)

    def _send(self, writer_id: str, batch: Sequence[Frame]) -> None:
        """Deliver, in smaller pieces after each failure: a server that is slow may manage those."""
        sent = 0
        while sent < len(batch):
            piece = batch[sent : sent + self._most]
            try:
                self._destination.deliver(writer_id, piece)
            except DatabaseUnreachable as away:
                self._most = max(1, self._most // 2)
                self._wait_out(away)
                continue
            sent += len(piece)
            self._most = min(BATCH_RECORDS, 2 * self._most)
            self._patience.end()
            self._state.records += len(piece)
            self._arrived[writer_id] = piece[-1].sequence
            self._beat()

    def _report(self, tail: Tail, *, now: bool) -> None:
        """Tell the destination what the writer dropped, when that has changed."""
        moment, reported = self._reported.get(tail.writer_id, (0.0, []))
        if not now and time.monotonic() - moment < GAP_SECONDS:
            return
        found = tail.gaps()
        if found != reported:
            self._persistently(partial(self._destination.report, tail.writer_id, found))
        self._reported[tail.writer_id] = (time.monotonic(), found)

    def _beat(self, *, now: bool = False) -> None:
        """Say that we live, how far we are and what is wrong."""
        moment = time.time()
        if not now and 0 <= moment - self._state.beat < BEAT_SECONDS:
            return
        self._state.beat = moment
        self._state.trouble, self._state.trouble_since = self._patience.trouble, self._patience.since
        self._state.writers = {name: self._arrived[name] for name in self._tails}
        try:
            state.write(self._root, self._state)
        except OSError as error:  # a full disk: the lock still shows that we live
            self._patience.trouble = self._patience.trouble or f"The spool folder cannot be written: {error}"
