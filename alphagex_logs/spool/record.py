"""The payload of a frame: the operations of one `accept` call as JSON, and back with every value equal and of its own type."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.spool import originals
from alphagex_logs.writers import redaction
from alphagex_logs.writers.interruption import pass_on
from alphagex_logs.writers.operations import EventId, Operation, Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LONGEST_ERROR = 2_000
_MARK = redaction.REDACTED.encode()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call of a writer that made no row: its name, the identity that the bot was given, why, what the bot sent, and when (None is unknown)."""

    writer: str
    event_id: EventId
    error: str
    nodes: Sequence[Sequence[object]]
    at: datetime | None


def _text(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of an operation")


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_text).encode


_decoder = json.JSONDecoder()


def dump(operations: Sequence[Operation]) -> bytes:
    """Compact JSON; times and decimals as text, which the column's type turns back.

    Raises TypeError, ValueError or RecursionError for operations whose values are not normalised.
    """
    return _encode([_packed(operation) for operation in operations]).encode()


def dump_redacted(operations: Sequence[Operation]) -> bytes:
    """The same without secrets; raises what `dump` does."""
    payload = dump(operations)
    if not redaction.suspects(payload):
        return payload
    clean = redaction.redacted(operations)
    return payload if clean is operations else dump(clean)


def _packed(operation: Operation) -> list[object]:
    if operation.verb is Verb.INSERT and not (operation.match or operation.key or operation.adding or operation.keeping or operation.averaging):
        return ["insert", operation.table, operation.event_id, dict(operation.values)]
    return [
        operation.verb,
        operation.table,
        operation.event_id,
        dict(operation.values),
        dict(operation.match),
        operation.key,
        operation.adding,
        operation.keeping,
        dict(operation.averaging),
    ]


def dump_refused(writer: str, event_id: EventId, fields: Mapping[str, object], error: Exception) -> bytes:
    """A call that made no row: the writer's name, the error, and every field as it came, but for secrets. Never raises."""
    body = {
        "refused": writer,
        "event_id": event_id,
        "error": described(error),
        "nodes": originals.pack(dict(fields)),
        "at": datetime.now(UTC).isoformat(),
    }
    return json.dumps(body, separators=(",", ":")).encode()


def described(error: BaseException) -> str:
    """The class and the text of an error, in at most 2,000 characters, without secrets."""
    name = type(error).__name__
    try:
        return redaction.text(f"{name}: {error}"[: 4 * LONGEST_ERROR])[:LONGEST_ERROR]
    except Exception as failed:  # noqa: BLE001  an error of the bot's own may have a hostile __str__
        pass_on(failed)
        return f"{name}, whose text failed with {type(failed).__name__}"


def load(payload: bytes) -> tuple[Operation, ...] | Refusal:
    """The operations of a payload, or the refusal that it is.

    Raises ValueError, KeyError, TypeError or RecursionError for bytes that were not written here, that name a table or column that is gone, or
    whose values are none of their column's type.
    """
    text = payload.decode()
    found, end = _decoder.raw_decode(text)  # json.loads looks at its arguments, and for white space, for as long as this takes
    if end != len(text):
        raise ValueError("There is more than one JSON value")
    if isinstance(found, dict):
        at = datetime.fromisoformat(found["at"]) if "at" in found else None  # earlier versions did not note it
        return Refusal(str(found["refused"]), EventId(str(found["event_id"])), str(found["error"]), found["nodes"], at)
    return tuple([_unpacked(item) for item in found])


def is_redacted(payload: bytes) -> bool:
    """Whether something in a payload gave way to `[redacted]`."""
    return _MARK in payload


def table_of(payload: bytes) -> str | None:
    """The table, or the writer, that a payload names first; None when it cannot be read."""
    try:
        found = json.loads(payload)
        return str(found["refused"] if isinstance(found, dict) else found[0][1])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None


def _unpacked(item: list[Any]) -> Operation:
    verb, table, event_id, values, *rest = item
    revive = _BY_TABLE[table]
    if not rest:
        return Operation(_VERBS[verb], table, EventId(event_id), _revived(revive, values))
    match, key, adding, keeping, averaging = rest
    return Operation(
        _VERBS[verb],
        table,
        EventId(event_id),
        _revived(revive, values),
        match=_revived(revive, match) if match else match,
        key=tuple(key),
        adding=tuple(adding),
        keeping=tuple(keeping),
        averaging=averaging,
    )


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:  # no ValueError, unlike what others say of a text that is no value
        raise ValueError(f"{text[:100]!r} is no number") from error


_Revivals = list[tuple[str, "Callable[[str], object]"]]
_VERBS = {str(verb): verb for verb in Verb}
_REVIVE: Mapping[Type, Callable[[str], object]] = {
    Type.TIMESTAMPTZ: datetime.fromisoformat,
    Type.TIMESTAMP: datetime.fromisoformat,
    Type.DATE: date.fromisoformat,
    Type.NUMERIC: _decimal,
}
# Per table only the columns for whose values JSON has no form: a record has forty values, and two of those.
_BY_TABLE: Mapping[str, _Revivals] = {
    table.name: [(column.name, _REVIVE[column.type]) for column in table.columns if column.type in _REVIVE] for table in TABLES.values()
}


def _revived(revivals: _Revivals, values: dict[str, object]) -> dict[str, object]:
    for name, revive in revivals:
        value = values.get(name)
        if isinstance(value, str):
            values[name] = revive(value)
    return values
