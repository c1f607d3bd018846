"""Between the bots of the replay and the sink: many operations at a time, sorted so that PostgreSQL takes them in few statements."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from alphagex_logs.writers.operations import Operation, Verb
from alphagex_logs.writers.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Batches(Sink):
    """Holds operations back until `hand_on`, and counts the distinct rows that they make.

    A live bot hands each operation on at once. Here years pass in seconds, so new rows go first and changes to rows last: a change
    never precedes its own row, and two operations on the same row keep their order within each kind.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._held: list[Operation] = []
        self._identities: defaultdict[str, set[str]] = defaultdict(set)

    @property
    def rows(self) -> Mapping[str, int]:
        """How many distinct rows went into each table."""
        return defaultdict(int, {table: len(identities) for table, identities in self._identities.items()})

    def accept(self, operations: Sequence[Operation]) -> None:
        """Hold the operations back."""
        self._held.extend(operations)
        for operation in operations:
            if operation.verb is not Verb.UPDATE:
                self._identities[operation.table].add(operation.event_id)

    def hand_on(self) -> None:
        """Give the sink what was held back, as one transaction; the next sessions are lived while it works on that."""
        held, self._held = self._held, []
        self._sink.accept(sorted(held, key=_order))

    def flush(self) -> None:
        """Hand on what was held back, and wait until the sink has passed on everything."""
        self.hand_on()
        self._sink.flush()

    def close(self) -> None:
        """Flush; the sink below belongs to the caller."""
        self.flush()


def _order(operation: Operation) -> tuple[str, bool, tuple[str, ...]]:
    return operation.table, operation.verb is Verb.UPDATE, tuple(operation.values)
