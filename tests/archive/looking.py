"""What is left in PostgreSQL and what lies in the archive."""

from __future__ import annotations

from tests.warehouse.opening import run

GEX = "gex_change_log"


def ids(url, table=GEX):
    return [found for (found,) in run(url, f'SELECT id FROM "{table}" ORDER BY id')]


def files(folder):
    return sorted(str(file.relative_to(folder / "archive")) for file in (folder / "archive").glob("table=*/month=*/[!_]*.parquet"))
