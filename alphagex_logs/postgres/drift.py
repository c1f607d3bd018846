"""What a database has otherwise than the catalogue says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from alphagex_logs.postgres import obstacles, plan, shape
from alphagex_logs.postgres.engine import engine, unreachable
from alphagex_logs.postgres.schema import LOG_TABLES, OWN_SCHEMA, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION_TABLE = "schema_version"


def _own(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Whether a schema is ours alone; the log tables are compared by what adoption would do to them."""
    return kind != "schema" or name == OWN_SCHEMA


COMPARISON: dict[str, Any] = {
    "version_table": VERSION_TABLE,
    "version_table_schema": OWN_SCHEMA,  # a legacy application may have an alembic_version of its own
    "include_schemas": True,
    "include_name": _own,
    "compare_type": True,
    "compare_server_default": True,
    "transaction_per_migration": False,
}


def drift(url: str) -> list[str]:
    """Each difference between this database and the catalogue that `migrate` would end, or has to be mended first; empty when there is none.

    Extra columns, indexes, defaults and foreign keys of a legacy database are no difference, nor are narrower numbers that the catalogue names.
    Raises DatabaseUnreachable.
    """
    reader = engine(url, pool_size=1)
    try:
        with reader.connect() as connection:
            shapes = shape.read(connection)
            missing = [f"{name}: is missing" for name in LOG_TABLES if name not in shapes]
            barred = obstacles.find(connection, shapes)
            lacking = [] if barred else [str(step) for step in plan.steps(connection, shapes)]
            own = compare_metadata(MigrationContext.configure(connection, opts=COMPARISON), metadata)
            return [*missing, *barred, *lacking, *(str(difference) for difference in own if not _of_logs(difference))]
    except DBAPIError as error:
        raise unreachable(reader.url, error) from error.with_traceback(None)
    finally:
        reader.dispose()


def _of_logs(difference: Any) -> bool:
    """Whether it says that a log table is missing, which it must: it did not look."""
    return (difference[0] == "add_table" and difference[1].schema is None) or (difference[0] == "add_index" and difference[1].table.schema is None)
