"""Changes that came before their row: kept beside the tables, and applied by the transaction that brings the row."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, NamedTuple

from alphagex_logs.postgres import statements
from alphagex_logs.postgres.literals import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from psycopg2 import extensions

    from alphagex_logs.writers.operations import Operation

    TextRow = Mapping[str, str | None]

_LOCK_SPACE = 0x61677800  # "agx": the first half of our advisory locks on tables


class _Waiting(NamedTuple):
    id: int
    match: TextRow
    changes: TextRow


def announce_rows(cursor: extensions.cursor, table: str) -> None:
    """Say, before inserting, that rows of this table are on their way.

    Without it, a change and its row in two transactions at once could each miss the other, and the change would wait for ever.
    """
    cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", (_LOCK_SPACE, _number(table)))


def change(cursor: extensions.cursor, operation: Operation) -> None:
    """Change the newest row that matches; when there is none, even after every row on its way has landed, keep the change for it."""
    match, changes = _texts(operation.match), _texts(operation.values)
    if _changed(cursor, operation.table, match, changes):
        return
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCK_SPACE, _number(operation.table)))
    if _changed(cursor, operation.table, match, changes):
        return
    cursor.execute(
        "INSERT INTO agx.pending_outcome (event_id, table_name, match, changes) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (operation.event_id, operation.table, json.dumps(match), json.dumps(changes)),
    )


def settle(cursor: extensions.cursor, arrived: Sequence[Operation]) -> None:
    """Apply to the rows of these operations on one table the changes that waited for them, in the order in which they came."""
    table = arrived[0].table
    for one in sorted(_concerned(cursor, table, arrived)):
        if _changed(cursor, table, one.match, one.changes):
            cursor.execute("DELETE FROM agx.pending_outcome WHERE id = %s", (one.id,))


def _concerned(cursor: extensions.cursor, table: str, arrived: Sequence[Operation]) -> Iterator[_Waiting]:
    """Those that wait for one of these rows; changes whose rows never come must not be read each time."""
    cursor.execute("SELECT DISTINCT ARRAY(SELECT jsonb_object_keys(match)) FROM agx.pending_outcome WHERE table_name = %s", (table,))
    for (columns,) in cursor.fetchall():
        wanted = {json.dumps({name: _text_of(operation, name) for name in columns}) for operation in arrived}
        cursor.execute("SELECT id, match, changes FROM agx.pending_outcome WHERE table_name = %s AND match = ANY(%s::jsonb[])", (table, list(wanted)))
        yield from (_Waiting(*found) for found in cursor.fetchall())


def _text_of(operation: Operation, name: str) -> str | None:
    return operation.event_id if name == "event_id" else as_text(operation.values.get(name))


def _changed(cursor: extensions.cursor, table: str, match: TextRow, changes: TextRow) -> bool:
    cursor.execute(statements.update(table, changes, match), (*changes.values(), *match.values()))
    return bool(cursor.rowcount)


def _texts(values: Mapping[str, object]) -> dict[str, str | None]:
    return {name: as_text(value) for name, value in values.items()}


def _number(table: str) -> int:
    return zlib.crc32(table.encode()) - 2**31  # PostgreSQL takes a signed 32-bit number
