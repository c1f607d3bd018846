"""Everything at once: bots, forks, shippers and the server are killed again and again, and nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

import random
import signal
import sys
import threading
import time
from collections import Counter

import psycopg2
import pytest

from alphagex_logs.postgres.shipment import PostgresDestination
from alphagex_logs.spool import directory
from alphagex_logs.spool.shipper import Shipper
from tests.faults.checker import check
from tests.faults.conftest import SECONDS
from tests.faults.zygote import Zygote
from tests.postgres.asking import run

pytestmark = [pytest.mark.faults, pytest.mark.timeout(2 * SECONDS + 300)]
BOTS = 3
PER_SECOND = 300
SEED = 7


class Run:
    """One run: the actors, and what is done to them."""

    def __init__(self, folder, server, acks):
        self.root, self.server, self.acks = folder / "spool", server, acks
        self.random = random.Random(SEED)
        self.faults: Counter[str] = Counter()
        self.zygote = Zygote(folder / "actors.log")
        for number in range(BOTS):
            self.start(f"bot {number}")
        for name in ("decider", "settler", "shipper 1", "shipper 2"):
            self.start(name)

    def start(self, name):
        kind = name.split()[0]
        rest = [self.server.url] if kind == "shipper" else [str(self.acks), PER_SECOND if kind == "bot" else 25]
        self.zygote.start(name, kind, str(self.root), *rest)

    def kill(self, name):
        """Kill, and start the next life at once."""
        self.zygote.end(name, signal.SIGKILL)
        self.start(name)
        self.faults[f"kills of {name.split()[0]}s"] += 1

    def look_after_the_living(self):
        """Start again what ended by itself: a shipper that found another one at work may, a bot may not."""
        for name, code in self.zygote.ended().items():
            assert (name.split()[0], code) == ("shipper", 0), f"{name} ended with {code}"
            self.start(name)

    def crash_server(self):
        self.server.crash()
        time.sleep(self.random.uniform(0, 0.5))
        self.server.start()
        self.faults["crashes of the server"] += 1

    def terminate_backends(self):
        try:
            run(self.server.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            self.faults["terminations of all connections"] += 1
        except psycopg2.OperationalError:
            pass  # the server is starting

    def stop(self):
        for number in range(BOTS):
            self.zygote.end(f"bot {number}", signal.SIGKILL)
        for name in ("decider", "settler", "shipper 1", "shipper 2"):
            self.zygote.end(name, signal.SIGKILL)


def test_what_was_acknowledged_takes_effect_exactly_once(folder, server, capsys):
    acks = folder / "acks"
    acks.mkdir()
    run(server.url, "INSERT INTO trading_decisions (decision_id, decision_type, action, symbol, \"timestamp\") VALUES ('TAKEN', 'x', 'x', 'x', now())")
    one = Run(folder, server, acks)
    try:
        end = time.monotonic() + SECONDS
        next_crash = time.monotonic() + 4
        while time.monotonic() < end:
            time.sleep(one.random.uniform(0.05, 0.4))
            one.look_after_the_living()
            if time.monotonic() > next_crash:
                one.crash_server()
                next_crash = time.monotonic() + 8
            victims = [f"bot {number}" for number in range(BOTS)] * 2 + ["decider", "settler", "shipper 1", "shipper 2", "shipper 1", "shipper 2"]
            one.terminate_backends() if one.random.random() < 0.2 else one.kill(one.random.choice(victims))
        one.look_after_the_living()
        one.stop()
        destination = PostgresDestination(server.url, one.root / directory.DEAD)
        begun = time.monotonic()
        assert Shipper(one.root, destination, threading.Event()).run(until_empty=True)
        destination.close()
        verdict = check(server.url, acks, one.faults)
        with capsys.disabled():
            sys.stdout.write(f"\n{verdict}; the last shipper needed {time.monotonic() - begun:.1f} s\n")
        assert verdict.clean, [*verdict.lost[:5], *verdict.duplicated[:5], *verdict.misapplied[:5]]
        assert verdict.acknowledged > SECONDS * 100
        assert list(directory.writers(one.root)) == []
        assert list(directory.writers(directory.stage_of(one.root, directory.SHARED_MEMORY))) == []
        assert not (one.root / directory.DEAD).exists()
    finally:
        one.zygote.close()
