"""The connection breaks wherever it can, and every record takes effect once."""

from __future__ import annotations

import threading
import time
import uuid

import pytest

from alphagex_logs.catalogue import PATTERN_LEARNING
from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.postgres import shipment
from alphagex_logs.postgres.shipment import PostgresDestination
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.spool import record
from alphagex_logs.spool.frame import Frame
from alphagex_logs.spool.shipper import Shipper
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import record_pattern
from alphagex_logs.writers.sink import replacement
from tests.faults.proxy import TO_CLIENT, TO_SERVER, Proxy
from tests.postgres.asking import ask, run

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]


@pytest.fixture
def proxy(database):
    opened = Proxy(database)
    yield opened
    opened.close()


def additions(pattern, count=3):
    operation = replacement(PATTERN_LEARNING, {"pattern_name": pattern, "occurrences": 1}, key=("pattern_name",), adding=("occurrences",))
    return [Frame(sequence, 0, record.dump([operation]), 0, 0) for sequence in range(1, count + 1)]


def deliver(url, folder, writer, frames):
    destination = PostgresDestination(url, folder)
    try:
        destination.deliver(writer, frames)
    finally:
        destination.close()


def delivered_through_a_cut(proxy, database, folder, cut):
    """Deliver while the connection is cut there, then again without; how often the additions took effect, and whether the cut was felt."""
    pattern, writer, frames = uuid.uuid4().hex, str(uuid.uuid4()), additions("P")
    frames = additions(pattern)
    proxy.cut = cut
    felt = False
    try:
        deliver(proxy.url, folder, writer, frames)
    except DatabaseUnreachable:
        felt = True
    proxy.cut = None
    deliver(database, folder, writer, frames)
    return ask(database, "SELECT occurrences FROM pattern_learning WHERE pattern_name = %s", pattern)[0][0], felt


@pytest.mark.parametrize("direction", [TO_SERVER, TO_CLIENT])
def test_a_connection_cut_at_any_byte_of_a_commit_applies_once(proxy, database, tmp_path, direction):
    deliver(proxy.url, tmp_path, str(uuid.uuid4()), additions("rehearsal"))
    passed = bytes(proxy.passed[direction])
    first = passed.rindex(b"COMMIT") - 8
    assert 0 < len(passed) - first < 80
    results = [delivered_through_a_cut(proxy, database, tmp_path, (direction, position)) for position in range(first, len(passed) + 1)]
    assert {count for count, _felt in results} == {3}
    assert sum(felt for _count, felt in results) > 10


@pytest.mark.parametrize("direction", [TO_SERVER, TO_CLIENT])
def test_a_connection_cut_anywhere_applies_once(proxy, database, tmp_path, direction):
    deliver(proxy.url, tmp_path, str(uuid.uuid4()), additions("rehearsal"))
    positions = range(1, len(proxy.passed[direction]), 97)
    assert {delivered_through_a_cut(proxy, database, tmp_path, (direction, position))[0] for position in positions} == {3}


def test_a_server_that_crashes_in_the_middle_of_a_commit_applies_once(server):
    """After the crash the number of the lost transaction is another one's, whose commit must not be taken for that of the lost one."""
    run(server.url, "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(5); RETURN NULL; END'")
    run(server.url, "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON pattern_learning DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle()")
    with PostgresSink(server.url) as sink:
        record_pattern(sink, pattern_name="P", successes=1, total_return=0.0)
        deadline = time.monotonic() + 30
        while not ask(server.url, "SELECT 1 FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active'"):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        server.crash()
        server.start()
        run(server.url, "DROP TRIGGER slow ON pattern_learning")
    assert ask(server.url, "SELECT occurrences FROM pattern_learning") == [(1,)]


@pytest.mark.parametrize(("trouble", "value"), [("delay", 0.02), ("slice", 1)], ids=["slow", "byte by byte"])
def test_a_slow_network_is_only_slow(proxy, database, tmp_path, trouble, value):
    setattr(proxy, trouble, value)
    deliver(proxy.url, tmp_path, str(uuid.uuid4()), additions("P", 50))
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(50,)]


def test_a_network_that_swallows_everything_is_noticed_and_left_as_soon_as_it_works(proxy, database, tmp_path, monkeypatch):
    monkeypatch.setattr(shipment, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr("alphagex_logs.spool.patience.LONGEST_PAUSE", 0.5)
    stop = threading.Event()
    destination = PostgresDestination(proxy.url, tmp_path / "dead")
    shipping = threading.Thread(target=Shipper(tmp_path / "spool", destination, stop).run)
    shipping.start()
    slowest = 0.0
    with SpoolSink(tmp_path / "spool") as sink:
        for number in range(300):
            proxy.swallow = 100 <= number < 250
            begun = time.perf_counter()
            record_pattern(sink, pattern_name="P", successes=1, total_return=0.0)
            slowest = max(slowest, time.perf_counter() - begun)
            time.sleep(0.01)
        healed = time.monotonic()
        while ask(database, "SELECT sum(occurrences) FROM pattern_learning") != [(300,)]:
            assert time.monotonic() - healed < 15
            time.sleep(0.05)
    stop.set()
    shipping.join(20)
    destination.close()
    assert not shipping.is_alive()
    assert slowest < 0.25
