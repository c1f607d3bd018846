"""The direct way to PostgreSQL: operations are gathered for a moment and committed in batches by one background thread."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
import weakref
from collections import deque
from typing import TYPE_CHECKING

from alphagex_logs.errors import AlphagexError, DatabaseUnreachable, WriteFailed
from alphagex_logs.postgres.delivery import Delivery, Failure
from alphagex_logs.postgres.engine import check, engine, place
from alphagex_logs.writers.redaction import redacted
from alphagex_logs.writers.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alphagex_logs.postgres.delivery import Group
    from alphagex_logs.writers.operations import Operation

_log = logging.getLogger(__name__)
_FAILURES_KEPT = 1_000


class PostgresSink(Sink):
    """A sink that commits to PostgreSQL within `linger_seconds`, in the order of acceptance, up to `batch_rows` in a transaction.

    What is queued lives in memory only: a killed process loses it (the spool does not). While PostgreSQL is away, operations stay queued and
    are tried again; a call that waits for it, as `accept` does with `queue_rows` waiting, raises DatabaseUnreachable after `patience_seconds`.
    A refused operation does not hold up others: it is logged, and `flush` and `close` raise WriteFailed with those refused since the last
    one (the newest 1,000 of them).
    Safe to share between threads; after a fork the child has a sink of its own, empty, and the parent keeps what it queued.
    """

    def __init__(self, url: str, *, batch_rows: int = 500, linger_seconds: float = 0.05, queue_rows: int = 20_000, patience_seconds: float = 60) -> None:
        """Connect once, to fail here rather than later.

        Raises SettingsError and DatabaseUnreachable.
        """
        check(url)
        self._engine = engine(url, pool_size=1)
        self._batch_rows = batch_rows
        self._linger_seconds = linger_seconds
        self._queue_rows = queue_rows
        self._patience_seconds = patience_seconds
        self._begin()
        atexit.register(self._close_at_exit)
        os.register_at_fork(after_in_child=_weakly(self._after_fork))

    def _begin(self) -> None:
        self._change = threading.Condition()
        self._give_up = threading.Event()
        self._delivery = Delivery(self._engine, self._give_up.wait)
        self._thread: threading.Thread | None = None
        self._queue: deque[Group] = deque()
        self._failures: list[Failure] = []
        self._waiting_rows = 0
        self._accepted = self._done = self._flush_to = 0  # groups, counted since the beginning
        self._closed = False

    def accept(self, operations: Sequence[Operation]) -> None:
        """Queue operations that are committed together or not at all; waits while the queue is full.

        Raises AlphagexError when the sink is closed, DatabaseUnreachable when the queue stays full because PostgreSQL is away.
        """
        group = tuple(redacted(operations))
        if not group:
            return
        with self._change:
            if self._closed:
                raise AlphagexError("The sink is closed.", "Open another one with open_sink().")
            self._wait_until(lambda: self._waiting_rows == 0 or self._waiting_rows + len(group) <= self._queue_rows)
            self._queue.append(group)
            self._waiting_rows += len(group)
            self._accepted += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="alphagex-logs-sink", daemon=True)
                self._thread.start()
            self._change.notify_all()

    def flush(self) -> None:
        """Wait until all that was accepted is committed or refused.

        Raises WriteFailed for what was refused since the last flush, DatabaseUnreachable when PostgreSQL stays away; what is queued stays so.
        """
        with self._change:
            target = self._accepted
            self._flush_to = max(self._flush_to, target)
            self._change.notify_all()
            self._wait_until(lambda: self._done >= target)
            self._raise_failures()

    def close(self) -> None:
        """Flush and let go of the connection.

        Raises WriteFailed for what was refused and, when PostgreSQL stays away, for what could not be delivered. A second call does nothing.
        """
        with self._change:
            if self._closed:
                return
            self._closed = True
        try:
            self.flush()
        except DatabaseUnreachable as away:
            _log.error("%s", away)
        finally:
            self._give_up.set()
            self._end()
        with self._change:
            self._raise_failures()

    def _end(self) -> None:
        with self._change:
            self._closed = True
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join()
        self._engine.dispose()
        atexit.unregister(self._close_at_exit)

    def _after_fork(self) -> None:
        """Begin anew in a forked child: the thread, the queue and the connection are the parent's."""
        closed = self._closed
        self._engine.dispose(close=False)
        self._begin()
        self._closed = closed

    def _close_at_exit(self) -> None:
        self.close()

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait, with the lock, until the worker has made it true.

        Raises DatabaseUnreachable when PostgreSQL stays away for longer than the patience.
        """
        called = time.monotonic()
        while not self._change.wait_for(condition, timeout=min(0.2, self._patience_seconds)):
            trouble = self._delivery.trouble
            if trouble and time.monotonic() - max(called, trouble.since) > self._patience_seconds:
                waited = f"for {self._patience_seconds:g} s ({trouble.reason}); {self._waiting_rows} rows are waiting"
                raise DatabaseUnreachable(f"{place(self._engine.url)} has not answered {waited}.", "They are sent when it returns, while the sink is open.")

    def _raise_failures(self) -> None:
        failures, self._failures = self._failures, []
        if failures:
            raise WriteFailed(failures)

    def _work(self) -> None:
        """The thread: gather, deliver, count, until closed and empty."""
        while batch := self._next_batch():
            try:
                failures = self._delivery.deliver(batch)
            except Exception as error:  # noqa: BLE001  a dead thread would let flush wait for ever
                failures = [Failure(group, f"{type(error).__name__}: {error}") for group in batch]
            for failure in failures:
                _log.error("PostgreSQL did not take a row of %s.", failure)
            with self._change:
                self._failures = [*self._failures, *failures][-_FAILURES_KEPT:]
                self._waiting_rows -= sum(map(len, batch))
                self._done += len(batch)
                self._change.notify_all()

    def _next_batch(self) -> list[Group]:
        """The oldest groups, up to the batch size; empty when the sink is closed and nothing is left."""
        with self._change:
            self._change.wait_for(lambda: self._queue or self._closed)
            self._change.wait_for(self._is_due, timeout=self._linger_seconds)
            batch: list[Group] = []
            rows = 0
            while self._queue and (not batch or rows + len(self._queue[0]) <= self._batch_rows):
                rows += len(self._queue[0])
                batch.append(self._queue.popleft())
            return batch

    def _is_due(self) -> bool:
        return self._waiting_rows >= self._batch_rows or self._flush_to > self._done or self._closed


def _weakly(method: Callable[[], None]) -> Callable[[], None]:
    """A call that does not keep the object alive, and does nothing once it is gone."""
    reference = weakref.WeakMethod(method)

    def call() -> None:
        found = reference()
        if found is not None:
            found()

    return call
