"""The warehouse file: made when it is not there, put aside and made anew when it cannot be used. It is a copy, so nothing is lost but time."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

import duckdb

from alphagex_logs.errors import WarehouseUnavailable
from alphagex_logs.warehouse import connection, derive, schema
from alphagex_logs.warehouse.chosen import COUNTED, relation_statements
from alphagex_logs.warehouse.labels import SEEDS, seed_statements
from alphagex_logs.warehouse.macros import scalar_macros
from alphagex_logs.warehouse.schema import quoted

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)


class _OtherVersionError(Exception):
    """The file was made by another version of this program."""


def open_file(file: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """The warehouse in `file`, ready to be asked.

    Raises WarehouseUnavailable when another process has the file, or the folder does not take one.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _prepared(connection.connect(file, memory_limit))
        except (duckdb.Error, _OtherVersionError) as error:
            put_aside(file, str(error).splitlines()[0] if str(error) else "another version of this program made it")
            return _prepared(connection.connect(file, memory_limit))
    except (duckdb.Error, OSError) as error:
        raise WarehouseUnavailable(f"{file} cannot be made: {str(error).splitlines()[0]}.", "Set ALPHAGEX_DATA_DIR to a folder that you own.") from error


def put_aside(file: Path, why: str) -> None:
    """Rename a file that cannot be used, so that a new one can be made; an older one that was put aside is given up."""
    for left in (file, file.with_name(file.name + ".wal")):
        if left.is_file():
            left.replace(left.with_name(left.name + ".unusable"))
            _log.warning("%s cannot be used (%s); it is now %s.unusable and is made anew from PostgreSQL.", left, why, left.name)


def fingerprint() -> str:
    """Changes whenever a file made by another version of this program would not fit, or tells of the same rows in another way.

    Macros of the catalogue's words count, because results, bots, regimes and terms are kept as they were told.
    """
    made_by = (*schema.statements(), *scalar_macros(), *derive.rules(), COUNTED)
    return hashlib.sha256("\n".join(made_by).encode()).hexdigest()[:16]


def _prepared(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    try:
        if not database.execute("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'store'").fetchall()[0][0]:
            _create(database)
        elif database.execute("SELECT fingerprint FROM store.state").fetchall() != [(fingerprint(),)]:
            raise _OtherVersionError
        for statement in (*scalar_macros(), *relation_statements()):
            database.execute(statement)
    except BaseException:
        database.close()
        raise
    return database


def _create(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("BEGIN")
    for statement in (*scalar_macros(), *schema.statements(), *seed_statements()):
        database.execute(statement)
    for relation, columns in schema.LABELLED.items():
        for column in SEEDS.keys() & columns.keys():
            database.execute(f"ALTER TABLE store.{relation} ALTER {quoted(column)} TYPE {column}_label_1")
    database.execute("INSERT INTO store.state VALUES (NULL, NULL, 0, $1)", [fingerprint()])
    database.execute("COMMIT")
