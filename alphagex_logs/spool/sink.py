"""The sink for bots: `accept` returns in microseconds and raises nothing; what it took survives a killed process and reaches PostgreSQL once."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections import deque
from typing import TYPE_CHECKING
from uuid import uuid4

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Importance
from alphagex_logs.spool import directory, policy
from alphagex_logs.spool.journal import Journal, Stored
from alphagex_logs.spool.record import dump, dump_refused
from alphagex_logs.writers.operations import EventId
from alphagex_logs.writers.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from alphagex_logs.spool.policy import Policy
    from alphagex_logs.writers.operations import Operation

DURABLE_SECONDS = 0.05
CLOSE_SECONDS = 5.0
_sinks: weakref.WeakSet[SpoolSink] = weakref.WeakSet()


class SpoolSink(Sink):
    """Keeps operations in the spool folder until the shipper has brought them to PostgreSQL.

    `durable` makes every call wait until the disk has the record, at most 50 ms. `started` is called once, off the caller's thread, when
    the first record of this process has been kept: it starts a shipper where none runs.
    """

    def __init__(
        self,
        root: Path,
        *,
        limits: Policy | None = None,
        memory: Path | None = directory.SHARED_MEMORY,
        durable: bool = False,
        started: Callable[[], None] | None = None,
    ) -> None:
        """Check the folder.

        Raises SettingsError when it cannot be used; after that, nothing is raised into the bot.
        """
        self._root = directory.prepare(root)
        self._limits = limits or policy.for_disk(root)
        self._memory = memory
        self._durable = durable
        self._started = started
        self._reset()
        _sinks.add(self)

    def _reset(self) -> None:
        self._journal: Journal | None = None
        self._opening = threading.Lock()
        self._inside = threading.local()
        self._stop = threading.Event()
        self._settler: threading.Thread | None = None
        self.last_problem: str | None = None
        self.unopened = 0  # records dropped because the folder could not be made

    def accept(self, operations: Sequence[Operation]) -> None:
        """Keep operations that take effect together."""
        self._keep(dump(operations), operations[0].table, min((TABLES[operation.table].importance for operation in operations), key=_RANK.__getitem__))

    def refuse(self, writer: str, fields: Mapping[str, object], error: Exception) -> EventId:
        """Keep what a writer could not turn into a row, for the dead letters, with the values as they came."""
        event_id = EventId(str(uuid4()))
        self._keep(dump_refused(writer, event_id, fields, error), writer, Importance.CRITICAL)
        return event_id

    def _keep(self, payload: bytes, table: str, importance: Importance) -> None:
        """Append, unless this thread is already inside (a signal handler, `__del__`): then the call that it interrupted does it."""
        here = self._inside
        deferred: deque[tuple[bytes, str, Importance]] = here.__dict__.setdefault("deferred", deque())
        deferred.append((payload, table, importance))
        while deferred and not here.__dict__.get("busy", False):
            here.busy = True
            try:
                self._append(*deferred.popleft())
            finally:
                here.busy = False

    def _append(self, payload: bytes, table: str, importance: Importance) -> None:
        journal = self._journal or self._open()
        if journal is None:
            self.unopened += 1
            return
        receipt = journal.append(payload, table, importance)
        if self._durable and receipt.stored is not Stored.DROPPED:
            journal.wait(receipt.sequence, DURABLE_SECONDS)

    def _open(self) -> Journal | None:
        with self._opening:
            if self._journal is None:
                try:
                    self._journal = Journal(self._root, self._limits, memory=self._memory)
                except (OSError, directory.SettingsError) as error:
                    self.last_problem = f"The spool folder cannot be used: {error}"
                    return None
                self._settler = threading.Thread(target=self._settle, name="alphagex-spool", daemon=True)
                self._settler.start()
            return self._journal

    def _settle(self) -> None:
        if self._started is not None:
            self._started()
        while not self._stop.wait(self._limits.settle_seconds):
            self._settle_once()

    def _settle_once(self) -> None:
        try:
            self._journal.settle()  # type: ignore[union-attr]  # the thread starts after it was made
            self.last_problem = None
        except OSError as error:
            self.last_problem = f"The disk does not take the spool: {error.strerror}"

    def wait(self, seconds: float = DURABLE_SECONDS) -> bool:
        """Whether everything accepted so far is on disk within so many seconds."""
        journal = self._journal
        return True if journal is None else journal.wait(journal.sequence, seconds)

    @property
    def dropped(self) -> int:
        """How many records this process could not keep; each is in the gap ledger."""
        return self.unopened + (self._journal.dropped if self._journal else 0)

    def flush(self) -> None:
        """Wait until what was accepted is on disk, at most five seconds."""
        self.wait(CLOSE_SECONDS)

    def close(self) -> None:
        """Flush, and leave the folder to the shipper."""
        journal, settler = self._journal, self._settler
        if journal is None or settler is None:
            return
        deadline = time.monotonic() + CLOSE_SECONDS
        self._stop.set()
        settler.join(CLOSE_SECONDS)
        if not settler.is_alive() and time.monotonic() < deadline:
            journal.close()
        self._reset()

    def _forked(self) -> None:
        """In the child of a fork: leave the parent's files alone and begin a folder of our own at the first record."""
        journal = self._journal
        self._reset()
        if journal is not None:
            journal.abandon()


_RANK = {Importance.CRITICAL: 0, Importance.NORMAL: 1, Importance.BULK: 2}


def _after_fork() -> None:
    for sink in tuple(_sinks):
        sink._forked()  # noqa: SLF001  the same module


os.register_at_fork(after_in_child=_after_fork)


def shipper_starter(command: Sequence[str], environ: Mapping[str, str]) -> Callable[[], None]:
    """Something that starts a shipper as a process of its own, which ends at once when another one is at work."""
    import subprocess  # noqa: PLC0415  most bots have a service manager for this

    def start() -> None:
        subprocess.Popen(command, env=dict(environ), start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  our own command

    return start
