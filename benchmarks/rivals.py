"""The Logs page's four answers by other means: counts of every facet, how many, rows per day and category, and the newest hundred.

Each tells how many rows it found. Their columns are those of events, and the text to search, in small letters already, which we do not keep.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import polars as pl
import psycopg2
from psycopg2 import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alphagex_logs.filters import Filters

    Answer = Callable[[Filters, Sequence[str]], int]

COLUMNAR, LINES = "rival.parquet", "rival.csv"
PARTS = ("facets", "count", "per day", "newest rows")
FACETS = {"table_name": "tables", "category": "categories", "bot": "bots", "symbol": "symbols", "action": "", "outcome": "outcomes", "advice": "advice"}
SHOWN = "table_name, category, id, moment, trade_day, bot, symbol, action, probability, outcome, result, pnl, advice, summary"
INDEXES = ("moment", "bot, moment", "category, moment", "table_name, moment", "symbol, moment", "outcome, moment", "trade_day")


def all_of(folder: Path, url: str) -> Iterator[tuple[str, Answer]]:
    """Every other means with its answer to a filter change; what it needs is made when it is reached, from what `stage` wrote."""
    columnar = folder / COLUMNAR
    yield "polars in memory", partial(_polars, pl.read_parquet(columnar))
    yield "pandas in memory", partial(_pandas, pd.read_parquet(columnar))
    _into_postgres(folder, url, indexed=True)
    kept = psycopg2.connect(url)
    yield "PostgreSQL with indexes", lambda chosen, parts: _by_sql(lambda text, values: _fetched(kept, text, values), chosen, parts, "%s")
    kept.close()
    _into_postgres(folder, url, indexed=False)
    yield "a connection and a query each, no indexes", lambda chosen, parts: _by_sql(lambda text, values: _connected(url, text, values), chosen, parts, "%s")


@contextmanager
def plain(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse file's rows without us: a copy of it, opened as DuckDB opens files."""
    copied = folder / "copied.duckdb"
    shutil.copyfile(folder / "warehouse.duckdb", copied)
    try:
        with duckdb.connect(str(copied), read_only=True) as database:
            yield database
    finally:
        copied.unlink()


def stage(folder: Path) -> None:
    """Write all events for the others to read, as Parquet and as CSV."""
    texts = (f'CAST("{name}" AS VARCHAR) AS "{name}"' if name in FACETS or name == "result" else f'"{name}"' for name in SHOWN.split(", "))
    cells = ", ".join(texts).replace('"moment"', '"at" AS moment')
    rows = f'SELECT {cells}, lower(concat_ws(chr(10), summary, action, symbol, outcome, advice)) AS haystack FROM events ORDER BY "at"'
    with plain(folder) as database:
        database.execute(f"COPY ({rows}) TO '{folder / COLUMNAR}' (FORMAT parquet)")
        database.execute(f"COPY (FROM '{folder / COLUMNAR}') TO '{folder / LINES}' (FORMAT csv, HEADER false)")


def _where(chosen: Filters, mark: str, without: str = "") -> tuple[str, list[object]]:
    conditions, values = ["true"], []
    for column, name in FACETS.items():
        wanted = list(getattr(chosen, name)) if name else []
        if wanted and column != without:
            conditions.append(f"{column} IN ({', '.join([mark] * len(wanted))})")
            values += wanted
    for condition, value in ((f"moment >= {mark}", chosen.since), (f"moment < {mark}", chosen.until)):
        if value is not None:
            conditions.append(condition)
            values.append(value.replace(tzinfo=None))
    if chosen.text:
        conditions.append(f"haystack LIKE {mark}")
        values.append(f"%{chosen.text.lower()}%")
    return " AND ".join(conditions), values


def _by_sql(ask: Callable[[str, list[object]], list[tuple]], chosen: Filters, parts: Sequence[str], mark: str) -> int:
    for column in FACETS if "facets" in parts else ():
        where, values = _where(chosen, mark, without=column)
        ask(f"SELECT {column}, count(*) FROM events WHERE {where} GROUP BY {column} ORDER BY 2 DESC LIMIT 200", values)
    where, values = _where(chosen, mark)
    statements = {
        "count": f"SELECT count(*) FROM events WHERE {where}",
        "per day": f"SELECT trade_day, category, count(*) FROM events WHERE {where} GROUP BY trade_day, category ORDER BY 1, 2",
        "newest rows": f"SELECT {SHOWN} FROM events WHERE {where} ORDER BY moment DESC LIMIT 100",
    }
    answers = {part: ask(statement, values) for part, statement in statements.items() if part in parts}
    return answers["count"][0][0] if "count" in answers else 0


def _fetched(connection, text: str, values: list[object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


def _connected(url: str, text: str, values: list[object]) -> list[tuple]:
    connection = psycopg2.connect(url)
    try:
        return _fetched(connection, text, values)
    finally:
        connection.close()


def _into_postgres(folder: Path, url: str, *, indexed: bool) -> None:
    kinds = {"id": "bigint", "moment": "timestamp", "trade_day": "date", "probability": "double precision", "pnl": "numeric(18,2)"}
    columns = ", ".join(f"{name} {kinds.get(name, 'text')}" for name in [*SHOWN.split(", "), "haystack"])
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor, (folder / LINES).open() as lines:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS events; CREATE TABLE events ({})").format(sql.SQL(columns)))
            cursor.copy_expert("COPY events FROM STDIN (FORMAT csv)", lines)
            for number, index in enumerate(INDEXES if indexed else ()):
                cursor.execute(sql.SQL("CREATE INDEX {} ON events ({})").format(sql.Identifier(f"rival_{number}"), sql.SQL(index)))
        connection.commit()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE events")
    finally:
        connection.close()


def _pandas(rows: pd.DataFrame, chosen: Filters, parts: Sequence[str]) -> int:
    def mask(without: str = "") -> pd.Series:
        kept = pd.Series(True, index=rows.index)
        for column, name in FACETS.items():
            if name and getattr(chosen, name) and column != without:
                kept &= rows[column].isin(getattr(chosen, name))
        kept &= rows["moment"] >= pd.Timestamp(chosen.since.replace(tzinfo=None)) if chosen.since else True
        kept &= rows["moment"] < pd.Timestamp(chosen.until.replace(tzinfo=None)) if chosen.until else True
        return kept & rows["haystack"].str.contains(chosen.text.lower(), regex=False) if chosen.text else kept

    for column in FACETS if "facets" in parts else ():
        rows.loc[mask(column), column].value_counts(dropna=False)
    left = rows[mask()] if {*parts} != {"facets"} else rows
    if "per day" in parts:
        left.groupby(["trade_day", "category"]).size()
    if "newest rows" in parts:
        left.nlargest(100, "moment")
    return len(left)


def _polars(rows: pl.DataFrame, chosen: Filters, parts: Sequence[str]) -> int:
    def kept(without: str = "") -> pl.LazyFrame:
        left = rows.lazy()
        for column, name in FACETS.items():
            if name and getattr(chosen, name) and column != without:
                left = left.filter(pl.col(column).is_in(list(getattr(chosen, name))))
        left = left.filter(pl.col("moment") >= chosen.since.replace(tzinfo=None)) if chosen.since else left
        left = left.filter(pl.col("moment") < chosen.until.replace(tzinfo=None)) if chosen.until else left
        return left.filter(pl.col("haystack").str.contains(chosen.text.lower(), literal=True)) if chosen.text else left

    answers = [kept(column).group_by(column).len().sort("len", descending=True) for column in FACETS if "facets" in parts]
    whole = {
        "count": kept().select(pl.len()),
        "per day": kept().group_by("trade_day", "category").len().sort("trade_day", "category"),
        "newest rows": kept().top_k(100, by="moment"),
    }
    found = pl.collect_all([*answers, *(answer for part, answer in whole.items() if part in parts)])
    return found[len(answers)].item() if "count" in parts else 0
