"""The sink for bots: `accept` returns in microseconds and raises nothing of its own; what it took survives a killed process and reaches PostgreSQL once."""

from __future__ import annotations

import os
import threading
import time
import weakref
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Importance
from alphagex_logs.errors import SettingsError
from alphagex_logs.spool import directory, policy
from alphagex_logs.spool.gaps import Reason, Tally
from alphagex_logs.spool.journal import Journal, JournalClosed
from alphagex_logs.spool.receipt import Stored
from alphagex_logs.spool.record import dump_redacted, dump_refused, is_redacted
from alphagex_logs.spool.reentry import OneAtATime
from alphagex_logs.spool.settler import Settler
from alphagex_logs.writers.interruption import pass_on
from alphagex_logs.writers.operations import EventId
from alphagex_logs.writers.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from alphagex_logs.spool.policy import Policy
    from alphagex_logs.writers.operations import Operation

DURABLE_SECONDS = 0.05
CLOSE_SECONDS = 5.0
RETRY_SECONDS = 1.0
_RANK = {Importance.CRITICAL: 0, Importance.NORMAL: 1, Importance.BULK: 2}
_IMPORTANCE = {table.name: table.importance for table in TABLES.values()}
_sinks: weakref.WeakSet[SpoolSink] = weakref.WeakSet()


class SpoolSink(Sink):
    """Keeps operations in the spool folder until the shipper has brought them to PostgreSQL.

    `durable` makes every call wait until the disk has the record, at most 50 ms. `supervise` is called every few seconds, off the callers'
    threads: it sees that a shipper runs. Safe to share between threads; a forked child goes on in a folder of its own.
    """

    def __init__(
        self,
        root: Path,
        *,
        limits: Policy | None = None,
        memory: Path | None = directory.SHARED_MEMORY,
        durable: bool = False,
        supervise: Callable[[], None] | None = None,
    ) -> None:
        """Check the folder.

        Raises SettingsError when it cannot be used; after that, nothing is raised into the bot.
        """
        self._root = directory.prepare(root).resolve()
        self._stage = directory.stage_of(self._root, memory)
        self._limits = limits or policy.for_disk(root)
        self._durable = durable
        self._supervise = supervise
        self._begin()
        _sinks.add(self)

    def _begin(self) -> None:
        self._journal: Journal | None = None
        self._settler: Settler | None = None
        self._opening = threading.Lock()
        self._turns = OneAtATime()
        self._homeless = Tally()  # what was dropped because no folder could be made
        self._redacted = 0
        self._refused_until = 0.0
        self._refusal: str | None = None

    def accept(self, operations: Sequence[Operation]) -> None:
        """Keep operations that take effect together."""
        if not operations:
            return
        try:
            payload = dump_redacted(operations)
            importance = _most_important(operations)
        except Exception as error:  # noqa: BLE001  operations that no writer made may hold anything, and nothing is raised into the bot
            pass_on(error)
            self.refuse("accept", {"operations": tuple(operations)}, error)
            return
        self._keep(payload, operations[0].table, importance)

    def refuse(self, writer: str, fields: Mapping[str, object], error: Exception) -> EventId:
        """Keep what a writer could not turn into a row, for the dead letters, with the values as they came."""
        event_id = EventId(str(uuid4()))
        self._keep(dump_refused(writer, event_id, fields, error), writer, Importance.CRITICAL)
        return event_id

    def _keep(self, payload: bytes, table: str, importance: Importance) -> None:
        self._turns.run(partial(self._append, payload, table, importance))

    def _append(self, payload: bytes, table: str, importance: Importance) -> None:
        self._redacted += is_redacted(payload)
        while True:
            journal = self._journal or self._open()
            if journal is None:
                self._homeless.add(table, Reason.NO_FOLDER)
                return
            try:
                receipt = journal.append(payload, table, importance)
                break
            except JournalClosed:  # by another thread just now
                if self._journal is journal:
                    self._journal = None
        if self._settler is None:
            self._start_settler(journal)
        if self._durable and receipt.stored is not Stored.DROPPED:
            self._wait(journal, DURABLE_SECONDS)

    def _open(self) -> Journal | None:
        with self._opening:
            if self._journal is None and time.monotonic() >= self._refused_until:
                try:
                    self._journal = Journal(self._root, self._stage, self._limits, self._homeless)
                    self._refusal = None
                except (OSError, SettingsError) as error:
                    pass_on(error)
                    self._refused_until = time.monotonic() + RETRY_SECONDS
                    self._refusal = f"The spool folder cannot be used: {error}"
            return self._journal

    def _start_settler(self, journal: Journal) -> None:
        """Start the thread that brings records to the disk; where there are no more threads they are kept without it, and a later call tries again."""
        with self._opening:
            if self._settler is not None or self._journal is not journal or time.monotonic() < self._refused_until:
                return
            settler = Settler(journal, self._limits.settle_seconds, self._turns, self._supervise)
            try:
                settler.start()
            except RuntimeError as error:
                pass_on(error)
                self._refused_until = time.monotonic() + RETRY_SECONDS
                self._refusal = f"Nothing brings records to the disk: {error}"
            else:
                self._settler, self._refusal = settler, None

    def _wait(self, journal: Journal, seconds: float) -> bool:
        settler = self._settler
        if settler is not None:
            settler.hurry()
        return journal.wait(journal.sequence, seconds)

    def wait(self, seconds: float = DURABLE_SECONDS) -> bool:
        """Whether everything accepted so far is on disk within so many seconds."""
        journal = self._journal
        return True if journal is None else self._wait(journal, seconds)

    @property
    def problem(self) -> str | None:
        """What keeps records from the disk just now; None when nothing does."""
        settler = self._settler
        return self._refusal or (settler.problem if settler else None)

    @property
    def dropped(self) -> int:
        """How many records this process could not keep; each is in the gap ledger."""
        journal = self._journal
        return self._homeless.total + (journal.dropped if journal else 0)

    @property
    def redacted(self) -> int:
        """How many records of this process hold `[redacted]` where the bot sent a secret."""
        return self._redacted

    def flush(self) -> None:
        """Wait until what was accepted is on disk, at most five seconds."""
        self.wait(CLOSE_SECONDS)

    def close(self) -> None:
        """Bring everything to the disk and leave the folder to the shipper; a later record begins a new one.

        While the disk hangs this gives up after five seconds, and the process's end leaves the folder to the shipper. In a signal handler that
        interrupted a call it happens at the end of that call.
        """
        self._turns.run(self._close)

    def _close(self) -> None:
        with self._opening:
            journal, self._journal = self._journal, None
            settler, self._settler = self._settler, None
        if journal is None or (settler is not None and not settler.end(CLOSE_SECONDS)):
            return
        try:
            journal.close()
        except (OSError, SettingsError) as error:
            pass_on(error)
            self._refusal = f"The disk did not take the end of the spool, which stays in shared memory: {error}"

    def _forked(self) -> None:
        """In the child of a fork: leave the parent's files alone and begin a folder of our own at the first record."""
        journal = self._journal
        self._begin()
        if journal is not None:
            journal.abandon()


def _most_important(operations: Sequence[Operation]) -> Importance:
    if len(operations) == 1:
        return _IMPORTANCE[operations[0].table]
    return min((_IMPORTANCE[operation.table] for operation in operations), key=_RANK.__getitem__)


def _after_fork() -> None:
    for sink in tuple(_sinks):
        sink._forked()


os.register_at_fork(after_in_child=_after_fork)
