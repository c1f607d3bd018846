"""From an Arrow stream to typed rows. A cell that DuckDB cannot hold becomes NULL and its column is named in `odd_cells`: no row is refused."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa

from alphagex_logs.catalogue.model import Type
from alphagex_logs.warehouse.connection import statements
from alphagex_logs.warehouse.schema import ODD, listed, literal, quoted, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from alphagex_logs.catalogue.model import Column, Table

_FIRST_DAY, _LAST_DAY = "1900-01-01", "2199-12-31"  # what lies outside PostgreSQL stores, and Python or a browser cannot show
_DIGITS_AFTER_POINT = 20


def land(cursor: duckdb.DuckDBPyConnection, table: Table, reader: pa.RecordBatchReader, target: str) -> None:
    """Insert the stream into `target`, a table with the columns of the table's store; see `insert` for why an empty one is left alone."""
    first = next((batch for batch in reader if batch.num_rows), None)
    if first is None:
        return
    cursor.register("landing", pa.RecordBatchReader.from_batches(reader.schema, chain((first,), reader)))
    try:
        columns = listed([*(column.name for column in table.columns), ODD])
        run(cursor, f"INSERT INTO {target} ({columns}) {projection(table, reader.schema)}")
    finally:
        cursor.unregister("landing")


def run(cursor: duckdb.DuckDBPyConnection, sql: str) -> int:
    """Run one statement that writes rows; how many those are."""
    (statement,) = statements(sql)
    return int(cursor.execute(statement).fetchall()[0][0])


def make(cursor: duckdb.DuckDBPyConnection, name: str, select: str) -> int:
    """Make a temporary table of what a select gives; how many rows those are."""
    return run(cursor, f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")


def some(cursor: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """Whether a relation, or a select in brackets, has any row."""
    return bool(cursor.execute(f"SELECT EXISTS (FROM {relation})").fetchall()[0][0])


def insert(cursor: duckdb.DuckDBPyConnection, target: str, columns: Iterable[str], origin: str) -> None:
    """Insert these columns of `origin`, a table or a select in brackets that has at least one row, into `target`.

    DuckDB 2.0 hides a large INSERT from the rest of its transaction when an INSERT of no rows into the same table came before it, after a
    DELETE. So none must ever be made.
    """
    names = listed(columns)
    run(cursor, f"INSERT INTO {target} ({names}) SELECT {names} FROM {origin}")  # noqa: S608  our own names


def projection(table: Table, schema: pa.Schema) -> str:
    """The select that brings the raw columns of `landing` to their types. Columns of adopted databases may have other types than ours."""
    cells = [f"{_typed(column, schema.field(column.name).type)} AS {quoted(column.name)}" for column in table.columns]
    odd = [(column.name, condition) for column in table.columns if (condition := _is_odd(column, schema.field(column.name).type))]
    names = ", ".join(f"CASE WHEN {condition} THEN {literal(name)} END" for name, condition in odd)
    any_odd = " OR ".join(condition for _, condition in odd)
    flag = f"CASE WHEN {any_odd} THEN list_filter([{names}], lambda name: name IS NOT NULL) END" if odd else "NULL"
    return f"SELECT {', '.join(cells)}, {flag} AS {ODD} FROM landing"  # noqa: S608  catalogue names


def _typed(column: Column, arrived: pa.DataType) -> str:
    name = quoted(column.name)
    if _fits(column, arrived):
        return name
    if arrived == _BOUNDED.get(column.type):
        return f"CASE WHEN {_in_range(column.type, name)} THEN {name} END"
    if pa.types.is_float32(arrived):
        name = f"{name}::VARCHAR"  # a REAL 0.7 is 0.7, not 0.699999988079071
    cast = f"TRY_CAST({name} AS {type_of(column)})"
    return f"CASE WHEN {_in_range(column.type, cast)} THEN {cast} END" if column.type in _BOUNDED else cast


def _is_odd(column: Column, arrived: pa.DataType) -> str:
    if _fits(column, arrived):
        return ""
    name = quoted(column.name)
    if arrived == _BOUNDED.get(column.type):
        return f"NOT ({_in_range(column.type, name)})"
    lost = f"({name} IS NOT NULL AND {_typed(column, arrived)} IS NULL)"
    if column.type is Type.NUMERIC and arrived in _TEXTS:
        return f"({lost} OR length({name}) - strpos({name} || '.', '.') > {_DIGITS_AFTER_POINT})"
    return lost


_BOUNDED = {Type.DATE: pa.date32(), Type.TIMESTAMP: pa.timestamp("us"), Type.TIMESTAMPTZ: pa.timestamp("us")}  # as what they arrive
_TEXTS = {pa.string(), pa.string_view()}
_ARRIVES_AS = {
    Type.TEXT: _TEXTS,
    Type.INTEGER: {pa.int32()},
    Type.BIGINT: {pa.int64()},
    Type.FLOAT: {pa.float64()},
    Type.BOOLEAN: {pa.bool_()},
    Type.JSONB: {pa.json_(text) for text in _TEXTS},
    Type.UUID: {pa.uuid()},
    Type.XID8: {pa.uint64()},
}


def _fits(column: Column, arrived: pa.DataType) -> bool:
    return arrived in _ARRIVES_AS.get(column.type, ())


def _in_range(kind: Type, value: str) -> str:
    last = f"DATE '{_LAST_DAY}'" if kind is Type.DATE else f"TIMESTAMP '{_LAST_DAY} 23:59:59.999999'"
    return f"{value} BETWEEN {'DATE' if kind is Type.DATE else 'TIMESTAMP'} '{_FIRST_DAY}' AND {last}"
