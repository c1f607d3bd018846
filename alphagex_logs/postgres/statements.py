"""The statements that put operations into log tables: names come from the catalogue only, values are always parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg2 import sql

from alphagex_logs.catalogue import TABLES
from alphagex_logs.errors import UnknownColumn, UnknownTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alphagex_logs.catalogue.model import Table
    from alphagex_logs.writers.operations import Operation


def catalogued(operation: Operation) -> Table:
    """The table of an operation.

    Raises UnknownTable and UnknownColumn, so that no other name can reach a statement.
    """
    table = TABLES.get(operation.table)
    if table is None:
        raise UnknownTable(operation.table)
    averaged = (*operation.averaging, *operation.averaging.values())
    for name in (*operation.values, *operation.match, *operation.key, *operation.adding, *operation.keeping, *averaged):
        if name not in table.by_name:
            raise UnknownColumn(operation.table, name)
    return table


def insert(table: str, columns: Sequence[str], *, ignore_repeats: bool = True) -> sql.Composed:
    """Insert rows given as one list of VALUES.

    ON CONFLICT names no column on purpose: naming one needs the right to read it, which a role that only logs need not have.
    """
    ending = sql.SQL(" ON CONFLICT DO NOTHING" if ignore_repeats else "")
    return sql.SQL("INSERT INTO {} ({}) VALUES %s").format(sql.Identifier(table), _names(columns)) + ending


def upsert(operation: Operation, columns: Sequence[str], arbiter: Sequence[str]) -> sql.Composed:
    """Insert rows given as one list of VALUES; where `arbiter` columns are there already, change that row as the operation says."""
    changes = sql.SQL(", ").join(_merge(operation, name) for name in operation.values if name not in {*operation.key, *operation.keeping})
    action = sql.SQL("DO UPDATE SET {}").format(changes) if changes.seq else sql.SQL("DO NOTHING")
    return sql.SQL("INSERT INTO {table} AS old ({columns}) VALUES %s ON CONFLICT ({arbiter}) {action}").format(
        table=sql.Identifier(operation.table), columns=_names(columns), arbiter=_names(arbiter), action=action
    )


def _merge(operation: Operation, name: str) -> sql.Composed:
    counter = operation.averaging.get(name)
    if counter is not None:
        # A null on either side makes the first term null: then the mean that is known stands.
        mean = "{name} = COALESCE((old.{name} * old.{counter} + new.{name} * new.{counter}) / NULLIF(old.{counter} + new.{counter}, 0), old.{name}, new.{name})"
        template = mean
    elif name in operation.adding:
        template = "{name} = COALESCE(old.{name} + new.{name}, old.{name}, new.{name})"
    else:
        template = "{name} = new.{name}"
    return sql.SQL(template.replace("new.", "EXCLUDED.")).format(name=sql.Identifier(name), counter=sql.Identifier(counter or name))


def newest(table: str, match: Iterable[str]) -> sql.Composed:
    """The id of the newest row that equals the matched values, which are parameters in that order."""
    return sql.SQL("SELECT id FROM {} WHERE {} ORDER BY id DESC LIMIT 1").format(sql.Identifier(table), _equal(match, " AND "))


def update(table: str, changes: Iterable[str], match: Iterable[str]) -> sql.Composed:
    """Change the newest row that equals the matched values; parameters are the changes, then the matched values."""
    return sql.SQL("UPDATE {} SET {} WHERE id = ({})").format(sql.Identifier(table), _equal(changes, ", "), newest(table, match))


def _equal(names: Iterable[str], separator: str) -> sql.Composed:
    return sql.SQL(separator).join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in names)


def _names(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
