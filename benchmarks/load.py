"""How long the rows take from PostgreSQL: `python -m benchmarks.load FOLDER [--rows N]`, 1,000,000 rows of oracle_predictions unless told otherwise.

The floor is COPY in binary form, read and thrown away, of the same rows in the same run. pandas.read_sql reads them all, which takes 4 GB of memory for a
million; polars.read_database reads a tenth of them, and its time is multiplied by ten. DuckDB by hand reads what COPY has written to a file as CSV, and
keeps the rows alone.
"""

from __future__ import annotations

import argparse
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import polars as pl
import psycopg2
from psycopg2 import sql
from sqlalchemy import create_engine

from alphagex_logs.catalogue import ORACLE_PREDICTIONS
from alphagex_logs.catalogue.model import Type
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Refresher, Warehouse
from benchmarks.measure import milliseconds, p50, resident_mb, table
from benchmarks.rows import server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEW = 10_000
LOADS = 3
KEYS = """SELECT conname, relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid LEFT JOIN pg_constraint ON conindid = indexrelid
    WHERE indrelid = 'oracle_predictions'::regclass AND indisunique AND NOT indisprimary AND indnkeyatts > 1"""
STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds of a load, without and with what is derived from its rows; seconds of processor time; and by how many MB memory grew at most."""

    raw: float
    told: float
    processor: float
    grown: float


class Nowhere:
    """A file that takes everything and keeps nothing."""

    def write(self, block: bytes) -> int:
        return len(block)


def seconds(work) -> float:
    return milliseconds(work)[0] / 1000


@contextmanager
def database(url: str, rows: int) -> Iterator[str]:
    """A database of its own with so many predictions: the replay's, repeated. Its key of one per bot and day is dropped for that.

    It is a copy of one that stays in the folder, so that only the first run fills it.
    """
    name, kept, filling = "load_benchmark", f"predictions_{rows}", "filling_predictions"
    own = url.replace("/alphagex?", f"/{name}?")
    if not _run(url, "SELECT 1 FROM pg_database WHERE datname = %s", kept):
        _administer(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", filling)
        _administer(url, "CREATE DATABASE {}", filling)
        _fill(url, url.replace("/alphagex?", f"/{filling}?"), rows)
        _administer(url, "ALTER DATABASE {} RENAME TO {}", filling, kept)
    _administer(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _administer(url, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, kept)
    try:
        yield own
    finally:
        _administer(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _administer(url: str, statement: str, *names: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    connection.close()


def _run(url: str, statement: str, *values: object) -> list[tuple]:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        found = cursor.fetchall() if cursor.description else []
    connection.close()
    return found


def _columns(days: int = 0) -> str:
    """The columns that a copy of a row has from it, its moments so many days later."""
    own = {"id", "event_id", "row_version"}
    moments = {Type.DATE, Type.TIMESTAMP, Type.TIMESTAMPTZ}
    return ", ".join(
        f"\"{column.name}\" + {days} * INTERVAL '1 day'" if days and column.type in moments else f'"{column.name}"'
        for column in ORACLE_PREDICTIONS.columns
        if column.name not in own
    )


def _fill(source: str, target: str, rows: int) -> None:
    migrate(target)
    for constraint, index in _run(target, KEYS):
        _run(target, f'ALTER TABLE oracle_predictions DROP CONSTRAINT "{constraint}"' if constraint else f'DROP INDEX "{index}"')
    _copy(source, target)
    (original,) = _run(target, "SELECT count(*) FROM oracle_predictions")[0]
    insert = f"INSERT INTO oracle_predictions ({_columns()}) SELECT {_columns()} FROM oracle_predictions CROSS JOIN generate_series(1, %s)"
    _run(target, insert, -(-rows // original) - 1)
    _run(target, "ANALYZE oracle_predictions")


def _copy(source: str, target: str) -> None:
    pipe = Path("/tmp") / "replayed_predictions.copy"
    with psycopg2.connect(source) as there, psycopg2.connect(target) as here:
        with pipe.open("wb") as file:
            there.cursor().copy_expert(f"COPY (SELECT {_columns()} FROM oracle_predictions) TO STDOUT (FORMAT binary)", file)
        with pipe.open("rb") as file:
            here.cursor().copy_expert(f"COPY oracle_predictions ({_columns()}) FROM STDIN (FORMAT binary)", file)
    pipe.unlink()


def floor(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.cursor().copy_expert("COPY oracle_predictions TO STDOUT (FORMAT binary)", Nowhere())
    connection.close()


def by_pandas(url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg2:", 1))
    pd.read_sql("SELECT * FROM oracle_predictions", engine)
    engine.dispose()


def by_polars(url: str, rows: int) -> None:
    """Documents as text: polars gives a column one type, and documents differ."""
    names = ", ".join(f'"{column.name}"{"::text" * (column.type is Type.JSONB)}' for column in ORACLE_PREDICTIONS.columns)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg2:", 1))
    pl.read_database(f"SELECT {names} FROM oracle_predictions LIMIT {rows}", engine, infer_schema_length=None)
    engine.dispose()


def by_duckdb(url: str, folder: Path) -> None:
    """COPY to a file, and the file into a table; the types are guessed from the text, as `read_csv` does."""
    text, database = folder / "copied.csv", folder / "copied.duckdb"
    with psycopg2.connect(url) as connection, text.open("wb") as file:
        connection.cursor().copy_expert("COPY oracle_predictions TO STDOUT (FORMAT csv, HEADER)", file)
    connection.close()
    with duckdb.connect(str(database)) as made:
        made.execute("CREATE TABLE copied AS FROM read_csv($1, header = true)", [str(text)])
    text.unlink()
    database.unlink()


def report(folder: Path, rows: int) -> Iterator[str]:
    """The section of docs/performance.md, part by part. Loads and floors take turns, because a machine changes its pace, and medians are compared."""
    with server(folder) as replayed, database(replayed, rows) as url:
        (there,) = _run(url, "SELECT count(*) FROM oracle_predictions")[0]
        floors, loads, grown = [seconds(lambda: floor(url))], [], 0.0
        for turn in range(LOADS):
            warehouse, load = _load(url, folder / "loaded")
            loads.append(load)
            grown = max(grown, load.grown)
            floors.append(seconds(lambda: floor(url)))
            if turn < LOADS - 1:
                warehouse.close()
        copied, raw, loaded = median(floors), median(load.raw for load in loads), median(load.told for load in loads)
        selected = seconds(lambda: by_pandas(url))
        framed = seconds(lambda: by_polars(url, there // 10)) * 10
        read = seconds(lambda: by_duckdb(url, folder))
        yield f"### First load of {there:,} oracle_predictions"
        yield table(
            ["by", "seconds", "times the floor", "target"],
            [
                [f"COPY binary, thrown away (the floor, median of {len(floors)})", copied, 1.0, ""],
                [f"Warehouse.refresh: the rows, typed and committed, as the others have them (median of {LOADS})", raw, raw / copied, "1.7"],
                ["Warehouse.refresh: and the events, counts and predictions made of them", loaded, loaded / copied, ""],
                [
                    "pandas.read_sql",
                    selected,
                    selected / copied,
                    f"{selected / raw:.1f} times our rows (10), {selected / loaded:.1f} with what is made of them",
                ],
                ["polars.read_database, a tenth of the rows, times ten", framed, framed / copied, f"{framed / raw:.1f} times our rows"],
                ["DuckDB by hand: COPY to a CSV file, read_csv into a table; the rows alone", read, read / copied, f"{read / raw:.1f} times our rows"],
            ],
        )
        taken = ", ".join(f"{load.told:.1f} ({load.processor:.1f} of processor time)" for load in loads)
        yield f"Floors: {', '.join(f'{each:.1f}' for each in floors)} s; loads between them: {taken} s."
        yield f"Memory grew by at most {grown:,.0f} MB while loading (target 500)."
        yield from _more(warehouse, url)
        warehouse.close()


def _load(url: str, home: Path) -> tuple[Warehouse, Load]:
    """Load everything into a new warehouse; how long that took."""
    shutil.rmtree(home, ignore_errors=True)
    before = resident_mb(STATUS)
    STATUS.with_name("clear_refs").write_text("5")  # VmHWM starts anew
    warehouse = Warehouse.open(Settings(data_dir=home), url)
    told: list[tuple[str, float]] = []
    processor = time.process_time()
    loaded = seconds(lambda: warehouse.refresh(lambda _done, _total, label: told.append((label, time.perf_counter()))))
    processor = time.process_time() - processor
    landed, derived = (moment for label, moment in told if label == "events")
    raw = loaded - (derived - landed)
    peak = int(next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return warehouse, Load(raw, loaded, processor, peak - before)


def _more(warehouse: Warehouse, url: str) -> Iterator[str]:
    """What comes later: new rows of new days, new rows of days that all the other rows share, and nothing."""
    rows = []
    for label, days in ((f"{NEW:,} new rows, of new days", 1827), (f"{NEW:,} new rows, of all old days", 0)):
        taken = []
        for _ in range(5):
            _run(url, f"INSERT INTO oracle_predictions ({_columns()}) SELECT {_columns(days)} FROM oracle_predictions ORDER BY id LIMIT {NEW}")
            taken += milliseconds(warehouse.refresh)
        rows.append([label, p50(taken), max(taken), "300"])
    idle = milliseconds(warehouse.refresh, 50)
    rows.append(["nothing new", p50(idle), max(idle), "20"])
    rows.append(["a new row until it is there, asked once a second", *_fresh(warehouse, url), "2,000"])
    for label, work in (("compared by buckets", warehouse.reconcile), ("compared cell by cell", lambda: warehouse.reconcile(cells=True))):
        rows.append([label, *milliseconds(work) * 2, ""])
    yield "### Afterwards\n\n" + table(["what", "p50 ms", "max ms", "target ms"], rows)


def _fresh(warehouse: Warehouse, url: str) -> tuple[float, float]:
    refresher = Refresher(warehouse, 1.0)
    refresher.start()
    taken = []
    for _ in range(5):
        known = warehouse.version
        _run(url, f"INSERT INTO oracle_predictions ({_columns()}) SELECT {_columns()} FROM oracle_predictions ORDER BY id LIMIT 1")
        taken += milliseconds(lambda known=known: _until(lambda: warehouse.version > known))
    refresher.stop()
    return p50(taken), max(taken)


def _until(reached: Callable[[], bool]) -> None:
    while not reached():
        time.sleep(0.005)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parsed = parser.parse_args()
    began = time.monotonic()
    for part in report(parsed.folder.absolute(), parsed.rows):
        print(part, end="\n\n", flush=True)
    print(f"{time.monotonic() - began:.0f} s in all")


if __name__ == "__main__":
    main()
