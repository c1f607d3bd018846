"""Filter changes, page by page: what Warehouse.ask takes, beside the statements of `by_hand`, which have to give the same answers first."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from benchmarks import by_hand
from benchmarks.equality import difference
from benchmarks.measure import p50, p95, table, with_processor
from benchmarks.pages import FILTERS, UNFILTERED, anew, asked_by_tabs

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    import pandas as pd

    from alphagex_logs.filters import Filters
    from alphagex_logs.warehouse import Warehouse
    from benchmarks.pages import Asked

Taken: TypeAlias = list[tuple[float, float]]
"""Milliseconds on the clock and of the processor, a filter change each."""

AFTER_NEW_ROWS = "every page, after new rows"


class Page(NamedTuple):
    """A page's tab, how many questions it asks, and how long each filter took us and by hand."""

    name: str
    questions: int
    ours: dict[str, Taken]
    theirs: dict[str, Taken]


def measured(warehouse: Warehouse, database: duckdb.DuckDBPyConnection, times: int) -> Iterator[Page]:
    """Every page. Ends the run where the answers by hand are not ours, because then there is nothing to compare."""
    for name, asked in {**asked_by_tabs(warehouse), AFTER_NEW_ROWS: UNFILTERED}.items():
        page = Page(name, len(asked), {}, {})
        for label, chosen in FILTERS.items() if asked is not UNFILTERED else [("everything", FILTERS["everything"])]:
            _see_the_same(warehouse, database, asked, chosen, f"{name}, {label}")
            page.ours[label], page.theirs[label] = _in_turns(warehouse, database, asked, chosen, times)
        yield page


def frames(warehouse: Warehouse, asked: Asked, chosen: Filters) -> list[pd.DataFrame]:
    """The answers to all that the server is asked, one question after another."""
    return [warehouse.ask(question, chosen if "chosen_" in warehouse.sql_of(question) else None, **given) for question, given in asked]


def _see_the_same(warehouse: Warehouse, database: duckdb.DuckDBPyConnection, asked: Asked, chosen: Filters, where: str) -> None:
    answers = zip(asked, frames(warehouse, asked, anew(chosen)), by_hand.page(database, asked, chosen), strict=True)
    for (question, given), ours, theirs in answers:
        if different := difference(ours, theirs):
            raise SystemExit(f"{where}: {question} {given or ''} by hand is not ours: {different}")


def _in_turns(warehouse: Warehouse, database: duckdb.DuckDBPyConnection, asked: Asked, chosen: Filters, times: int) -> tuple[Taken, Taken]:
    """Now we first and now the others, because a machine changes its pace, and whoever comes second finds warmer caches."""
    ours: Taken = []
    theirs: Taken = []
    for turn in range(times):
        again = anew(chosen)
        ways = [(ours, lambda again=again: frames(warehouse, asked, again)), (theirs, lambda: by_hand.page(database, asked, chosen))]
        for taken, work in ways if turn % 2 else reversed(ways):
            taken.extend(with_processor(work))
    return ours, theirs


def alone(pages: list[Page]) -> str:
    """The table of what a filter change takes, and which one takes longest."""
    rows = []
    for page in pages:
        passed, busy = _parted(page.ours)
        slowest = max(page.ours, key=lambda label, page=page: p50([one for one, _ in page.ours[label]]))
        rows.append([page.name, page.questions, p50(passed), p95(passed), max(passed), p50(busy), p95(busy), slowest])
    return table(["page", "questions", "p50 ms", "p95 ms", "most ms", "processor p50 ms", "processor p95 ms", "slowest filter"], rows)


def beside(pages: list[Page]) -> str:
    """The table of both: ours, by hand, and how many times as long we take."""
    rows = []
    for page in pages:
        (passed, busy), (their_passed, their_busy) = _parted(page.ours), _parted(page.theirs)
        pairs = [(p50(passed), p50(their_passed)), (p95(passed), p95(their_passed)), (p50(busy), p50(their_busy)), (p95(busy), p95(their_busy))]
        rows.append([page.name, *chain.from_iterable((ours, theirs, ours / theirs) for ours, theirs in pairs)])
    head = [f"{of}{who}" for of in ("p50 ms", "p95 ms", "processor p50 ms", "processor p95 ms") for who in (", ours", ", by hand", ": times")]
    return table(["page", *head], rows)


def ratios(pages: list[Page]) -> dict[str, float]:
    """How many times as long as by hand the median of each page takes."""
    return {page.name: p50(_parted(page.ours)[0]) / p50(_parted(page.theirs)[0]) for page in pages}


def _parted(taken: dict[str, Taken]) -> tuple[list[float], list[float]]:
    every = [*chain.from_iterable(taken.values())]
    return [passed for passed, _ in every], [busy for _, busy in every]
