"""Writers that commit late, roll back, change and delete at random, while the warehouse follows: at the end it holds what PostgreSQL holds."""

from __future__ import annotations

import os
import random
import threading
import time

import psycopg2
import pytest

from tests.warehouse.opening import connected, run, warehouse_of

SECONDS = float(os.environ.get("ALPHAGEX_FAULT_SECONDS", "5"))
WRITERS = 4
CONTENT = "SELECT id, symbol, current_gex, row_version FROM gex_change_log ORDER BY id"


class Writer(threading.Thread):
    """Transactions of one to six changes, a third of them left open for up to a second, some rolled back to a savepoint or whole."""

    def __init__(self, url, seed, stop):
        super().__init__()
        self.url, self.random, self.stop, self.failure = url, random.Random(seed), stop, None

    def run(self):
        try:
            with connected(self.url) as connection:
                while not self.stop.is_set():
                    self.transaction(connection)
        except psycopg2.Error as error:
            self.failure = error

    def transaction(self, connection):
        cursor = connection.cursor()
        cursor.execute("SELECT pg_current_xact_id()")
        for _ in range(self.random.randint(1, 6)):
            if self.random.random() < 0.3:
                cursor.execute("SAVEPOINT here")
                self.change(cursor)
                cursor.execute(self.random.choice(["ROLLBACK TO here", "RELEASE here"]))
            else:
                self.change(cursor)
        time.sleep(self.random.choice([0, 0, self.random.random()]))
        self.random.choice([connection.commit] * 5 + [connection.rollback])()

    def change(self, cursor):
        some = "(SELECT id FROM gex_change_log ORDER BY random() LIMIT 2 FOR UPDATE SKIP LOCKED)"
        cursor.execute(
            self.random.choices(
                [
                    "INSERT INTO gex_change_log (symbol, current_gex) SELECT 'S' || (random() * 9)::int, random() FROM generate_series(1, 5)",
                    f"UPDATE gex_change_log SET current_gex = random() WHERE id IN {some}",
                    f"DELETE FROM gex_change_log WHERE id IN {some}",
                ],
                weights=[6, 3, 1],
            )[0]
        )


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(int(os.environ.get("ALPHAGEX_FAULT_SEEDS", "1"))))
def test_nothing_is_missing_stale_or_left_over(database, tmp_path, seed):
    stop = threading.Event()
    writers = [Writer(database, seed * 100 + number, stop) for number in range(WRITERS)]
    with warehouse_of(database, tmp_path) as warehouse:
        for writer in writers:
            writer.start()
        refreshes = follow(warehouse, SECONDS)
        stop.set()
        for writer in writers:
            writer.join()
        warehouse.refresh()
        expected = run(database, CONTENT.replace("row_version", "row_version::text::bigint"))
        assert [writer.failure for writer in writers] == [None] * WRITERS
        assert warehouse.rows(CONTENT) == expected
        assert warehouse.rows("SELECT id, symbol FROM events ORDER BY id") == [(key, symbol) for key, symbol, *_ in expected]
        assert len(expected) > 100
        assert refreshes > 5


def follow(warehouse, seconds):
    """Refresh for so long; how often something had changed."""
    end, changed = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        changed += warehouse.refresh()
    return changed
