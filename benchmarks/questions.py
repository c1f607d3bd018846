"""How long the answers to a filter change take: `python -m benchmarks.questions FOLDER [--rows N] [--only-ours]`.

What every page's tab asks, through Warehouse.ask, over ten filter changes, none of which is asked before; then the Logs page's answers by other means that
hold the same rows: DuckDB by hand, pandas and polars in memory, PostgreSQL with indexes, and one connection per query to a PostgreSQL without.
"""

from __future__ import annotations

import argparse
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
from benchmarks import by_hand, changes, rivals
from benchmarks.exports import exports, starting
from benchmarks.measure import milliseconds, p50, p95, resident_mb, table
from benchmarks.pages import FILTERS, LOGS
from benchmarks.picture import bars
from benchmarks.rows import NOWHERE, server, warehouse_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.pages import Asked

STATUS = Path("/proc/self/status")
PICTURE = Path(__file__).parents[1] / "docs" / "performance.svg"
OURS = "Warehouse.ask"
BESIDE = (
    "By hand: plain SELECTs in DuckDB over the same relations of the same file, the filters as WHERE (benchmarks/by_hand/), both as frames. Before anything is"
    " timed, all answers are compared to 1e-9. Both take turns, so that a change of the machine's pace hits both. Target: 1.5 times."
)
LIMITS = {1_000_000: 150, 10_000_000: 500}


def side_by_side(warehouse: Warehouse, folder: Path, url: str, times: int) -> tuple[str, dict[str, float]]:
    """The Logs page's answers by every means: over all filter changes, its facets alone, and a text search."""
    rows, ours = [], None
    mine = ((OURS, lambda chosen, parts: changes.frames(warehouse, _of(parts), chosen)),)
    for name, ask in chain(mine, rivals.all_of(warehouse, folder, url)):  # one at a time: what a rival needs is there while it is measured
        often = times if name in {OURS, rivals.BY_HAND} else 1
        taken = [one for chosen in FILTERS.values() for one in milliseconds(lambda c=chosen, a=ask: a(c, rivals.PARTS), often)]
        ours = ours or p50(taken)
        facets = p50(milliseconds(lambda a=ask: a(FILTERS["a bot"], ("facets",)), often))
        found = p50(milliseconds(lambda a=ask: a(FILTERS["text"], ("newest rows",)), often))
        rows.append([name, p50(taken), p95(taken), facets, found, p50(taken) / ours])
    shown = table(["Logs page by", "p50 ms", "p95 ms", "facets ms", "text search ms", "times ours"], rows)
    return shown, {str(row[0]): float(row[1]) for row in rows}


def _of(parts: Sequence[str]) -> Asked:
    return tuple(question for part, question in zip(rivals.PARTS, LOGS, strict=True) if part in parts)


def report(folder: Path, rows: int, times: int, *, only_ours: bool) -> Iterator[str]:
    """The parts of the section of docs/performance.md for this many rows, each as soon as it is measured."""
    with server(folder) as url:
        home = warehouse_folder(folder, url, rows)
        settings = Settings(data_dir=home)
        began = time.perf_counter()
        warehouse = Warehouse.open(settings, NOWHERE)
        opened = (time.perf_counter() - began) * 1000
        try:
            events = warehouse.rows("SELECT count(*) FROM events")[0][0]
            size = (home / "warehouse.duckdb").stat().st_size / 2**20
            yield f"### Filter changes on {events:,} events (file {size:,.0f} MB, opened in {opened:.0f} ms)"
            with by_hand.connect(settings) as database:
                pages = list(changes.measured(warehouse, database, times))
            yield changes.alone(pages)
            yield (
                "A figure is a whole filter change: all questions of the page, one after another, as frames; nothing is kept from one to the next."
                f" Target: p95 at most {LIMITS.get(rows, 500)} ms. Resident memory of the process: {resident_mb(STATUS):,.0f} MB."
            )
            yield changes.beside(pages)
            yield BESIDE
            if not only_ours:
                shown, taken = side_by_side(warehouse, home, url, times)
                yield shown
                PICTURE.write_text(bars("The Logs page: a filter change on a million events, median ms", taken), encoding="utf-8")
                yield f"![The same as bars]({PICTURE.name})"
                yield from exports(warehouse, home)
        finally:
            warehouse.close()
        yield starting(home)


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
