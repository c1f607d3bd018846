"""How far each writer has got: a number that its transactions move, so that it says which of them took effect, whatever became of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg2 import extensions


def found(cursor: extensions.cursor, writer_id: str) -> int:
    """The writer's position; 0 when it has none."""
    cursor.execute("SELECT last_seq FROM agx.writer_cursor WHERE writer_id = %s", (writer_id,))
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def locked(cursor: extensions.cursor, writer_id: str) -> int:
    """The same, after every transaction that moves it has ended; nobody else moves it until ours ends."""
    cursor.execute("SELECT last_seq FROM agx.writer_cursor WHERE writer_id = %s FOR UPDATE", (writer_id,))
    row = cursor.fetchone()
    if row is None:
        cursor.execute("INSERT INTO agx.writer_cursor (writer_id, last_seq) VALUES (%s, 0) ON CONFLICT DO NOTHING", (writer_id,))
        return locked(cursor, writer_id)
    return int(row[0])


def move(cursor: extensions.cursor, writer_id: str, position: int) -> None:
    """Note that all up to this position takes effect with this transaction."""
    cursor.execute("UPDATE agx.writer_cursor SET last_seq = %s, recorded_at = now() WHERE writer_id = %s", (position, writer_id))
