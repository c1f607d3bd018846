"""Hostile writers against a warehouse that is refreshed all the time, killed and opened again: nothing missing, stale or left over.

Two seeds of 10 s; ALPHAGEX_FAULT_SEEDS and ALPHAGEX_FAULT_SECONDS make it longer.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.hostile import TABLES, Writer
from tests.warehouse.opening import run, warehouse_of

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = int(os.environ.get("ALPHAGEX_FAULT_SEEDS", "2"))
SECONDS = float(os.environ.get("ALPHAGEX_FAULT_SECONDS", "10"))
WRITERS = 6
DERIVED = ("events", "predictions", "closed_positions")


class Refreshing:
    """The process that refreshes the warehouse in `folder`, killed and started again at a word."""

    def __init__(self, folder: Path, url: str) -> None:
        root = Path(__file__).parents[2]
        self._dots, self._complaints = folder / "refreshes", folder / "complaints"
        command = [sys.executable, str(Path(__file__).with_name("refreshing.py")), str(folder), url]
        with self._dots.open("wb") as out, self._complaints.open("wb") as err:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=err, cwd=root, env=os.environ | {"PYTHONPATH": str(root)})
        self.kills = 0

    @property
    def refreshes(self) -> int:
        return self._dots.stat().st_size

    def kill(self) -> None:
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        self.kills += 1

    def end(self) -> None:
        self._process.stdin.close()
        self.kills += 1
        assert self._process.wait(30) == 0, self._complaints.read_text()


@pytest.mark.faults
@pytest.mark.timeout(120 + 10 * SECONDS)
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_nothing_is_missing_stale_or_left_over(seed, database, tmp_path, capsys):
    refreshing = Refreshing(tmp_path, database)
    stop = threading.Event()
    writers = [Writer(database, seed * 1000 + number, stop) for number in range(WRITERS)]
    _until(lambda: refreshing.refreshes)
    for writer in writers:
        writer.start()
    try:
        _disturb(refreshing, database, random.Random(seed))
    finally:
        stop.set()
        refreshing.end()
    for writer in writers:
        writer.join()
    assert [writer.failure for writer in writers] == [None] * WRITERS
    done = sum((writer.done for writer in writers), Counter())
    verdict = _verdict(database, tmp_path)
    with capsys.disabled():
        print(f"\nseed {seed}, {SECONDS:g} s: {dict(done)}, {refreshing.refreshes} refreshes, {refreshing.kills} kills: {verdict}")  # noqa: T201  the verdict is what the run is for
    assert done["commits"] > 10 and refreshing.refreshes > 0
    assert set(verdict.values()) == {0}, verdict


def _until(reached: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)


def _disturb(refreshing: Refreshing, database: str, rng: random.Random) -> None:
    """Kill and open again, or cut the reader's connection, until the time is over."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(rng.uniform(0.05, 1.5))
        if rng.random() < 0.3:
            run(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'alphagex-sync' AND datname = current_database()")
        else:
            refreshing.kill()


def _verdict(database: str, folder: Path) -> dict[str, int]:
    """How the warehouse, opened a last time, differs from PostgreSQL, and what it derived from one that reads everything anew."""
    with warehouse_of(database, folder) as followed, warehouse_of(database, folder / "anew") as anew:
        counts = Counter({"missing": 0, "stale": 0, "ghost": 0})
        for table in TABLES:
            statement = f"SELECT id, row_version::text, event_id::text FROM {table}"
            there, here = ({row[0]: row[1:] for row in rows} for rows in (run(database, statement), followed.rows(statement)))
            counts["missing"] += len(there.keys() - here.keys())
            counts["ghost"] += len(here.keys() - there.keys())
            counts["stale"] += sum(there[key] != here[key] for key in there.keys() & here.keys())
            assert len(here) == followed.rows(f"SELECT count(*) FROM {table}")[0][0], f"{table} has a row twice"
        for relation in DERIVED:
            statement = f"SELECT * FROM {relation}"
            counts[f"{relation} that differ"] = sum((Counter(followed.rows(statement)) - Counter(anew.rows(statement))).values())
            counts[f"{relation} that lack"] = sum((Counter(anew.rows(statement)) - Counter(followed.rows(statement))).values())
        return dict(counts)
