"""The sink: where writers put operations. Direct to PostgreSQL, or durable through the spool; a writer cannot tell which."""

from __future__ import annotations

import uuid
from abc import abstractmethod
from typing import TYPE_CHECKING, Protocol, Self

from alphagex_logs.writers.normalise import normalise
from alphagex_logs.writers.operations import EventId, Operation, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from alphagex_logs.catalogue.model import Table


def insertion(table: Table, values: Mapping[str, object]) -> Operation:
    """The operation that inserts one row; a caller's own `event_id` is kept.

    Raises UnknownColumn and ValueRefused.
    """
    clean = normalise(table, values)
    event_id = EventId(str(clean.pop("event_id", None) or uuid.uuid4()))
    return Operation(Verb.INSERT, table.name, event_id, clean)


def amendment(table: Table, match: Mapping[str, object], changes: Mapping[str, object]) -> Operation:
    """The operation that changes the newest row which equals `match`.

    Raises UnknownColumn and ValueRefused.
    """
    return Operation(Verb.UPDATE, table.name, EventId(str(uuid.uuid4())), normalise(table, changes), match=normalise(table, match))


def replacement(
    table: Table, values: Mapping[str, object], *, key: tuple[str, ...], adding: tuple[str, ...] = (), keeping: tuple[str, ...] = ()
) -> Operation:
    """The operation that inserts a row, or changes the row with the same `key` columns (see Operation).

    Raises UnknownColumn and ValueRefused.
    """
    inserted = insertion(table, values)
    return Operation(Verb.UPSERT, table.name, inserted.event_id, inserted.values, key=key, adding=adding, keeping=keeping)


class Sink(Protocol):
    """Takes operations in the order in which a thread gives them. Safe to share between threads."""

    @abstractmethod
    def accept(self, operations: Sequence[Operation]) -> None:
        """Take operations that take effect together or not at all."""

    @abstractmethod
    def flush(self) -> None:
        """Wait until all that was accepted has been handed on."""

    @abstractmethod
    def close(self) -> None:
        """Flush, and let go of what the sink holds; a second call does nothing."""

    def put(self, table: Table, values: Mapping[str, object]) -> EventId:
        """Accept one new row and return its identity."""
        operation = insertion(table, values)
        self.accept((operation,))
        return operation.event_id

    def amend(self, table: Table, match: Mapping[str, object], changes: Mapping[str, object]) -> EventId:
        """Accept a change to the newest row that equals `match`."""
        operation = amendment(table, match, changes)
        self.accept((operation,))
        return operation.event_id

    def upsert(
        self, table: Table, values: Mapping[str, object], *, key: tuple[str, ...], adding: tuple[str, ...] = (), keeping: tuple[str, ...] = ()
    ) -> EventId:
        """Accept a row that replaces the row with the same key."""
        operation = replacement(table, values, key=key, adding=adding, keeping=keeping)
        self.accept((operation,))
        return operation.event_id

    def together(self, *operations: Operation) -> tuple[EventId, ...]:
        """Accept several operations as one transaction."""
        self.accept(operations)
        return tuple(operation.event_id for operation in operations)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
