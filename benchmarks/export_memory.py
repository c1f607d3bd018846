"""How much memory a large download takes: `python benchmarks/export_memory.py [ROWS] [--folder FOLDER]`, 5,000,000 rows unless told otherwise.

Makes a warehouse file whose oracle_predictions hold that many rows, and their events; then a new process opens it and downloads them, each format
with and without a filter, and the events as CSV and Parquet. The peak of its resident memory is compared with what it held before.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from alphagex_logs import export
from alphagex_logs.export import Format
from alphagex_logs.filters import from_query
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"  # a warehouse reads PostgreSQL only when it is refreshed
LIMIT_MB = 300
DOWNLOADS: dict[str, tuple[Format, ...]] = {"oracle_predictions": tuple(Format), "events": (Format.CSV, Format.PARQUET)}
ROWS = """INSERT INTO store.oracle_predictions
    (id, "timestamp", trade_date, bot_name, vix, gex_regime, advice, win_probability, reasoning, top_factors, event_id, row_version)
    SELECT i, TIMESTAMP '2014-01-03' + to_seconds(i * 31), DATE '2014-01-03' + (i // 2787)::INTEGER, 'ARES', random() * 40, 'NEUTRAL', 'TRADE_FULL', random(),
        'Probability of closing inside, number ' || hash(i), '[["log_vix", ' || random() || ']]', uuid(), 1
    FROM range(1, $1) AS numbers (i)"""
EVENTS = """INSERT INTO store.events (table_name, category, id, event_id, "at", trade_day, bot, probability, advice, summary)
    SELECT 'oracle_predictions', 'oracle', id, event_id, "timestamp", trade_date, bot_name, win_probability, advice, reasoning
    FROM store.oracle_predictions"""


def make(folder: Path, rows: int) -> None:
    Warehouse.open(Settings(data_dir=folder), NOWHERE).close()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as database:
        database.execute(ROWS, [rows + 1])
        database.execute(EVENTS)


def measure(folder: Path, relation: str, chosen: Format, query: dict[str, list[str]]) -> None:
    warehouse = Warehouse.open(Settings(data_dir=folder), NOWHERE)
    before, began, written = resident("VmRSS"), time.monotonic(), 0
    with warehouse.snapshot() as snapshot:
        for piece in export.download(relation, chosen, from_query(query)).pieces(snapshot):
            written += len(piece)
    more = resident("VmHWM") - before
    note = "" if more <= LIMIT_MB else f"  MORE THAN {LIMIT_MB}"
    print(
        f"{relation}.{chosen}{' filtered' if query else ''}: {written / 1e6:,.0f} MB in {time.monotonic() - began:.1f} s, {more:,.0f} MB more memory{note}",
        flush=True,
    )


def resident(field: str) -> float:
    """A field of this process's memory in MB: VmRSS now, VmHWM at its highest."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=5_000_000)
    parser.add_argument("--folder", type=Path, help="keep the warehouse here, and use it when it is there")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        relation, ending, query = chosen.one.split(",")
        measure(chosen.folder, relation, Format(ending), {"bot": [query]} if query else {})
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        if not (folder / "warehouse.duckdb").exists():
            make(folder, chosen.rows)
        for relation, endings in DOWNLOADS.items():
            for ending, query in itertools.product(endings, ("", "ARES")):
                subprocess.run([sys.executable, __file__, "--folder", str(folder), "--one", f"{relation},{ending},{query}"], check=True)


if __name__ == "__main__":
    main()
