"""The order in which operations on one table are executed: as given where it matters, alike side by side where it does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from alphagex_logs.writers.operations import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alphagex_logs.writers.operations import Operation


def gathered(operations: Sequence[Operation]) -> Iterator[Operation]:
    """The operations with the same effect as in their order, but inserts before updates that do not concern them.

    Bots log a decision, then an outcome, then a decision: statement by statement that takes ten times as long as all decisions at once and
    then all outcomes.
    """
    held = _Held()
    for operation in operations:
        if operation.verb is Verb.UPDATE:
            held.hold(operation)
        else:
            if operation.verb is Verb.UPSERT or held.may_concern(operation):
                yield from held.released()
            yield operation
    yield from held.released()


class _Held:
    """Updates that wait until all inserts before which they may come have passed."""

    def __init__(self) -> None:
        self._updates: list[Operation] = []
        self._wanted: dict[tuple[str, ...], set[object]] = {}

    def hold(self, update: Operation) -> None:
        self._updates.append(update)
        self._wanted.setdefault(tuple(update.match), set()).add(comparable(update.match.values()))

    def may_concern(self, insert: Operation) -> bool:
        """Whether one of the updates could find the row: it equals what is matched, or we cannot tell."""
        for columns, wanted in self._wanted.items():
            if ANYTHING in wanted or any(column not in insert.values for column in columns):  # the database may have a default for it
                return True
            if comparable(insert.values[column] for column in columns) in wanted:
                return True
        return False

    def released(self) -> Iterator[Operation]:
        yield from self._updates
        self._updates, self._wanted = [], {}


ANYTHING = object()  # what cannot be compared here


def comparable(values: Iterable[object]) -> object:
    """Values that are equal here when PostgreSQL finds them equal; of documents only PostgreSQL knows."""
    together = tuple(values)
    return together if all(value is None or isinstance(value, str | int | float | Decimal | date) for value in together) else ANYTHING
