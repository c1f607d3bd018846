"""What a writer asks a sink to do: insert a row, change one, or insert-or-change one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping

EventId = NewType("EventId", str)


class Verb(StrEnum):
    """The three things that can happen to a row."""

    INSERT = "insert"
    UPDATE = "update"
    UPSERT = "upsert"


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of one row, its values already normalised.

    INSERT: `values` is the row; an event_id that is there already makes it a no-op.
    UPDATE: `values` are the changes to the newest row that equals `match`; when no row does, the change waits for it.
    UPSERT: `values` is the row; when a row with the same `key` columns exists, its columns get the new values,
    except that columns named in `adding` are summed and columns named in `keeping` stay.
    """

    verb: Verb
    table: str
    event_id: EventId
    values: Mapping[str, object]
    match: Mapping[str, object] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    adding: tuple[str, ...] = ()
    keeping: tuple[str, ...] = ()
