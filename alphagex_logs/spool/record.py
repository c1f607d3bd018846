"""The payload of a frame: the operations of one `accept` call as JSON, and back with every value equal and of its own type."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.writers.operations import EventId, Operation, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


LONGEST_SHOWN = 64 << 10


def dump(operations: Sequence[Operation]) -> bytes:
    """Compact JSON; times and decimals as text, which the column's type turns back."""
    return json.dumps([_packed(operation) for operation in operations], separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_text).encode()


def _packed(operation: Operation) -> list[object]:
    return [
        operation.verb,
        operation.table,
        operation.event_id,
        dict(operation.values),
        dict(operation.match),
        operation.key,
        operation.adding,
        operation.keeping,
    ]


def _text(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of an operation")


def dump_refused(writer: str, event_id: EventId, fields: Mapping[str, object], error: Exception) -> bytes:
    """A call that made no row: the writer's name, the error, and every field's type and `repr`, cut at 64 KiB each."""
    shown = {name: [type(value).__name__, _shown(value)] for name, value in fields.items()}
    body = {"refused": writer, "event_id": event_id, "error": f"{type(error).__name__}: {error}"[:2_000], "fields": shown}
    return json.dumps(body, separators=(",", ":")).encode()


def _shown(value: object) -> str:
    try:
        return repr(value)[:LONGEST_SHOWN]
    except Exception as error:  # noqa: BLE001  a hostile __repr__ must not reach the bot
        return f"<repr failed: {type(error).__name__}>"


def load(payload: bytes) -> tuple[Operation, ...]:
    """The operations of a payload.

    Raises ValueError, KeyError or TypeError for bytes that `dump` did not write.
    """
    return tuple(_unpacked(item) for item in json.loads(payload))


def _unpacked(item: Sequence[object]) -> Operation:
    verb, table, event_id, values, match, key, adding, keeping, averaging = item
    return Operation(
        Verb(str(verb)),
        str(table),
        EventId(str(event_id)),
        _revived(str(table), values),  # type: ignore[arg-type]  # JSON as dump wrote it
        match=_revived(str(table), match),  # type: ignore[arg-type]  # the same
        key=tuple(key),  # type: ignore[arg-type]  # the same
        adding=tuple(adding),  # type: ignore[arg-type]  # the same
        keeping=tuple(keeping),  # type: ignore[arg-type]  # the same
        averaging=averaging,  # type: ignore[arg-type]  # the same
    )


_REVIVE = {Type.TIMESTAMPTZ: datetime.fromisoformat, Type.TIMESTAMP: datetime.fromisoformat, Type.DATE: date.fromisoformat, Type.NUMERIC: Decimal}


def _revived(table: str, values: Mapping[str, object]) -> dict[str, object]:
    columns = TABLES[table].by_name
    return {name: _REVIVE[kind](value) if isinstance(value, str) and (kind := columns[name].type) in _REVIVE else value for name, value in values.items()}
