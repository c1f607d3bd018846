"""Many changes at once: one statement finds and changes the newest row for each of them."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from psycopg2 import sql

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.postgres import pending
from alphagex_logs.postgres.literals import as_text
from alphagex_logs.postgres.order import ANYTHING, comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from psycopg2 import extensions

    from alphagex_logs.writers.operations import Operation

FEWEST = 5  # fewer are as fast one by one
# json_populate_recordset gives every text to the input function of its column, as a parameter would.
_STATEMENT = """
    UPDATE {table} AS old SET {changes}
    FROM json_populate_recordset(NULL::{table}, %s) WITH ORDINALITY AS new
    JOIN json_populate_recordset(NULL::{table}, %s) WITH ORDINALITY AS wanted USING (ordinality)
    WHERE old.id = (SELECT row.id FROM {table} AS row WHERE {match} ORDER BY row.id DESC LIMIT 1)
    RETURNING ordinality
"""


def change_all(cursor: extensions.cursor, operations: Sequence[Operation]) -> None:
    """Execute updates that name the same columns, in their order; those whose row is not there are kept for it.

    Raises psycopg2.Error, and ValueError for a value that cannot be sent.
    """
    for run in _runs_of_distinct_rows(operations):
        left = run if len(run) < FEWEST else _left_after_one_statement(cursor, run)
        for operation in left:
            pending.change(cursor, operation)


def _runs_of_distinct_rows(operations: Sequence[Operation]) -> Iterator[Sequence[Operation]]:
    """Runs in which no row comes twice, because one statement changes it once: the first change of each row, then the second of each, and so on.

    Changes of different rows do not depend on each other, except when a change alters what others look for, or when nobody here can tell what it
    looks for: those run alone, after all before them.
    """
    if not set(operations[0].values).isdisjoint(operations[0].match):
        yield from ([operation] for operation in operations)
        return
    for is_unclear, group in groupby(operations, key=lambda operation: comparable(operation.match.values()) is ANYTHING):
        together = list(group)
        yield from ([operation] for operation in together) if is_unclear else _layers(together)


def _layers(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    layers: list[list[Operation]] = []
    depth: Counter[object] = Counter()
    for operation in operations:
        match = comparable(operation.match.values())
        if depth[match] == len(layers):
            layers.append([])
        layers[depth[match]].append(operation)
        depth[match] += 1
    yield from layers


def _left_after_one_statement(cursor: extensions.cursor, run: Sequence[Operation]) -> list[Operation]:
    table = sql.Identifier(run[0].table)
    changes = sql.SQL(", ").join(sql.SQL("{0} = new.{0}").format(sql.Identifier(name)) for name in run[0].values)
    match = sql.SQL(" AND ").join(sql.SQL("row.{0} = wanted.{0}").format(sql.Identifier(name)) for name in run[0].match)
    parameters = [
        json.dumps([_record(one.table, values) for one, values in pairs]) for pairs in ([(one, one.values) for one in run], [(one, one.match) for one in run])
    ]
    cursor.execute(sql.SQL(_STATEMENT).format(table=table, changes=changes, match=match), parameters)
    changed = {number for (number,) in cursor.fetchall()}
    return [operation for number, operation in enumerate(run, 1) if number not in changed]


def _record(table: str, values: Mapping[str, object]) -> dict[str, object]:
    columns = TABLES[table].by_name
    return {name: value if columns[name].type is Type.JSONB else as_text(value) for name, value in values.items()}
