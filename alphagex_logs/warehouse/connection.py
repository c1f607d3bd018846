"""Opening the DuckDB file, locked down: it reads and writes its own file and nothing else."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

import duckdb

from alphagex_logs.errors import WarehouseUnavailable

if TYPE_CHECKING:
    from pathlib import Path

SEARCHES = "searches"  # the database in memory beside the file
# The order matters: each of the first settings cannot be changed any more once external access is off, and the last line locks them all.
_HARDENING = (
    "SET max_temp_directory_size = '20GB'",
    "SET allow_community_extensions = false",
    "SET allow_persistent_secrets = false",
    "SET allow_extension_repositories = 'forbidden'",
    "SET disabled_filesystems = 'HTTPFileSystem'",
    "SET preserve_insertion_order = true",
    "SET enable_external_access = false",
    "SET allowed_configs = ['memory_limit', 'preserve_insertion_order']",  # both are changed for a first load, the limit after a download too
    "SET lock_configuration = true",
)


def configuration(memory_limit: str) -> dict[str, str | bool | int | float | list[str]]:
    """What the file is opened with; a second connection of the same process has to name the same."""
    return {
        "memory_limit": memory_limit,
        "checkpoint_threshold": "64MB",  # of the log of changes: moving it into the tables costs as much as several refreshes of ten thousand rows
        "threads": str(max(1, os.cpu_count() or 1)),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "late_materialization_max_rows": "20000",
        "python_enable_replacements": "false",
    }


@lru_cache(512)  # each takes about 50 kB
def statements(sql: str) -> tuple[duckdb.Statement, ...]:
    """A text as DuckDB reads it, kept: reading takes as long as binding or optimising, and values do not change it. Raises duckdb.Error."""
    return tuple(duckdb.extract_statements(sql))


def connect(file: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """The one connection to the warehouse file, from which every query takes a cursor.

    Raises WarehouseUnavailable when another process has the file or it cannot be opened, and duckdb.Error when it is damaged or was
    written by another version.
    """
    try:
        connection = duckdb.connect(str(file), config=configuration(memory_limit))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise WarehouseUnavailable(
                f"{file} is in use by another process.", "Stop that process, or set ALPHAGEX_DATA_DIR to a folder of its own."
            ) from error
        if isinstance(error.__cause__, PermissionError) or not os.access(file.parent, os.W_OK):
            raise WarehouseUnavailable(f"{file} cannot be opened.", "Set ALPHAGEX_DATA_DIR to a folder that you own.") from error
        raise
    try:
        spill = str(file.with_name(file.name + ".spill")).replace("'", "''")
        connection.execute(f"SET temp_directory = '{spill}'")
        connection.execute(f"ATTACH ':memory:' AS {SEARCHES}")
        for statement in _HARDENING:
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection
