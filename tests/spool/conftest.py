"""What the spool's tests share: a spool folder, a stand-in for shared memory, and a destination that remembers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.postgres.shipment import PostgresDestination
from alphagex_logs.spool import directory, record
from alphagex_logs.spool.frame import Frame
from alphagex_logs.spool.policy import Policy
from alphagex_logs.spool.reader import Tail
from alphagex_logs.spool.shipper import Shipper
from alphagex_logs.spool.sink import SpoolSink


@pytest.fixture
def root(tmp_path):
    return tmp_path / "spool"


@pytest.fixture(params=["staged", "direct"])
def memory(request, tmp_path):
    """Shared memory, or none: everything must hold in both."""
    if request.param == "direct":
        return None
    (tmp_path / "memory").mkdir()
    return tmp_path / "memory"


@pytest.fixture
def sink(root, memory):
    with SpoolSink(root, memory=memory, limits=Policy(settle_seconds=0.01)) as opened:
        yield opened


class Remembered:
    """A destination in memory, that can be told to be away."""

    place = "memory"

    def __init__(self):
        self.positions: dict[str, int] = {}
        self.payloads: list[bytes] = []
        self.order: list[tuple[str, int]] = []
        self.gaps: dict[str, list] = {}
        self.away = 0
        self.largest = 0

    def _answer(self):
        if self.away:
            self.away -= 1
            raise DatabaseUnreachable("It is away.")

    def position(self, writer_id):
        self._answer()
        return self.positions.get(writer_id, 0)

    def deliver(self, writer_id, frames):
        self._answer()
        self.largest = max(self.largest, len(frames))
        for frame in frames:
            if frame.sequence > self.positions.get(writer_id, 0):
                self.positions[writer_id] = frame.sequence
                self.payloads.append(frame.payload)
                self.order.append((writer_id, frame.sequence))

    def report(self, writer_id, gaps):
        self._answer()
        self.gaps[writer_id] = [(gap.table, gap.reason, gap.count) for gap in gaps]


@pytest.fixture
def remembered():
    return Remembered()


def ship(root, memory, destination, **options):
    return Shipper(root, destination, threading.Event(), memory=memory).run(until_empty=True, **options)


def open_files():
    """How many files this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def read_all(root, memory):
    """All payloads of all writers in a spool, and their sequences, read as a shipper would."""
    stage = directory.stage_of(root.resolve(), memory)
    names = {path.name for home in (root, stage) if home for path in directory.writers(home)}
    found = []
    for name in sorted(names):
        tail = Tail(root, stage, name)
        tail.claim()
        found += [(frame.sequence, frame.payload) for frame in tail.batch(10**6, 10**9)]
        tail.release()
    return found


@pytest.fixture
def destination(database, tmp_path):
    """A real PostgreSQL with the current schema."""
    opened = PostgresDestination(database, tmp_path / directory.DEAD)
    yield opened
    opened.close()


def frames_of(*groups, start=1):
    """What a spool would hand over for these groups of operations, or payloads."""
    payloads = [group if isinstance(group, bytes) else record.dump(group) for group in groups]
    return [Frame(sequence, 0, payload, 0, 0) for sequence, payload in enumerate(payloads, start)]
