"""Many people at once: sessions that change filters at random while rows come in, each page the one that a single thread gets from the same version.

Half a minute of fifty sessions, half of which ask as pages do, and half through snapshots; ALPHAGEX_CONCURRENCY_SECONDS makes it longer,
ALPHAGEX_CONCURRENCY_THREADS wider.
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Category
from alphagex_logs.filters import Filters
from alphagex_logs.warehouse import questions
from alphagex_logs.warehouse.warehouse import _plain
from benchmarks.measure import resident_mb
from tests.warehouse.opening import insert, run, warehouse_of

SECONDS = float(os.environ.get("ALPHAGEX_CONCURRENCY_SECONDS", "30"))
THREADS = int(os.environ.get("ALPHAGEX_CONCURRENCY_THREADS", "50"))
STATUS = Path("/proc/self/status")
VERSIONS = 30  # so many refreshes at most, however long it takes: each is kept for the judge
JUDGED = int(2 * SECONDS)  # so many pages are opened again by a single thread
PAGES = {
    "overview": {"overview_totals": {}, "activity_by_day": {}, "bots_overview": {}},
    "logs": {
        "facet_counts": {},
        "log_count": {},
        "activity_by_day_split": {"split": "bot"},
        "log_rows": {"sort": "newest", "page": 0, "page_size": 20},
    },
    "predictions": {"predictions_ledger": {}, "calibration_cells": {"source": "oracle"}, "stakes": {"source": "oracle"}},
    "pnl": {"pnl_totals": {}, "pnl_by_bot_and_day": {}, "position_pnls": {}},
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


def page_of(snapshot, page, chosen):
    """All answers of a page, as a digest: a long run would not keep them all."""
    answers = [snapshot.ask(question, chosen, **parameters) for question, parameters in PAGES[page].items()]
    return digest(repr(answers))


def screen_of(ask, page, chosen):
    """All frames of a page as `ask` gives them, as a digest; sums of floats depend on the order of rows in their last digits."""
    frames = [ask(question, chosen, **parameters) for question, parameters in PAGES[page].items()]
    return digest("".join(frame.to_csv(float_format="%.9g") for frame in frames))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def framed(snapshot):
    """What `Warehouse.ask` would answer at the version of a snapshot, without what it keeps of searches."""

    def ask(question, chosen, **parameters):
        return _plain(snapshot._cursor.execute(*questions.prepared(question, chosen, parameters)).df())

    return ask


def look_often(warehouse, seed, choices, running, barrier):
    """Open pages at random until the time is over: (version, page, filters, whether by a snapshot, digest), where the version is known."""
    rng = random.Random(seed)
    seen = []
    barrier.wait()
    while running():
        page, chosen = rng.choice(list(PAGES)), rng.choice(choices)
        if seed % 2:
            with warehouse.snapshot() as snapshot:
                seen.append((snapshot.version, page, chosen, True, page_of(snapshot, page, chosen)))
        else:
            before, found, after = version_of(warehouse), screen_of(warehouse.ask, page, chosen), version_of(warehouse)
            if before == after:
                seen.append((before, page, chosen, False, found))
    return seen


def version_of(warehouse):
    return warehouse.rows("SELECT version FROM store.state")[0][0]


def watch(running):
    """The resident memory in MB after a third of the time, when everything has been asked once, and at the end."""
    time.sleep(SECONDS / 3)
    early = resident_mb(STATUS)
    while running():
        time.sleep(0.2)
    return early, resident_mb(STATUS)


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
        time.sleep(max(0.3, SECONDS / VERSIONS))


@pytest.mark.slow
@pytest.mark.timeout(300 + 10 * SECONDS)
def test_every_answer_is_the_one_of_its_version(databases, loaded, tmp_path, capsys):
    with (
        databases.temporary(databases.replayed()) as database,
        warehouse_of(database, loaded(tmp_path)) as warehouse,
        ThreadPoolExecutor(THREADS + 2) as threads,
    ):
        first = warehouse.snapshot()
        kept = {first.version: first}
        end = time.monotonic() + SECONDS

        def running() -> bool:
            return time.monotonic() < end or len(kept) < 4

        barrier = threading.Barrier(THREADS)
        choices = [chosen_by(random.Random(seed)) for seed in range(40)]
        lookers = [threads.submit(look_often, warehouse, seed, choices, running, barrier) for seed in range(THREADS)]
        resident = threads.submit(watch, running)
        threads.submit(feed, database, warehouse, running, kept).result()
        seen = [one for looker in lookers for one in looker.result()]
        judged = random.Random(0).sample(seen, min(len(seen), JUDGED))
        right = {
            (version, page, chosen, whole): page_of(kept[version], page, chosen) if whole else screen_of(framed(kept[version]), page, chosen)
            for version, page, chosen, whole in {one[:4] for one in judged}
        }
        wrong = [one[:4] for one in judged if right[one[:4]] != one[4]]
        versions = len({version for version, *_ in judged})
        for snapshot in kept.values():
            snapshot.close()
    early, late = resident.result()
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{THREADS} sessions, {SECONDS:g} s: {len(seen)} pages at {versions} versions, {len(judged)} judged, {len(wrong)} wrong;"
            f" {early:,.0f} MB of memory after a third, {late:,.0f} MB at the end"
        )
    assert wrong == []
    assert versions > 1
    assert len({one[3] for one in judged}) == 2
    assert late < early * 1.25 + 100  # the versions that are kept for the judge, and no more
