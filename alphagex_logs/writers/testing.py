"""A sink for the tests of those who log: it keeps what it is given, in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from alphagex_logs.writers.operations import Operation, Verb
from alphagex_logs.writers.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence


class RecordingSink(Sink):
    """Keeps every operation; give it to your bot in place of a real sink, and look at what the bot logged.

    >>> from alphagex_logs.writers import log_gex_change
    >>> sink = RecordingSink()
    >>> _ = log_gex_change(sink, symbol="SPY", previous_gex=2e9, current_gex=1e9)
    >>> [row["change_pct"] for row in sink.rows("gex_change_log")]
    [-50.0]
    """

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.transactions: list[tuple[Operation, ...]] = []
        self.closed = False
        self._lock = threading.Lock()

    def accept(self, operations: Sequence[Operation]) -> None:
        """Keep the operations, and that they came together."""
        with self._lock:
            self.transactions.append(tuple(operations))
            self.operations.extend(operations)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Remember that the bot closed its sink."""
        self.closed = True

    def rows(self, table: str) -> list[dict[str, object]]:
        """The rows that were inserted into a table, or upserted, with their event ids, in the order in which they came."""
        return [{"event_id": done.event_id, **done.values} for done in self._of(table) if done.verb is not Verb.UPDATE]

    def changes(self, table: str) -> list[Operation]:
        """The amendments to rows of a table, in the order in which they came."""
        return [done for done in self._of(table) if done.verb is Verb.UPDATE]

    def _of(self, table: str) -> list[Operation]:
        with self._lock:
            return [done for done in self.operations if done.table == table]
