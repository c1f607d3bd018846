"""What a database has otherwise than the catalogue says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from alphagex_logs.postgres.engine import engine
from alphagex_logs.postgres.schema import OWN_SCHEMA, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION_TABLE = "schema_version"


def _ours(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Whether a schema or table is ours to compare: a legacy database holds many others beside the logs."""
    if kind == "schema":
        return name in {None, OWN_SCHEMA}
    if kind == "table":
        return parents["schema_qualified_table_name"] in metadata.tables
    return True


COMPARISON: dict[str, Any] = {
    "version_table": VERSION_TABLE,
    "version_table_schema": OWN_SCHEMA,  # a legacy application may have an alembic_version of its own
    "include_schemas": True,
    "include_name": _ours,
    "compare_type": True,
    "compare_server_default": True,
    "transaction_per_migration": False,
}


def drift(url: str) -> list[str]:
    """Each difference between this database and the catalogue's schema in Alembic's words; empty when there is none."""
    reader = engine(url, pool_size=1)
    try:
        with reader.connect() as connection:
            return [str(difference) for difference in compare_metadata(MigrationContext.configure(connection, opts=COMPARISON), metadata)]
    finally:
        reader.dispose()
