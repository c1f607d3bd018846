"""How long a download of all events takes, beside other ways to write the same CSV file, and how long a start takes."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import polars as pl

from alphagex_logs import export
from alphagex_logs.export import Format
from alphagex_logs.filters import Filters
from benchmarks.measure import milliseconds, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alphagex_logs.warehouse import Warehouse

SAMPLE = 100_000  # rows of which pandas writes a CSV file; its time is scaled
START = """
from pathlib import Path
from alphagex_logs.filters import Filters
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
store = Warehouse.open(Settings(data_dir=Path({folder!r})), "postgresql://nobody@127.0.0.1:1/nothing")
store.ask("overview_totals", Filters())
"""


def exports(warehouse: Warehouse, folder: Path) -> Iterator[str]:
    """The section on downloads and on starting; `folder` holds the rows that the rivals have written."""
    columnar, target = folder / "rival.parquet", folder / "rival.csv.out"
    rows = warehouse.rows("SELECT count(*) FROM events")[0][0]
    sample = pd.read_parquet(columnar).head(SAMPLE)
    whole = pl.read_parquet(columnar)
    taken = {
        "a download of events.csv": _seconds(lambda: _download(warehouse, target)),
        "DuckDB: COPY to CSV": _seconds(lambda: duckdb.connect().execute(f"COPY (FROM '{columnar}') TO '{target}' (FORMAT csv)")),
        "polars: write_csv": _seconds(lambda: whole.write_csv(target)),
        f"pandas: to_csv, {SAMPLE:,} rows scaled": _seconds(lambda: sample.to_csv(target, index=False)) * rows / max(1, len(sample)),
    }
    target.unlink(missing_ok=True)
    ours = next(iter(taken.values()))
    yield f"### Downloading {rows:,} events as CSV\n\n" + table(["by", "seconds", "times ours"], [[name, one, one / ours] for name, one in taken.items()])


def starting(folder: Path) -> str:
    """How long a new process takes to open the warehouse in `folder`, which nobody has open, and to answer."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", START.format(folder=str(folder))], check=True)
    return f"### Starting\n\nA new process has opened the warehouse and answered the Overview page's totals after {time.perf_counter() - began:.1f} s."


def _seconds(work) -> float:
    return milliseconds(work)[0] / 1000


def _download(warehouse: Warehouse, target: Path) -> None:
    with target.open("wb") as file, warehouse.snapshot() as snapshot:
        for piece in export.download("events", Format.CSV, Filters()).pieces(snapshot):
            file.write(piece)
