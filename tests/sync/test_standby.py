"""A dashboard that reads from a hot standby, and one whose database fails over to a standby that had not received everything."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack

import pytest

from alphagex_logs.postgres import cluster, embedded
from alphagex_logs.postgres.migrate import migrate
from tests.sync.test_hostile_writers import CONTENT, Writer, follow
from tests.warehouse.opening import connected, run, warehouse_of

SECONDS = 3.0
EXPECTED = CONTENT.replace("row_version", "row_version::text::bigint")
ONE = "INSERT INTO gex_change_log (symbol, current_gex) VALUES (%s, 1)"


class Pair:
    """A primary and its hot standby: two servers, each in a folder of its own."""

    def __init__(self, folder, stack):
        self.folder = folder
        self.primary = stack.enter_context(embedded.start(folder / "primary", durable=False))
        migrate(self.primary.url)
        self._copy()
        self.standby = stack.enter_context(embedded.start(folder / "standby", durable=False))

    def _copy(self):
        target = self.folder / "standby" / "postgres"
        target.mkdir(parents=True, mode=0o700)
        cluster._hand_over(target)
        options = ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync", f"--pgdata={target}"]
        sockets = cluster.listening_at(self.folder / "primary" / "postgres")
        done = cluster._run("pg_basebackup", f"--host={sockets}", f"--username={cluster.SUPERUSER}", *options)
        assert done.returncode == 0, done.stderr

    def catch_up(self):
        """Wait until the standby has everything that the primary had when this was called."""
        (written,) = run(self.primary.url, "SELECT pg_current_wal_insert_lsn()::text")[0]
        deadline = time.monotonic() + 60
        while not run(self.standby.url, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", written)[0][0]:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def cut_off(self):
        """From here on the standby receives nothing."""
        with connected(self.standby.url) as connection:
            connection.autocommit = True
            connection.cursor().execute("ALTER SYSTEM SET primary_conninfo = ''")
            connection.cursor().execute("SELECT pg_reload_conf()")
        deadline = time.monotonic() + 30
        while run(self.standby.url, "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'") != [(0,)]:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def fail_over(self):
        """The primary is gone; the standby takes writes."""
        self.primary.stop()
        assert run(self.standby.url, "SELECT pg_promote()") == [(True,)]


@pytest.fixture
def pair(tmp_path_factory):
    with ExitStack() as stack:
        yield Pair(tmp_path_factory.mktemp("pair"), stack)


def test_a_reader_of_a_standby_has_every_row_and_follows_when_it_becomes_the_primary(pair, tmp_path):
    with warehouse_of(pair.standby.url, tmp_path) as warehouse:
        with connected(pair.primary.url) as late:
            late.cursor().execute(ONE, ["late"])
            run(pair.primary.url, ONE, "early")
            pair.catch_up()
            warehouse.refresh()
            assert symbols(warehouse) == ["early"]
            late.commit()
        pair.catch_up()
        warehouse.refresh()
        assert symbols(warehouse) == ["early", "late"]

        hostile(pair.primary.url, warehouse)
        pair.catch_up()
        warehouse.refresh()
        assert warehouse.rows(CONTENT) == run(pair.primary.url, EXPECTED)

        pair.fail_over()
        run(pair.standby.url, ONE, "promoted")
        warehouse.refresh()
        assert warehouse.rows(CONTENT) == run(pair.standby.url, EXPECTED)


def test_what_a_failover_lost_is_not_left_in_the_warehouse(pair, tmp_path):
    """The promoted standby gives out transaction numbers anew that the reader has already seen, for other rows."""
    run(pair.primary.url, ONE, "both")
    pair.catch_up()
    pair.cut_off()
    with warehouse_of(pair.primary.url, tmp_path) as warehouse:
        for symbol in ("lost", "lost too"):
            run(pair.primary.url, ONE, symbol)
        warehouse.refresh()
        assert symbols(warehouse) == ["both", "lost", "lost too"]
    pair.fail_over()
    for number in range(9):
        run(pair.standby.url, ONE, f"new {number}")
    with warehouse_of(pair.standby.url, tmp_path) as warehouse:
        assert warehouse.rows(CONTENT) == run(pair.standby.url, EXPECTED)
        assert "lost" not in symbols(warehouse)


def symbols(warehouse):
    return [symbol for (symbol,) in warehouse.rows("SELECT symbol FROM gex_change_log ORDER BY symbol")]


def hostile(url, warehouse):
    """Late commits, savepoints, rollbacks, changes and deletes on the primary, while the warehouse follows the standby."""
    stop = threading.Event()
    writers = [Writer(url, seed, stop) for seed in range(3)]
    for writer in writers:
        writer.start()
    follow(warehouse, SECONDS)
    stop.set()
    for writer in writers:
        writer.join()
    assert [writer.failure for writer in writers] == [None] * len(writers)
