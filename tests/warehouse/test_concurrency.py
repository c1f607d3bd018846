"""Many people at once: random questions on many threads while rows come in, each answer the one that a single thread gets from the same version.

Ten seconds; ALPHAGEX_CONCURRENCY_SECONDS makes it longer, ALPHAGEX_CONCURRENCY_THREADS wider.
"""

from __future__ import annotations

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Category
from alphagex_logs.filters import Filters
from tests.warehouse.opening import insert, run, warehouse_of

SECONDS = float(os.environ.get("ALPHAGEX_CONCURRENCY_SECONDS", "10"))
THREADS = int(os.environ.get("ALPHAGEX_CONCURRENCY_THREADS", "8"))
QUESTIONS = {
    "facet_counts": {},
    "log_count": {},
    "overview_totals": {},
    "activity_by_day_split": {"split": "bot"},
    "log_rows": {"sort": "newest", "page": 0, "page_size": 20},
    "bots_overview": {},
    "predictions_ledger": {},
    "pnl_by_bot_and_day": {},
    "position_pnls": {},
}


def chosen_by(rng: random.Random) -> Filters:
    """Filters as a person would click them together."""
    since = datetime(2014, 1, 1, tzinfo=UTC) + timedelta(days=rng.randint(0, 1500))
    window = {"since": since, "until": since + timedelta(days=rng.choice((7, 90, 365)))} if rng.random() < 0.5 else {}
    return Filters(
        bots=tuple(rng.sample(("ARES", "ATLAS", "PHOENIX", "HERMES", "ORACLE"), rng.choice((0, 0, 1, 2)))),
        categories=tuple(rng.sample(list(Category), rng.choice((0, 0, 0, 1)))),
        tables=tuple(rng.sample(list(TABLES), rng.choice((0, 0, 0, 3)))),
        text=rng.choice(("", "", "", "condor", "%", "e")),
        **window,
    )


def ask_often(warehouse, seed, running, barrier):
    """Ask at random until the time is over: (version, question, filters, answer), from snapshots, whose version is known."""
    rng = random.Random(seed)
    answers = []
    barrier.wait()
    while running():
        question, chosen = rng.choice(list(QUESTIONS)), chosen_by(rng)
        with warehouse.snapshot() as snapshot:
            answers.append((snapshot.version, question, chosen, snapshot.ask(question, chosen, **QUESTIONS[question])))
    return answers


def feed(database, warehouse, running, kept):
    """Insert, update, delete and refresh, and keep a snapshot of every version for the single-threaded judge."""
    number = 0
    while running():
        number += 1
        insert(database, "gex_change_log", symbol="SPX", timestamp=datetime(2016, 6, 1, tzinfo=UTC) + timedelta(hours=number))
        run(database, "UPDATE oracle_predictions SET advice = 'SKIP_TODAY' WHERE id = (SELECT min(id) + %s FROM oracle_predictions)", number)
        run(database, "DELETE FROM spx_debug_logs WHERE id = (SELECT min(id) FROM spx_debug_logs)")
        assert warehouse.refresh()
        snapshot = warehouse.snapshot()
        kept[snapshot.version] = snapshot
        time.sleep(0.3)


@pytest.mark.slow
@pytest.mark.timeout(300 + 10 * SECONDS)
def test_every_answer_is_the_one_of_its_version(databases, tmp_path, capsys):
    with databases.temporary(databases.replayed()) as database, warehouse_of(database, tmp_path) as warehouse, ThreadPoolExecutor(THREADS + 1) as threads:
        first = warehouse.snapshot()
        kept = {first.version: first}
        end = time.monotonic() + SECONDS

        def running() -> bool:
            return time.monotonic() < end or len(kept) < 4

        barrier = threading.Barrier(THREADS)
        askers = [threads.submit(ask_often, warehouse, seed, running, barrier) for seed in range(THREADS)]
        threads.submit(feed, database, warehouse, running, kept).result()
        answers = [answer for asker in askers for answer in asker.result()]
        judged = [(version, *rest) for version, *rest in answers if version in kept]
        wrong = [
            (version, question, chosen) for version, question, chosen, answer in judged if kept[version].ask(question, chosen, **QUESTIONS[question]) != answer
        ]
        versions = len({version for version, *_ in judged})
        for snapshot in kept.values():
            snapshot.close()
    with capsys.disabled():
        print(f"\n{THREADS} threads, {SECONDS:g} s: {len(answers)} answers at {versions} versions, {len(judged)} judged, {len(wrong)} wrong")  # noqa: T201
    assert wrong == []
    assert versions > 1
    assert len(judged) == len(answers)
