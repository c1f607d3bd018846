"""Realistic rows by the million: `python -m benchmarks.rows FOLDER [--rows N]` makes the warehouse file that the question benchmarks ask.

The replay's rows are repeated: every copy has identities of its own (ids, decisions, positions, cycles), the second half of the copies lies five years
after the first, and copies of one day are minutes apart. So every distribution is the replay's, and the span stays ten years, however many rows.
"""

from __future__ import annotations

import argparse
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.postgres import embedded
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.replay import replay
from alphagex_logs.settings import Settings
from alphagex_logs.warehouse import Warehouse, derive, file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alphagex_logs.catalogue.model import Column, Table

IDENTITIES = {"decision_id", "position_id", "cycle_id", "leg_id", "trade_id"}
SPAN_DAYS = 1827  # five years that begin on the same day of the week
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"  # a warehouse reads PostgreSQL only when it is refreshed


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The URL of a PostgreSQL in `folder`, migrated and filled by the replay once."""
    with embedded.start(folder, durable=False) as running:
        done = folder / "replayed"
        migrate(running.url)
        if not done.exists():
            with PostgresSink(running.url) as sink:
                replay(sink)
            done.touch()
        yield running.url


def warehouse_folder(folder: Path, url: str, rows: int) -> Path:
    """The data folder of a warehouse that holds about so many rows; made when it is not there."""
    target = folder / f"warehouse-{rows}-{file.fingerprint()}"  # a file of another version would be put aside when it is opened
    done = target / "complete"
    if not done.exists():
        store = Warehouse.open(Settings(data_dir=target), url)
        store.refresh()
        replayed = store.rows("SELECT count(*) FROM events")[0][0]
        store.close()
        _multiply(target / "warehouse.duckdb", max(0, round(rows / replayed) - 1))
        done.touch()
    return target


def _multiply(file: Path, copies: int) -> None:
    with duckdb.connect(str(file)) as database:
        database.execute("BEGIN")
        for table in TABLES.values():
            database.execute(repeated(table, copies))
        for relation in ("events", "predictions", "closed_positions"):
            database.execute(f"TRUNCATE store.{relation}")
        derive.everything(database)
        database.execute("COMMIT")
        database.execute("CHECKPOINT")


def repeated(table: Table, copies: int) -> str:
    """The statement that adds so many copies of every row of a warehouse table."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    cells = ", ".join(_cell(table, column) for column in table.columns)
    store = f'store."{table.name}"'
    return f"INSERT INTO {store} ({names}) SELECT {cells} FROM {store} AS logged CROSS JOIN generate_series(1, {copies}) AS copies (copy)"


def _cell(table: Table, column: Column) -> str:
    name = f'logged."{column.name}"'
    days = f"to_days(CAST(copy % 2 * {SPAN_DAYS} AS INTEGER))"
    if column.name == "id":
        return f'{name} + copy * (SELECT max(id) FROM store."{table.name}")'
    if column.name == "event_id":
        return "uuid()"
    if column.type is Type.DATE:
        return f"CAST({name} + {days} AS DATE)"
    if column.type in {Type.TIMESTAMP, Type.TIMESTAMPTZ}:
        return f"{name} + {days} + to_seconds(copy // 2 * 7)"
    if column.name in IDENTITIES and column.type is Type.TEXT:
        return f"{name} || '-' || copy"
    if column.name in IDENTITIES:
        return f"{name} + copy * 1000000"
    if column.name == "full_decision":
        position = f"{name} ->> 'position_id'"
        other = f"coalesce(CAST(TRY_CAST({position} AS INTEGER) + copy * 1000000 AS VARCHAR), {position} || '-' || copy)"
        return f"CASE WHEN {position} IS NULL THEN {name} ELSE json_merge_patch({name}, json_object('position_id', {other})) END"
    return name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parsed = parser.parse_args()
    began = time.monotonic()
    with server(parsed.folder.absolute()) as url:
        made = warehouse_folder(parsed.folder.absolute(), url, parsed.rows)
    print(f"{made} in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
