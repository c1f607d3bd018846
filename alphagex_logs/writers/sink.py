"""The sink: where writers put operations. Direct to PostgreSQL, or durable through the spool; a writer cannot tell which."""

from __future__ import annotations

import os
import uuid
from abc import abstractmethod
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, Self

from alphagex_logs.errors import ValueRefused
from alphagex_logs.writers.interruption import pass_on
from alphagex_logs.writers.normalise import normalise
from alphagex_logs.writers.operations import EventId, Operation, Verb
from alphagex_logs.writers.scalars import bare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType

    from alphagex_logs.catalogue.model import Table

P = ParamSpec("P")
# Any fixed value would do; it must never change, or the same row would get a second identity.
_NAMESPACE = uuid.UUID("6f1d1c54-4c0e-5b1e-9a57-0a1f3a9c2b10")


def new_event_id() -> EventId:
    """A random UUID, version 4, as text. The standard library's takes four times as long in a bot that has slept."""
    digits = os.urandom(16).hex()
    return EventId(f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[int(digits[16], 16) & 3]}{digits[17:20]}-{digits[20:]}")


def insertion(table: Table, values: Mapping[str, object]) -> Operation:
    """The operation that inserts one row; a caller's own `event_id` is kept.

    Raises UnknownColumn and ValueRefused.
    """
    clean = normalise(table, values)
    event_id = EventId(str(clean.pop("event_id", None) or new_event_id()))
    return Operation(Verb.INSERT, table.name, event_id, clean)


def amendment(table: Table, match: Mapping[str, object], changes: Mapping[str, object]) -> Operation:
    """The operation that changes the newest row which equals `match`.

    Raises UnknownColumn and ValueRefused, the latter also when a value to match is unknown.
    """
    wanted = normalise(table, match)
    _require_known(table, wanted, match)
    return Operation(Verb.UPDATE, table.name, new_event_id(), normalise(table, changes), match=wanted)


def replacement(
    table: Table,
    values: Mapping[str, object],
    *,
    key: tuple[str, ...],
    adding: tuple[str, ...] = (),
    keeping: tuple[str, ...] = (),
    averaging: Mapping[str, str] | None = None,
) -> Operation:
    """The operation that inserts a row, or changes the row with the same `key` columns (see Operation).

    The event id follows from the key, so that everybody who writes the row gives it the same identity.
    Raises UnknownColumn and ValueRefused, the latter also when a key column is unknown.
    """
    clean = normalise(table, values)
    _require_known(table, clean, key)
    event_id = EventId(str(clean.pop("event_id", None) or _identity_of(table, [clean[name] for name in sorted(key)])))
    return Operation(Verb.UPSERT, table.name, event_id, clean, key=key, adding=adding, keeping=keeping, averaging=averaging or {})


def _require_known(table: Table, clean: Mapping[str, object], names: Iterable[str]) -> None:
    for name in names:
        if clean.get(name) is None:
            raise ValueRefused(table.name, name, None, "the row is found by it, so it must be known")


def _identity_of(table: Table, key: list[object]) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, "/".join([table.name, *map(str, key)]))


def writer(function: Callable[Concatenate[Sink, P], EventId]) -> Callable[Concatenate[Sink, P], EventId]:
    """Let the sink answer whatever goes wrong in a writer: it alone knows whether the caller is a test or a bot that must go on.

    The sink gets what the writer made when it is complete, so that no call is refused of which a row is kept.
    """

    @wraps(function)
    def answered(sink: Sink, /, *args: P.args, **fields: P.kwargs) -> EventId:
        made = _Draft()
        try:
            event_id = function(made, *args, **fields)
        except Exception as error:  # noqa: BLE001 - the sink raises or keeps it
            pass_on(error)
            return sink.refuse(function.__name__, fields, error)
        for operations in made.transactions:
            sink.accept(operations)
        return event_id

    return answered


def known(values: Mapping[str, object]) -> dict[str, object]:
    """The values that are known: an amendment says what has become known, and must not erase what was."""
    return {name: value for name, value in values.items() if bare(value) is not None}


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

    def refuse(self, writer: str, fields: Mapping[str, object], error: Exception) -> EventId:  # noqa: ARG002 - for sinks that keep them
        """Answer a call of a writer that made no row: here by raising its error; a sink that may raise nothing keeps it elsewhere."""
        raise error

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
        self,
        table: Table,
        values: Mapping[str, object],
        *,
        key: tuple[str, ...],
        adding: tuple[str, ...] = (),
        keeping: tuple[str, ...] = (),
        averaging: Mapping[str, str] | None = None,
    ) -> EventId:
        """Accept a row that replaces the row with the same key."""
        operation = replacement(table, values, key=key, adding=adding, keeping=keeping, averaging=averaging)
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


class _Draft(Sink):
    """What one call of a writer has made, before the caller's sink has any of it."""

    def __init__(self) -> None:
        self.transactions: list[Sequence[Operation]] = []

    def accept(self, operations: Sequence[Operation]) -> None:
        self.transactions.append(operations)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass
