"""Warehouses for tests: a file in a temporary folder that follows a database of the test server."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg2

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psycopg2.extensions import connection as Connection  # noqa: N812  a class in lower case


@contextmanager
def warehouse_of(url: str, folder: Path, *, fresh: bool = True) -> Iterator[Warehouse]:
    """A warehouse in `folder` that follows the database at `url`, refreshed once unless told otherwise, and closed afterwards."""
    warehouse = Warehouse.open(Settings(data_dir=folder), url)
    try:
        if fresh:
            warehouse.refresh()
        yield warehouse
    finally:
        warehouse.close()


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection that commits only when told to."""
    connection = psycopg2.connect(url)
    try:
        yield connection
    finally:
        connection.close()


def run(url: str, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Run one statement in a transaction of its own; the rows that it gives."""
    with connected(url) as connection, connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        rows = cursor.fetchall() if cursor.description else []
        connection.commit()
        return rows


REQUIRED = {Type.TEXT: lambda: uuid.uuid4().hex, Type.DATE: lambda: "2018-01-02", Type.TIMESTAMPTZ: lambda: "2018-01-02T21:00:00Z"}


def insert(url: str, table: str, **given: Any) -> int:
    """Insert one row; its id. What the table demands and is not given is filled with something."""
    demanded = (column for column in TABLES[table].columns if not column.nullable and column.default is None and column.name != "id")
    values = {column.name: REQUIRED[column.type]() for column in demanded} | given
    names = ", ".join(f'"{name}"' for name in values) or '"event_id"'
    marks = ", ".join(["%s"] * len(values)) or "gen_random_uuid()"
    return run(url, f'INSERT INTO "{table}" ({names}) VALUES ({marks}) RETURNING id', *values.values())[0][0]


def symbols(warehouse: Warehouse) -> list[str]:
    """The symbols of the rows of gex_change_log, in the order of their ids."""
    return [row[0] for row in warehouse.rows("SELECT symbol FROM gex_change_log ORDER BY id")]
