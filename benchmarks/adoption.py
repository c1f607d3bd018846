"""How long it takes to adopt a legacy database, and how long a bot waits meanwhile: `python -m benchmarks.adoption [TABLE] [--rows N] [--folder FOLDER]`.

Makes a legacy database with that many rows in TABLE (1,000,000 in trading_decisions unless told otherwise; 20 in each of the others) on an embedded
PostgreSQL that keeps its promises (fsync on), adopts it while another connection goes on inserting into the same table, one row a transaction, and
prints how long each kind of step took and how long that connection waited. Ends with 1 when a limit is exceeded or the result is not the schema.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import psycopg2

from alphagex_logs.postgres import embedded, migrate
from alphagex_logs.postgres.drift import drift
from tests.adopt import variants
from tests.adopt.bot import Bot

LIMIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 2
VARIANT = "oracle of the module"
SHOWN = 8  # steps: those that take longest


def prepare(url: str, table: str, rows: int) -> None:
    """The legacy database, as it lies there after the bots have written for years: vacuumed, its statistics known."""
    variants.build(url, VARIANT)
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(variants.insertion(table, variants.legacy_columns(cursor)[table], variants.ROWS + 1, rows))
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_size_pretty(pg_table_size(%s))", (table,))
        print(f"{rows:,} rows of {table}, {cursor.fetchone()[0]}", flush=True)
    connection.close()


def adopted(url: str, table: str, rows: int) -> bool:
    """Adopt it beside the bot, and print what that took; whether all limits held."""
    planned, marks = [*migrate.plan(url), "our own schema"], []
    begun = time.perf_counter()
    with Bot(url, table, rows + 1) as bot:
        migrate.migrate(url, lambda done, _total, _table: marks.append((time.perf_counter(), planned[done])))
        seconds = time.perf_counter() - begun
    ends = [*(at for at, _step in marks[1:]), begun + seconds]
    for taken, step in sorted(((end - at, step) for (at, step), end in zip(marks, ends, strict=True)), reverse=True)[:SHOWN]:
        print(f"  {taken:5.1f} s  {textwrap.shorten(step, 100)}")
    ordered = sorted(bot.waits)
    print(
        f"{table}: adopted in {seconds:.1f} s; {len(ordered):,} inserts beside it, median {1000 * statistics.median(ordered):.1f} ms,"
        f" 99 % under {1000 * ordered[int(len(ordered) * 0.99)]:.0f} ms, longest {1000 * ordered[-1]:,.0f} ms",
        flush=True,
    )
    lacking = drift(url)
    print("\n".join(lacking) or "It is what the catalogue says.")
    return seconds <= LIMIT_SECONDS and ordered[-1] <= LONGEST_WAIT_SECONDS and not lacking


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="?", default="trading_decisions")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the database is made (default: a temporary folder)")
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=parsed.folder) as folder, embedded.start(Path(folder)) as server:
        prepare(server.url, parsed.table, parsed.rows)
        sys.exit(0 if adopted(server.url, parsed.table, parsed.rows) else 1)


if __name__ == "__main__":
    main()
