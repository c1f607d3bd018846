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
from benchmarks.exports import exports
from benchmarks.footprint import footprints, ours_alone
from benchmarks.measure import milliseconds, p50, p95, resident_mb, table
from benchmarks.pages import FILTERS, LOGS, anew
from benchmarks.picture import picture
from benchmarks.rows import NOWHERE, server, warehouse_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb
    import pandas as pd

    from benchmarks.pages import Asked

STATUS = Path("/proc/self/status")
PICTURE = Path(__file__).parents[1] / "docs" / "performance.svg"
OURS, BY_HAND = "Warehouse.ask", "DuckDB by hand"
WHOLE = (
    "A figure is a whole filter change: all questions of the page, one after another, as frames; nothing is kept from one change to the next."
    " Target: p95 at most {limit} ms. Resident memory of the process: {memory:,.0f} MB."
)
BESIDE = (
    "By hand: plain SELECTs in DuckDB over the same relations of the same file, the filters as WHERE (benchmarks/by_hand/), both as frames. Before anything is"
    " timed, all answers are compared to 1e-9. Both take turns, so that a change of the machine's pace hits both. Target: 1.5 times."
)
LIMITS = {1_000_000: 150, 10_000_000: 500}


def side_by_side(warehouse: Warehouse, database: duckdb.DuckDBPyConnection, folder: Path, url: str, times: int) -> tuple[str, dict[str, float]]:
    """The Logs page's answers by every means: over all filter changes, its facets alone, and a text search."""
    rivals.stage(folder)
    ours = (OURS, lambda chosen, parts: _found(changes.frames(warehouse, _of(parts), anew(chosen)), parts))
    by_hand_too = (BY_HAND, lambda chosen, parts: _found(by_hand.page(database, _of(parts), chosen), parts))
    counts = {name: int(warehouse.ask("log_count", chosen)["records"].iloc[0]) for name, chosen in FILTERS.items()}
    rows: list[list[object]] = []
    others = chain((ours, by_hand_too), rivals.all_of(folder, url))
    while True:  # one at a time: what a rival needs is made when it is reached, and is there while it is measured
        began = time.perf_counter()
        name, ask = next(others, ("", None))
        if ask is None:
            return _side_by_side(rows)
        ready = time.perf_counter() - began
        if differing := [label for label, chosen in FILTERS.items() if ask(chosen, ("count",)) != counts[label]]:
            raise SystemExit(f"{name} finds other rows than we do: {', '.join(differing)}")
        often = times if name in {OURS, BY_HAND} else 1
        taken = [one for chosen in FILTERS.values() for one in milliseconds(lambda c=chosen, a=ask: a(c, rivals.PARTS), often)]
        facets = p50(milliseconds(lambda a=ask: a(FILTERS["a bot"], ("facets",)), often))
        found = p50(milliseconds(lambda a=ask: a(FILTERS["text"], ("newest rows",)), often))
        rows.append([name, ready if name not in {OURS, BY_HAND} else "", p50(taken), p95(taken), facets, found])


def _side_by_side(rows: list[list[object]]) -> tuple[str, dict[str, float]]:
    head = ["Logs page by", "made ready s", "p50 ms", "p95 ms", "facets ms", "text search ms", "times ours"]
    medians = {str(row[0]): float(str(row[2])) for row in rows}
    return table(head, [[*row, medians[str(row[0])] / medians[OURS]] for row in rows]), medians


def _found(answers: list[pd.DataFrame], parts: Sequence[str]) -> int:
    return int(answers[parts.index("count")]["records"].iloc[0]) if "count" in parts else 0


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
                yield WHOLE.format(limit=LIMITS.get(rows, 500), memory=resident_mb(STATUS))
                yield changes.beside(pages)
                yield BESIDE
                if not only_ours:
                    yield from _pictured(pages, *side_by_side(warehouse, database, home, url, times))
                    yield exports(warehouse, home, url)
        finally:
            warehouse.close()
        yield ours_alone(home) if only_ours else footprints(home, url)


def _pictured(pages: Sequence[changes.Page], shown: str, medians: Mapping[str, float]) -> Iterator[str]:
    yield shown
    PICTURE.write_text(picture(medians, changes.ratios(pages)), encoding="utf-8")
    yield f"![The Logs page by each means, and each page beside DuckDB by hand, as bars]({PICTURE.name})"


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
