"""What cannot be adopted without harm, found before anything is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from alphagex_logs.catalogue import TABLES
from alphagex_logs.postgres import types
from alphagex_logs.postgres.plan import missing_uniques

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from alphagex_logs.postgres.shape import ColumnShape, TableShape

SHOWN = 20  # values of one kind
_KINDS = {"v": "a view", "m": "a materialized view", "f": "a foreign table", "p": "a partitioned table"}


def find(connection: Connection, shapes: Mapping[str, TableShape]) -> list[str]:
    """Each reason why these tables cannot be taken over, with the values it is about; empty when they can."""
    return [reason for shape in shapes.values() for reason in _of_table(connection, shape)]


def _of_table(connection: Connection, shape: TableShape) -> Iterator[str]:
    if shape.kind != "r":
        yield f"{shape.name} is {_KINDS[shape.kind]}, not a table"
        return
    key = shape.columns.get("id")
    if key is None or key.type not in {"integer", "bigint"} or not key.given:
        yield f"{shape.name} has no column id that counts by itself"
        return
    for name, theirs in shape.columns.items():
        if theirs.primary and not theirs.given and name not in TABLES[shape.name].by_name:
            yield f"{shape.name}.{name} is a part of the primary key and has no default, so that only a program that knows it can add a row"
    for column in TABLES[shape.name].columns:
        if column.name in shape.columns and column.name != "id":
            yield from _of_column(connection, shape, column.name, types.spelled(column.type))
    for names in missing_uniques(shape):
        yield from _repeats(connection, shape.name, names)


def _of_column(connection: Connection, shape: TableShape, column: str, wanted: str) -> Iterator[str]:
    current: ColumnShape = shape.columns[column]
    if types.taken(current.type, wanted):
        return
    if current.views:
        yield f"{shape.name}.{column} is {current.type} and cannot become {wanted} while these views stand on it: {', '.join(current.views)}"
    if types.widens(current.type, wanted):
        return
    how = types.conversion(current.type, wanted)
    if how is None:
        yield f"{shape.name}.{column} is {current.type}, and {wanted} is needed"
        return
    name = f'"{column}"'
    found = connection.scalars(
        text(f'SELECT DISTINCT {name}::text FROM "{shape.name}" WHERE {name} IS NOT NULL AND NOT ({how.fits.format(name)}) ORDER BY 1 LIMIT {SHOWN}')  # noqa: S608
    )
    values = ", ".join(repr(value) for value in found)
    if values:
        yield f"{shape.name}.{column} is {current.type}, and these values are no {wanted}: {values}"


def _repeats(connection: Connection, table: str, names: tuple[str, ...]) -> Iterator[str]:
    listed = ", ".join(f'"{name}"' for name in names)
    present = " AND ".join(f'"{name}" IS NOT NULL' for name in names)
    statement = f'SELECT {listed}, count(*) FROM "{table}" WHERE {present} GROUP BY {listed} HAVING count(*) > 1 ORDER BY {listed} LIMIT {SHOWN}'  # noqa: S608
    repeats = [f"({', '.join(map(str, row[:-1]))}) {row[-1]} times" for row in connection.execute(text(statement))]
    if repeats:
        yield f"{table} must hold each ({', '.join(names)}) once, and holds {'; '.join(repeats)}"
