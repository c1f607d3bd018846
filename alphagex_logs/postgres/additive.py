"""Bringing one table to its description by adding only: nothing is dropped, renamed or narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint, inspect
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateTable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


def bring(connection: Connection, table: Table) -> None:
    """Create the table, or add to it the columns, unique constraints and indexes that it lacks."""
    if inspect(connection).has_table(table.name, schema=table.schema):
        _add_columns(connection, table)
        _add_unique(connection, table)
    else:
        connection.execute(CreateTable(table, if_not_exists=True))
    for index in table.indexes:
        connection.execute(CreateIndex(index, if_not_exists=True))


def _add_columns(connection: Connection, table: Table) -> None:
    present = {column["name"] for column in inspect(connection).get_columns(table.name, schema=table.schema)}
    name = connection.dialect.identifier_preparer.format_table(table)
    for column in table.columns:
        if column.name not in present:
            definition = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {definition}")


def _add_unique(connection: Connection, table: Table) -> None:
    present = {frozenset(index["column_names"]) for index in inspect(connection).get_indexes(table.name, schema=table.schema) if index["unique"]}
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and frozenset(constraint.columns.keys()) not in present:
            connection.execute(AddConstraint(constraint))
