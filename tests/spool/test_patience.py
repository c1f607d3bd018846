"""How long a shipper waits for a destination that is away, and when it leaves."""

from __future__ import annotations

import threading
import time

import pytest

from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.spool import state, status
from alphagex_logs.spool.shipper import Shipper
from tests.spool.conftest import ship
from tests.spool.journals import dead_writer, journal, shipped, write


def test_while_the_destination_is_away_it_is_asked_again_with_less(root, memory, remembered, monkeypatch):
    monkeypatch.setattr("alphagex_logs.spool.patience.LONGEST_PAUSE", 0.01)
    dead_writer(root, memory, 1_000)
    remembered.positions["before"] = 1
    remembered.away = 12
    ship(root, memory, remembered)
    assert shipped(remembered) == list(range(1_000))
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
