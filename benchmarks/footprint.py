"""What a new process needs until it can answer: how long it takes to its first answer, and how much memory it then holds.

The answer is the same for all, and the simplest there is: how many events there are, in how many tables, from when to when.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import table

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
TOTALS = "SELECT count(*), count(DISTINCT table_name), min({moment}), max({moment}) FROM events"
OURS = """
from pathlib import Path
from alphagex_logs.filters import Filters
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
store = Warehouse.open(Settings(data_dir=Path({folder!r})), "postgresql://nobody@127.0.0.1:1/nothing")
store.ask("overview_totals", Filters())
"""
DUCKDB = """
import duckdb
duckdb.connect({file!r}, read_only=True).execute({sql!r}).fetchall()
"""
POLARS = """
import polars as pl
rows = pl.read_parquet({columnar!r})
rows.select(pl.len(), pl.col("table_name").n_unique(), pl.col("moment").min().alias("first"), pl.col("moment").max().alias("last"))
"""
PANDAS = """
import pandas as pd
rows = pd.read_parquet({columnar!r})
len(rows), rows["table_name"].nunique(), rows["moment"].min(), rows["moment"].max()
"""
POSTGRES = """
import psycopg2
cursor = psycopg2.connect({url!r}).cursor()
cursor.execute({sql!r})
cursor.fetchall()
"""
PEAK = """
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def footprints(folder: Path, url: str) -> str:
    """The section on starting and memory; nobody has the warehouse in `folder` open, and the rivals' rows lie there and at `url`."""
    columnar, file = str(folder / "rival.parquet"), str(folder / "warehouse.duckdb")
    programs = {
        "Warehouse.open and the Overview page's totals": OURS.format(folder=str(folder)),
        "DuckDB by hand, the same file": DUCKDB.format(file=file, sql=TOTALS.format(moment='"at"')),
        "polars, all rows from Parquet": POLARS.format(columnar=columnar),
        "pandas, all rows from Parquet": PANDAS.format(columnar=columnar),
        "PostgreSQL, a client of a server that runs": POSTGRES.format(url=url, sql=TOTALS.format(moment="moment")),
    }
    return shown(programs)


def ours_alone(folder: Path) -> str:
    """The same section, of our own start."""
    return shown({"Warehouse.open and the Overview page's totals": OURS.format(folder=str(folder))})


def shown(programs: Mapping[str, str]) -> str:
    rows = [[name, *_run(program)] for name, program in programs.items()]
    head = "### Starting: a new process until its first answer, and the most memory that it had"
    return f"{head}\n\n{table(['by', 'seconds', 'MB'], rows)}"


def _run(program: str) -> tuple[float, float]:
    began = time.perf_counter()
    ended = subprocess.run([sys.executable, "-c", program + PEAK], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return time.perf_counter() - began, int(ended.stdout.split()[-1]) / 1024
