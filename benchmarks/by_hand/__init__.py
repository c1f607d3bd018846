"""The pages' answers as an engineer writes them by hand in DuckDB: plain SELECTs over the same relations of the same file, the filters as WHERE.

Each statement of the SQL files here gives one answer that a page shows, under the name of our question. What stands in braces becomes the conditions
of the filters that are set, with parameters, as somebody types them who knows which filters that are (`conditions.py`). Nothing of ours stands between
but the file itself: no kept counts, no macros of the filters, no kept searches. What one answer of a page holds is not asked a second time, and a text
that more than one statement wants is looked for once. Where there was a choice of forms, the faster one is here.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from alphagex_logs.warehouse.connection import configuration
from benchmarks.by_hand.conditions import FOUND, MAKE_FOUND, conditions, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from alphagex_logs.filters import Filters
    from alphagex_logs.settings import Settings
    from benchmarks.pages import Asked

FOLDER = Path(__file__).parent
WIDER = {"position_pnls": "structures"}  # the answer that holds another one's rows, with more columns


@cache
def statements() -> Mapping[str, str]:
    """All statements, by the name of the question that they answer."""
    parts = (part for file in sorted(FOLDER.glob("*.sql")) for part in file.read_text(encoding="utf-8").split("-- answers: ")[1:])
    return {part.partition("\n")[0].strip(): part.partition("\n")[2].strip().removesuffix(";") for part in parts}


def connect(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A connection to the file that this process's warehouse has open: the same blocks in memory, the same threads."""
    return duckdb.connect(str(settings.warehouse_file), config=configuration(settings.memory_limit))


def page(database: duckdb.DuckDBPyConnection, asked: Asked, chosen: Filters) -> list[pd.DataFrame]:
    """The answers to all that a page asks, as frames, one statement after another."""
    found = _look_for_text(database, asked, chosen)
    frames: dict[tuple[str, str | None], pd.DataFrame] = {}
    wanted = [(question, given.get("source")) for question, given in asked]
    for question, source in sorted(wanted, key=lambda one: one in map(_wider, wanted), reverse=True):
        wider = frames.get(_wider((question, source)))
        frames[question, source] = answer(database, question, chosen, source, found=found) if wider is None else _narrowed(wider, question, source)
    return [frames[one] for one in wanted]


def answer(database: duckdb.DuckDBPyConnection, question: str, chosen: Filters, source: str | None = None, *, found: bool = False) -> pd.DataFrame:
    """The answer to one of our questions, without it."""
    sql = re.sub(r"\{([a-z_ ]+)\}", lambda name: conditions(name[1], chosen, source, found=found), statements()[question])
    return database.execute(sql, values(sql, chosen, source)).df()


def _look_for_text(database: duckdb.DuckDBPyConnection, asked: Asked, chosen: Filters) -> bool:
    """Whether the predictions that hold the text lie in a temporary table: where more than one statement wants them."""
    wanting = {question for question, _given in asked if "{predictions" in statements()[question]}
    if not chosen.text or len(wanting) < 2:
        return False
    database.execute(f"CREATE OR REPLACE TEMP TABLE {FOUND} AS {MAKE_FOUND}", values(MAKE_FOUND, chosen))
    return True


def _wider(one: tuple[str, str | None]) -> tuple[str, str | None]:
    """The question whose answer holds this one's: the same of all forecasters, or of more columns."""
    return WIDER.get(one[0], one[0]), None


def _narrowed(wider: pd.DataFrame, question: str, source: str | None) -> pd.DataFrame:
    if question in WIDER:
        return wider[["bot", "trade_day", "pnl", "risk"]]
    kept = wider[wider["source"] == source]
    return kept.assign(bot_day=kept["bot_day"].rank(method="dense").astype("int64")) if "bot_day" in kept else kept
