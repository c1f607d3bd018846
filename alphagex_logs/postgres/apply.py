"""Operations into PostgreSQL, inside the caller's transaction."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import sql
from psycopg2.extras import execute_values

from alphagex_logs.postgres import bulk, changes, pending, statements
from alphagex_logs.postgres.answers import blame
from alphagex_logs.postgres.literals import as_text
from alphagex_logs.postgres.order import gathered
from alphagex_logs.writers.operations import Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from psycopg2 import extensions

    from alphagex_logs.writers.operations import Operation

    Row = dict[str, str | None]

_ROWS_PER_STATEMENT = 1000


def apply(connection: extensions.connection, operations: Sequence[Operation], *, meanwhile: Callable[[int], None] | None = None) -> None:
    """Execute the operations, whose values are normalised, on a psycopg2 connection; the caller commits or rolls back.

    `meanwhile` is called with a number of rows each time when PostgreSQL has got so many to work on; it may raise nothing.
    Operations on one table take effect in their order; different tables do not depend on each other. Inserting an event_id that is there
    already does nothing. A change whose row is not there waits in agx.pending_outcome and is applied when `apply` brings the row.
    Raises UnknownTable, UnknownColumn, ValueError or TypeError for a value that cannot be sent, and psycopg2.Error, after which the
    transaction can only be rolled back.
    """
    with connection.cursor() as cursor:
        for table, group in groupby(sorted(operations, key=_table), key=_table):
            _apply_to_table(cursor, table, list(group), meanwhile)


def _table(operation: Operation) -> str:
    return operation.table


def _apply_to_table(cursor: extensions.cursor, table: str, operations: Sequence[Operation], meanwhile: Callable[[int], None] | None) -> None:
    if any(operation.verb is not Verb.UPDATE for operation in operations):
        pending.announce_rows(cursor, table)
    for (verb, *_shape), group in groupby(gathered(operations), key=_shape_of):
        run = list(group)
        statements.catalogued(run[0])
        if verb is Verb.INSERT:
            _insert(cursor, run, meanwhile)
        elif verb is Verb.UPDATE:
            changes.change_all(cursor, run)
        else:
            _upsert(cursor, run)


def _shape_of(operation: Operation) -> tuple[object, ...]:
    """What operations share that are written alike: all the names in them."""
    names = (tuple(operation.values), tuple(operation.match), tuple(operation.averaging.items()))
    return (operation.verb, operation.key, operation.adding, operation.keeping, *names)


def _insert(cursor: extensions.cursor, operations: Sequence[Operation], meanwhile: Callable[[int], None] | None) -> None:
    table = operations[0].table
    if len(operations) < bulk.FEWEST or not bulk.copied(cursor, operations, meanwhile):
        rows = _rows(operations)
        if _execute(cursor, statements.insert(table, tuple(rows[0])), rows) < len(rows):
            _insist(cursor, table, rows)
    pending.settle(cursor, operations)


def _insist(cursor: extensions.cursor, table: str, rows: Sequence[Row]) -> None:
    """Insert once more those rows that were passed over for another reason than that their event is there.

    A second decision under a used decision_id is no repeat: PostgreSQL must say so, or the decision would vanish.
    """
    events = [row["event_id"] for row in rows]
    cursor.execute(sql.SQL("SELECT event_id::text FROM {} WHERE event_id = ANY(%s::uuid[])").format(sql.Identifier(table)), (events,))
    there = {event for (event,) in cursor.fetchall()}
    left_out = [row for row in rows if row["event_id"] not in there]
    if left_out:
        try:
            _execute(cursor, statements.insert(table, tuple(left_out[0]), ignore_repeats=False), left_out)
        except psycopg2.Error as error:
            blame(error, [str(row["event_id"]) for row in left_out])
            raise


def _upsert(cursor: extensions.cursor, operations: Sequence[Operation]) -> None:
    key = operations[0].key
    unique = any(set(key) == set(columns) for columns in statements.catalogued(operations[0]).unique)
    for run in _runs_of_distinct_keys(operations):
        rows = _rows(run)
        if unique:
            _execute(cursor, statements.upsert(run[0], tuple(rows[0]), key), rows)
        else:
            _upsert_by_search(cursor, run, rows)
        pending.settle(cursor, run)


def _runs_of_distinct_keys(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Cut where a key comes again: one statement may not change a row twice."""
    run: list[Operation] = []
    seen: set[tuple[object, ...]] = set()
    for operation in operations:
        key = tuple(operation.values[name] for name in operation.key)
        if key in seen:
            yield run
            run, seen = [], set()
        run.append(operation)
        seen.add(key)
    yield run


def _upsert_by_search(cursor: extensions.cursor, operations: Sequence[Operation], rows: Sequence[Row]) -> None:
    """Upsert where no constraint makes the key unique, because legacy databases hold several rows of one key: the newest is changed."""
    for operation, row in zip(operations, rows, strict=True):
        key = [row[name] for name in operation.key]
        locked_and_found = sql.SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)); ") + statements.newest(operation.table, operation.key)
        cursor.execute(locked_and_found, ("/".join([operation.table, *map(str, key)]), *key))  # each statement sees what the one before waited for
        found = cursor.fetchone()
        if found is None:
            _execute(cursor, statements.insert(operation.table, tuple(row), ignore_repeats=False), [row])
        else:
            known = {"id": str(found[0]), **row}
            _execute(cursor, statements.upsert(operation, tuple(known), ("id",)), [known])


def _rows(operations: Iterable[Operation]) -> list[Row]:
    return [{"event_id": operation.event_id} | {name: as_text(value) for name, value in operation.values.items()} for operation in operations]


def _execute(cursor: extensions.cursor, statement: sql.Composed, rows: Sequence[Mapping[str, str | None]]) -> int:
    """Run one statement over all rows and count those that it touched."""
    touched = 0
    text = statement.as_string(cursor)
    for start in range(0, len(rows), _ROWS_PER_STATEMENT):
        page = [tuple(row.values()) for row in rows[start : start + _ROWS_PER_STATEMENT]]
        execute_values(cursor, text, page, page_size=len(page))
        touched += cursor.rowcount
    return touched
