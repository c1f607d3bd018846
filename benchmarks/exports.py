"""How long a download of all events takes, beside other ways to write a CSV file of the same rows and columns in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import polars as pl
import psycopg2

from alphagex_logs import export
from alphagex_logs.export import Format
from alphagex_logs.filters import Filters
from benchmarks.measure import table, with_processor
from benchmarks.rivals import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alphagex_logs.warehouse import Warehouse

SAMPLE = 100_000  # rows of which pandas writes a CSV file; its time is scaled
OURS = "a download of events.csv"
SORTED = 'FROM events ORDER BY "at", table_name, id'


def exports(warehouse: Warehouse, folder: Path, url: str) -> str:
    """The section on downloads; `folder` holds the warehouse's file, and PostgreSQL the rivals' events."""
    columnar, target = folder / "sorted.parquet", folder / "events.csv"
    rows = warehouse.rows("SELECT count(*) FROM events")[0][0]
    with plain(folder) as database:  # our own connection may write no file
        database.execute(f"COPY (SELECT * REPLACE (CAST(event_id AS VARCHAR) AS event_id) {SORTED}) TO '{columnar}'")
        whole, sample = pl.read_parquet(columnar), pd.read_parquet(columnar).head(SAMPLE)
        ways: dict[str, tuple[Callable[[], object], float]] = {
            OURS: (lambda: _download(warehouse, target), 1),
            "DuckDB: COPY to CSV, in order": (lambda: database.execute(f"COPY ({SORTED}) TO '{target}' (FORMAT csv)"), 1),
            "polars: write_csv, in order already": (lambda: whole.write_csv(target), 1),
            f"pandas: to_csv, in order already, {SAMPLE:,} rows scaled": (lambda: sample.to_csv(target, index=False), rows / max(1, len(sample))),
            "PostgreSQL: COPY to CSV, in order": (lambda: _copy(url, target), 1),
        }
        taken = {name: [one / 1000 * scale for one in min(with_processor(work, 2))] for name, (work, scale) in ways.items()}
    for file in (columnar, target):
        file.unlink()
    told = [[name, passed, busy if "PostgreSQL" not in name else "", passed / taken[OURS][0]] for name, (passed, busy) in taken.items()]
    return f"### Downloading {rows:,} events as CSV, the better of two\n\n" + table(["by", "seconds", "processor", "times ours"], told)


def _download(warehouse: Warehouse, target: Path) -> None:
    with target.open("wb") as file, warehouse.snapshot() as snapshot:
        for piece in export.download("events", Format.CSV, Filters()).pieces(snapshot):
            file.write(piece)


def _copy(url: str, target: Path) -> None:
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor, target.open("wb") as file:
        cursor.copy_expert("COPY (SELECT * FROM events ORDER BY moment, table_name, id) TO STDOUT (FORMAT csv)", file)
    connection.close()
