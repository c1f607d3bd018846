"""How long the rows take from PostgreSQL: `python -m benchmarks.load FOLDER [--rows N]`, 1,000,000 rows of oracle_predictions unless told otherwise.

The floor is COPY in binary form, read and thrown away, of the same rows in the same run. pandas.read_sql reads a sample, and its time is scaled to all rows.
"""

from __future__ import annotations

import argparse
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import psycopg2
from psycopg2 import sql
from sqlalchemy import create_engine

from alphagex_logs.catalogue import ORACLE_PREDICTIONS
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse
from benchmarks.measure import milliseconds, p50, resident_mb, table
from benchmarks.rows import server

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = 20_000
NEW = 10_000
KEYS = """SELECT conname, relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid LEFT JOIN pg_constraint ON conindid = indexrelid
    WHERE indrelid = 'oracle_predictions'::regclass AND indisunique AND NOT indisprimary AND indnkeyatts > 1"""
STATUS = Path("/proc/self/status")


class Nowhere:
    """A file that takes everything and keeps nothing."""

    def write(self, block: bytes) -> int:
        return len(block)


def seconds(work) -> float:
    return milliseconds(work)[0] / 1000


@contextmanager
def database(url: str, rows: int) -> Iterator[str]:
    """A database of its own with so many predictions: the replay's, repeated. Its key of one per bot and day is dropped for that."""
    name = "load_benchmark"
    own = url.replace("/alphagex?", f"/{name}?")
    _administer(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _administer(url, "CREATE DATABASE {}", name)
    try:
        migrate(own)
        _fill(url, own, rows)
        yield own
    finally:
        _administer(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _administer(url: str, statement: str, name: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(sql.SQL(statement).format(sql.Identifier(name)))
    connection.close()


def _run(url: str, statement: str, *values: object) -> list[tuple]:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        found = cursor.fetchall() if cursor.description else []
    connection.close()
    return found


def _columns() -> str:
    own = {"id", "event_id", "row_version"}
    return ", ".join(f'"{column.name}"' for column in ORACLE_PREDICTIONS.columns if column.name not in own)


def _fill(source: str, target: str, rows: int) -> None:
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
    pd.read_sql(f"SELECT * FROM oracle_predictions LIMIT {SAMPLE}", engine)
    engine.dispose()


def report(folder: Path, rows: int) -> Iterator[str]:
    """The section of docs/performance.md, part by part."""
    with server(folder) as replayed, database(replayed, rows) as url:
        (there,) = _run(url, "SELECT count(*) FROM oracle_predictions")[0]
        home = folder / "loaded"
        shutil.rmtree(home, ignore_errors=True)
        copied = min(seconds(lambda: floor(url)) for _ in range(2))
        before = resident_mb(STATUS)
        STATUS.with_name("clear_refs").write_text("5")  # VmHWM starts anew
        warehouse = Warehouse.open(Settings(data_dir=home), url)
        loaded = seconds(warehouse.refresh)
        peak = int(next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
        sampled = seconds(lambda: by_pandas(url)) * there / SAMPLE
        yield f"### First load of {there:,} oracle_predictions"
        yield table(
            ["by", "seconds", "times the floor"],
            [
                ["COPY binary, thrown away (the floor)", copied, 1.0],
                ["Warehouse.refresh, events and predictions derived", loaded, loaded / copied],
                [f"pandas.read_sql, {SAMPLE:,} rows scaled", sampled, sampled / copied],
            ],
        )
        yield f"Memory grew by at most {peak - before:,.0f} MB while loading. Target: 1.7 times the floor, a tenth of pandas, 500 MB."
        yield from _more(warehouse, url)
        warehouse.close()


def _more(warehouse: Warehouse, url: str) -> Iterator[str]:
    insert = f"INSERT INTO oracle_predictions ({_columns()}) SELECT {_columns()} FROM oracle_predictions LIMIT {NEW}"
    taken = []
    for _ in range(5):
        _run(url, insert)
        taken += milliseconds(warehouse.refresh)
    idle = milliseconds(warehouse.refresh, 50)
    counted, cells = seconds(warehouse.reconcile), seconds(lambda: warehouse.reconcile(cells=True))
    yield f"### Afterwards\n\n{NEW:,} new rows: p50 {p50(taken):,.0f} ms, at most {max(taken):,.0f} ms (target 300). Nothing new: p50 {p50(idle):.1f} ms."
    yield f"Comparing with PostgreSQL: by buckets {counted:.1f} s, cell by cell {cells:.1f} s."


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
