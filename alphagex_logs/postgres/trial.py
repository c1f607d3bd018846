"""Trying statements that other programs send, without leaving a trace: does this schema take them?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import errors, sql

from alphagex_logs.postgres.answers import in_a_line
from alphagex_logs.postgres.engine import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2 import extensions

# Values that only stand for others may break a key or a check: that says nothing about the schema.
_OF_THE_VALUES = (errors.ForeignKeyViolation, errors.UniqueViolation, errors.CheckViolation)
_STAND_INS = {
    "text": "x",
    "character varying": "x",
    "date": "2025-12-01",
    "timestamp with time zone": "2025-12-01T12:00:00Z",
    "timestamp without time zone": "2025-12-01T12:00:00",
    "jsonb": "{}",
    "boolean": "true",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "interval": "1 day",
}
_MARK = re.compile(r"'(?:[^']|'')*'|%(?:\((\w+)\))?s|(?<![:\w]):([A-Za-z_]\w*)|%%")
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$|;""", re.DOTALL)


def try_all(url: str, statements: Sequence[tuple[str, Sequence[str | None]]]) -> list[str | None]:
    """For each statement with placeholders of psycopg2 or SQLAlchemy, and the texts known to be sent for them: None, or why this database refuses it.

    INSERTs run with stand-ins of the parameters' own types, others are only planned, and everything is rolled back. Raises psycopg2.Error
    when the database cannot be asked.
    """
    connection = psycopg2.connect(address(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 2000; SET statement_timeout = 10000")
            return [_tried(cursor, statement, known) for statement, known in statements]
    finally:
        connection.rollback()
        connection.close()


def _tried(cursor: extensions.cursor, statement: str, known: Sequence[str | None]) -> str | None:
    cursor.execute("SAVEPOINT trial")
    try:
        _send(cursor, statement, known)
    except _OF_THE_VALUES:
        return None
    except psycopg2.Error as error:
        return in_a_line(error)
    finally:
        cursor.execute("ROLLBACK TO SAVEPOINT trial; DEALLOCATE ALL")
    return None


def _send(cursor: extensions.cursor, statement: str, known: Sequence[str | None]) -> None:
    marks, numbered = numbered_marks(statement)
    # Inside a block a text that holds a COMMIT cannot end the transaction: what follows it would be done for good.
    block = sql.SQL("BEGIN EXECUTE {}; END").format(sql.Literal(f"PREPARE trial AS {numbered}")).as_string(cursor)
    cursor.execute(sql.SQL("DO {}").format(sql.Literal(block)))
    cursor.execute("SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = 'trial'")
    types = [row[0] for row in cursor.fetchall()]
    texts = [next((text for mark, text in zip(marks, known, strict=False) if mark == number and text is not None), None) for number in range(1, len(types) + 1)]
    values = sql.SQL(", ").join(sql.Literal(text or _STAND_INS.get(type_, "1")) for text, type_ in zip(texts, types, strict=True))
    call = sql.SQL("EXECUTE trial ({})").format(values) if types else sql.SQL("EXECUTE trial")
    inserts = statement.lstrip().upper().startswith("INSERT")
    cursor.execute(call if inserts else sql.SQL("EXPLAIN ") + call)


def split(text: str) -> list[str]:
    """The statements of a text that holds several: what lies between the semicolons outside of quotes and comments."""
    ends = [found.start() for found in _TOKEN.finditer(text) if found[0] == ";"]
    parts = [text[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, None], strict=True)]
    return [part for part in parts if part.strip()]


def numbered_marks(statement: str) -> tuple[list[int], str]:
    """The statement with $1, $2 ... for %s, %(name)s and :name, and the number of each mark in order; a mark inside quotes becomes a 1."""
    names: dict[str, int] = {}
    marks: list[int] = []

    def replaced(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if found[0].startswith("'"):
            return found[0].replace("%s", "1").replace("%%", "%")
        number = names.setdefault(found[1] or found[2] or f" {len(marks)}", len(names) + 1)
        marks.append(number)
        return f"${number}"

    return marks, _MARK.sub(replaced, statement.strip().rstrip(";"))
