"""How long the answers to a filter change take: `python -m benchmarks.questions FOLDER [--rows N] [--only-ours]`.

Every page's questions through Warehouse.ask, over ten filter changes; then the Logs page's four answers by other means that hold the same rows:
DuckDB by hand, pandas and polars in memory, PostgreSQL with indexes, and one connection per query to a PostgreSQL without.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
from benchmarks import rivals
from benchmarks.measure import milliseconds, p50, p95, table
from benchmarks.pages import FILTERS, PAGES
from benchmarks.rows import NOWHERE, server, warehouse_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagex_logs.filters import Filters

LIMITS = {1_000_000: 150, 10_000_000: 500}


def filter_change(warehouse: Warehouse, page: str, chosen: Filters) -> None:
    """All that the server is asked when the filter of a page changes."""
    for question, parameters in PAGES[page]:
        filtered = "chosen_" in warehouse.sql_of(question)
        warehouse.ask(question, chosen if filtered else None, **parameters)


def pages(warehouse: Warehouse, times: int) -> str:
    """Per page: how long a filter change takes, and which change and which question take longest."""
    rows = []
    for page in PAGES:
        began = time.process_time()
        taken = {name: milliseconds(lambda page=page, chosen=chosen: filter_change(warehouse, page, chosen), times) for name, chosen in FILTERS.items()}
        every = [one for some in taken.values() for one in some]
        work = (time.process_time() - began) * 1000 / len(every)
        slowest = max(taken, key=lambda name: p50(taken[name]))
        rows.append([page, len(PAGES[page]), p50(every), p95(every), work, f"{slowest} ({p50(taken[slowest]):.0f})", _slowest_question(warehouse, page)])
    return table(["page", "questions", "p50 ms", "p95 ms", "mean processor ms", "slowest filter (ms)", "slowest questions, unfiltered (ms)"], rows)


def _slowest_question(warehouse: Warehouse, page: str) -> str:
    taken = {}
    for question, parameters in PAGES[page]:
        chosen = FILTERS["everything"] if "chosen_" in warehouse.sql_of(question) else None
        taken[question] = p50(milliseconds(lambda q=question, c=chosen, p=parameters: warehouse.ask(q, c, **p), 3))
    longest = sorted(taken, key=lambda name: -taken[name])[:3]
    return ", ".join(f"{name} {taken[name]:.0f}" for name in longest)


def side_by_side(warehouse: Warehouse, folder: Path, url: str, times: int) -> str:
    """The Logs page's four answers by every means, over all filter changes."""
    measured = {"Warehouse.ask": [one for chosen in FILTERS.values() for one in milliseconds(lambda c=chosen: filter_change(warehouse, "logs", c), times)]}
    for name, answer in rivals.all_of(warehouse, folder, url):
        measured[name] = [one for chosen in FILTERS.values() for one in milliseconds(lambda c=chosen, a=answer: a(c), min(times, 2))]
    ours = p50(measured["Warehouse.ask"])
    return table(["Logs page by", "p50 ms", "p95 ms", "times ours"], [[name, p50(taken), p95(taken), p50(taken) / ours] for name, taken in measured.items()])


def report(folder: Path, rows: int, times: int, *, only_ours: bool) -> Iterator[str]:
    """The parts of the section of docs/performance.md for this many rows, each as soon as it is measured."""
    with server(folder) as url:
        home = warehouse_folder(folder, url, rows)
        began = time.perf_counter()
        warehouse = Warehouse.open(Settings(data_dir=home), NOWHERE)
        opened = (time.perf_counter() - began) * 1000
        try:
            events = warehouse.rows("SELECT count(*) FROM events")[0][0]
            size = (home / "warehouse.duckdb").stat().st_size / 2**20
            yield f"### Filter changes on {events:,} events (file {size:,.0f} MB, opened in {opened:.0f} ms)"
            yield pages(warehouse, times)
            if rows in LIMITS:
                yield f"A figure is a whole filter change: all questions of the page, one after another. Target: p95 at most {LIMITS[rows]} ms."
            if not only_ours:
                yield side_by_side(warehouse, home, url, times)
        finally:
            warehouse.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3, help="how often each filter change is repeated")
    parser.add_argument("--only-ours", action="store_true", help="leave out what takes minutes: pandas, PostgreSQL, one connection per query")
    parsed = parser.parse_args()
    for part in report(parsed.folder.absolute(), parsed.rows, parsed.times, only_ours=parsed.only_ours):
        print(part, end="\n\n", flush=True)


if __name__ == "__main__":
    main()
