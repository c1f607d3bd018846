"""How long a shipper waits for a destination that is away, and when it leaves."""

from __future__ import annotations

import threading
import time

import pytest

from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.spool import state, status
from alphagex_logs.spool.patience import Patience
from alphagex_logs.spool.shipper import Shipper
from tests.spool.conftest import ship
from tests.spool.journals import dead_writer, journal, shipped, write


def test_while_the_destination_is_away_it_is_asked_again_with_less(root, memory, remembered, monkeypatch):
    monkeypatch.setattr("alphagex_logs.spool.patience.LONGEST_PAUSE", 0.01)
    dead_writer(root, memory, 1_000)
    sound, failures = remembered.deliver, [DatabaseUnreachable("It is away.")] * 11

    def deliver(*arguments):
        if failures:
            raise failures.pop()
        sound(*arguments)

    monkeypatch.setattr(remembered, "deliver", deliver)
    ship(root, memory, remembered)
    assert shipped(remembered) == list(range(1_000))
    assert remembered.largest == 448  # 16,000 is halved eleven times, which is 7, and then doubled
    assert state.read(root).trouble is None


def test_patience_has_the_end_that_it_was_given(root, memory, remembered):
    dead_writer(root, memory, 1)
    remembered.away = 10**9
    with pytest.raises(DatabaseUnreachable):
        Shipper(root, remembered, threading.Event(), memory=memory, patience_seconds=0.2).run(until_empty=True)
    assert "It is away." in state.read(root).trouble


def test_what_was_read_but_not_taken_still_waits(root, memory, remembered, monkeypatch):
    one = journal(root, memory)
    write(one, 2)
    one.settle()
    ship(root, memory, remembered)
    write(one, 1)
    one.settle()

    def away(*_):
        raise DatabaseUnreachable("It is away.")

    monkeypatch.setattr(remembered, "deliver", away)
    with pytest.raises(DatabaseUnreachable):
        Shipper(root, remembered, threading.Event(), memory=memory, patience_seconds=0).run()
    assert state.read(root).writers == {one.writer_id: 2}
    assert status.look(root, memory=memory).waiting_records == 1
    one.abandon()


def test_a_request_to_stop_ends_the_wait_for_a_destination_that_is_away(root, memory, remembered):
    dead_writer(root, memory, 1)
    remembered.away = 10**9
    stop = threading.Event()
    thread = threading.Thread(target=Shipper(root, remembered, stop, memory=memory).run)
    thread.start()
    time.sleep(0.2)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_a_request_to_stop_still_ships_what_is_there(root, memory, remembered):
    dead_writer(root, memory, 2_500)
    stop = threading.Event()
    stop.set()
    Shipper(root, remembered, stop, memory=memory).run()
    assert shipped(remembered) == list(range(2_500))


def test_a_shipper_without_any_writer_leaves_when_it_was_told_to(root, memory, remembered):
    begun = time.monotonic()
    assert Shipper(root, remembered, threading.Event(), memory=memory).run(linger_seconds=0.2)
    assert time.monotonic() - begun < 5


def test_a_shipper_stays_as_long_as_there_is_a_writer_however_silent(root, memory, remembered):
    one = journal(root, memory)
    thread = threading.Thread(target=Shipper(root, remembered, threading.Event(), memory=memory).run, kwargs={"linger_seconds": 0.1})
    thread.start()
    thread.join(0.5)
    assert thread.is_alive()
    one.close()
    thread.join(10)
    assert not thread.is_alive()


class Impatient(threading.Event):
    """Notes how long it is waited for, and lets nobody wait."""

    def __init__(self):
        super().__init__()
        self.pauses = []

    def wait(self, timeout=None):
        self.pauses.append(timeout)
        return False


def test_pauses_double_up_to_five_seconds_and_begin_anew_after_each_success():
    stop = Impatient()
    patience = Patience(stop)
    for _ in range(10):
        patience.pause(OSError("away"))
    patience.end()
    patience.pause(OSError("away again"))
    longest = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0, 0.05]
    assert all(most / 2 <= pause <= most for pause, most in zip(stop.pauses, longest, strict=True))
