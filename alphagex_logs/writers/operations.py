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


@dataclass(slots=True)  # nobody changes one, but a frozen one takes three times as long to make, and a bot waits for it
class Operation:
    """One change of one row, its values already normalised.

    INSERT: `values` is the row; an event_id that is there already makes it a no-op.
    UPDATE: `values` are the changes to the newest row that equals `match`; when no row does, the change waits for it.
    UPSERT: `values` is the row; when a row with the same `key` columns exists, its columns get the new values,
    except that columns named in `adding` are summed (null counts as 0), columns named in `keeping` stay, and columns named in `averaging` become
    the mean of both rows, weighted by the counter that `averaging` names for them (itself one of `adding`), so that the order in
    which upserts arrive makes no difference. Where either mean or counter is null, the mean that is known stands.

    `values` and `match` hold plain values only (see `normalise`), so that an operation can be written to a file and read back equal.
    """

    verb: Verb
    table: str
    event_id: EventId
    values: Mapping[str, object]
    match: Mapping[str, object] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    adding: tuple[str, ...] = ()
    keeping: tuple[str, ...] = ()
    averaging: Mapping[str, str] = field(default_factory=dict)
