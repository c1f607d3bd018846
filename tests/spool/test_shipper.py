"""The shipper brings everything once, in each writer's order, fresh rows before old backlogs, and clears away behind itself."""

from __future__ import annotations

import os
import shutil
import threading
import time

import pytest

from alphagex_logs.catalogue.model import Importance
from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.spool import directory, gaps, shipper, state, status
from alphagex_logs.spool.gaps import Reason, Tally
from alphagex_logs.spool.journal import Journal
from alphagex_logs.spool.launch import LOCK
from alphagex_logs.spool.policy import Policy
from alphagex_logs.spool.shipper import Shipper
from alphagex_logs.spool.stages import Orphan
from tests.spool.conftest import ship

DEFAULTS = Policy()


def journal(root, memory, policy=DEFAULTS):
    return Journal(directory.prepare(root).resolve(), directory.stage_of(root, memory), policy, Tally())


def write(one, count, start=0, size=0):
    for number in range(start, start + count):
        one.append(f"{number}".encode().ljust(size), "t", Importance.NORMAL)


def shipped(remembered):
    return [int(payload) for payload in remembered.payloads]


def dead_writer(root, memory, count, policy=DEFAULTS, size=0):
    one = journal(root, memory, policy)
    write(one, count, size=size)
    one.close()
    return one.writer_id


def test_a_dead_writers_records_are_shipped_and_its_folders_removed(root, memory, remembered):
    dead_writer(root, memory, 2_500, Policy(segment=10_000))
    assert ship(root, memory, remembered)
    assert shipped(remembered) == list(range(2_500))
    assert list(directory.writers(root)) == []
    stage = directory.stage_of(root, memory)
    assert stage is None or list(directory.writers(stage)) == []


def test_a_writer_whose_folder_never_reached_the_disk_is_shipped_from_memory(root, memory, remembered):
    if memory is None:
        pytest.skip("there is no shared memory")
    one = journal(root, memory)
    write(one, 3)
    one.abandon()
    ship(root, memory, remembered)
    assert shipped(remembered) == [0, 1, 2]
    assert list(directory.writers(directory.stage_of(root, memory))) == []


def test_what_a_deleted_spool_left_in_shared_memory_is_named_and_can_be_shipped(root, tmp_path, remembered):
    memory, other = tmp_path / "memory", tmp_path / "another spool"
    memory.mkdir()
    one = journal(root, memory)
    write(one, 3)
    stage = directory.stage_of(root, memory)
    shutil.rmtree(root)
    assert status.look(other, memory=memory).orphans == ()  # a live writer makes its folder anew
    one.abandon()  # as a kill does
    ship(other, memory, remembered)
    assert status.look(other, memory=memory).orphans == (Orphan(stage, root, 3),)
    assert remembered.payloads == []  # which database they were for, only a person knows
    ship(root, memory, remembered)
    assert shipped(remembered) == [0, 1, 2]
    shutil.rmtree(root)
    journal(root, memory).abandon()
    shutil.rmtree(root, ignore_errors=True)
    ship(other, memory, remembered)  # any shipper clears away what holds nothing
    assert list(stage.parent.glob(f"*{stage.name}*")) == []


def test_a_live_writer_is_shipped_as_it_goes_and_keeps_its_folder(root, memory, remembered):
    one = journal(root, memory, Policy(segment=2_000))
    try:
        for start in range(0, 500, 100):
            write(one, 100, start)
            one.settle()
            ship(root, memory, remembered)
        assert shipped(remembered) == list(range(500))
        assert len(directory.segments(root / one.writer_id)) == 1
    finally:
        one.abandon()


def test_a_writer_that_starts_segments_while_it_is_read_loses_nothing(root, memory, remembered):
    one = journal(root, memory, Policy(segment=500))
    stop = threading.Event()
    thread = threading.Thread(target=Shipper(root, remembered, stop, memory=memory).run)
    thread.start()
    try:
        for number in range(3_000):
            write(one, 1, number)
            if number % 7 == 0:
                one.settle()
    finally:
        one.close()
        deadline = time.monotonic() + 20
        while len(remembered.payloads) < 3_000 and time.monotonic() < deadline:
            time.sleep(0.02)
        stop.set()
        thread.join()
    assert shipped(remembered) == list(range(3_000))


def test_a_second_shipper_leaves_at_once(root, memory, remembered):
    with directory.Exclusive(directory.prepare(root) / LOCK) as lock:
        assert lock.take()
        assert not Shipper(root, remembered, threading.Event(), memory=memory).run(until_empty=True)


def test_a_shipper_whose_lock_was_deleted_leaves(root, memory, remembered):
    thread = threading.Thread(target=Shipper(root, remembered, threading.Event(), memory=memory).run)
    thread.start()
    while not (root / LOCK).exists():
        time.sleep(0.01)
    time.sleep(0.1)
    shutil.rmtree(root)
    thread.join(10)
    assert not thread.is_alive()


def test_a_new_shipper_goes_on_where_the_last_one_was_killed(root, memory, remembered):
    writer = dead_writer(root, memory, 100)
    remembered.positions[writer] = 40
    ship(root, memory, remembered)
    assert shipped(remembered) == list(range(40, 100))


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


def test_fresh_rows_do_not_wait_behind_backlogs(root, memory, remembered, monkeypatch):
    monkeypatch.setattr(shipper, "BATCH_BYTES", 20_000)
    backlogs = {dead_writer(root, memory, 2_000, size=100) for _ in range(3)}
    live = journal(root, memory)
    write(live, 5)
    live.settle()
    try:
        ship(root, memory, remembered)
    finally:
        live.abandon()
    first_five = [index for index, (writer, _sequence) in enumerate(remembered.order) if writer == live.writer_id]
    assert first_five[-1] < 1_000  # of 6,005 records
    turns = [writer for index, (writer, _sequence) in enumerate(remembered.order) if writer in backlogs and index % 200 == 0]
    assert len(set(turns[:6])) == 3


def test_a_torn_tail_of_a_dead_writer_is_set_aside_and_counted(root, memory, remembered):
    one = journal(root, memory)
    write(one, 3)
    one.close()
    for home in (root, directory.stage_of(root, memory)):
        if home and (home / one.writer_id / directory.segment_name(1)).exists():
            with (home / one.writer_id / directory.segment_name(1)).open("ab") as file:
                file.write(b"AGX\x01 and then the power failed")
    ship(root, memory, remembered)
    assert shipped(remembered) == [0, 1, 2]
    assert remembered.gaps[one.writer_id] == [("", Reason.DAMAGED, 1)]
    assert next((root / directory.CORRUPT).iterdir()).read_bytes() == b"AGX\x01 and then the power failed"


def test_damage_in_the_middle_costs_one_record_and_is_counted(root, memory, remembered):
    writer = dead_writer(root, memory, 5)
    path = root / writer / directory.segment_name(1)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    for home in (root, directory.stage_of(root, memory)):
        if home and (home / writer / path.name).exists():
            (home / writer / path.name).write_bytes(content)
    ship(root, memory, remembered)
    assert shipped(remembered) == [0, 1, 3, 4]
    assert remembered.gaps[writer] == [("", Reason.DAMAGED, 1)]


def test_a_spool_disk_that_is_in_the_way_for_a_moment_costs_nothing(root, memory, remembered, monkeypatch):
    """What was read in front of the obstacle is read again: its writer is dead, and its folder would be removed."""
    monkeypatch.setattr("alphagex_logs.spool.patience.FIRST_PAUSE", 0.001)
    writer = dead_writer(root, memory, 5, size=20)
    segment = root / writer / directory.segment_name(1)
    content = bytearray(segment.read_bytes())
    content[2 * 48 + 30] ^= 0xFF
    segment.write_bytes(content)
    if memory is not None:
        (directory.stage_of(root, memory) / writer / segment.name).unlink()
    (root / directory.CORRUPT).write_text("a file where the folder belongs")
    running = threading.Thread(target=ship, args=(root, memory, remembered))
    running.start()
    while running.is_alive() and (state.read(root) or state.ShipperState(0, 0)).trouble is None:
        time.sleep(0.01)
    (root / directory.CORRUPT).unlink()
    running.join(30)
    assert shipped(remembered) == [0, 1, 3, 4]
    assert remembered.gaps == {writer: [("", Reason.DAMAGED, 1)]}
    (aside,) = (root / directory.CORRUPT).iterdir()
    assert aside.stat().st_mode & 0o777 == 0o600


def test_records_that_cannot_be_delivered_because_of_the_disk_are_delivered_later(root, memory, remembered, monkeypatch):
    dead_writer(root, memory, 5)
    sound, failures = remembered.deliver, [OSError(28, "No space left on device")]

    def deliver(*arguments):
        if failures:
            raise failures.pop()
        sound(*arguments)

    monkeypatch.setattr(remembered, "deliver", deliver)
    ship(root, memory, remembered)
    assert shipped(remembered) == [0, 1, 2, 3, 4]


def test_of_a_dead_writer_the_longer_copy_counts(root, tmp_path, remembered):
    memory = tmp_path / "memory"
    memory.mkdir()
    one = journal(root, memory)
    write(one, 3)
    one.settle()
    write(one, 2, 3)
    one.abandon()
    ship(root, memory, remembered)
    assert shipped(remembered) == [0, 1, 2, 3, 4]


def test_what_a_writer_dropped_is_reported_as_a_total(root, memory, remembered):
    one = journal(root, memory, Policy(quota=1))
    write(one, 10)
    one.settle()
    try:
        ship(root, memory, remembered)
        assert remembered.gaps[one.writer_id] == [("t", Reason.QUOTA, 9)]
        write(one, 1)
    finally:
        one.close()
    ship(root, memory, remembered)
    assert remembered.gaps[one.writer_id] == [("t", Reason.QUOTA, 10)]
    assert sum(gap.count for gap in gaps.read(root / one.writer_id / gaps.NAME)) == 0  # the folder is gone


def test_the_shipper_says_how_it_is(root, memory, remembered):
    one = journal(root, memory)
    write(one, 3)
    one.settle()
    try:
        ship(root, memory, remembered)
    finally:
        one.abandon()
    said = state.read(root)
    assert (said.pid, said.records, said.writers, said.trouble) == (os.getpid(), 3, {one.writer_id: 3}, None)


def test_a_live_writers_unfinished_record_is_waited_for(root, memory, remembered):
    one = journal(root, memory)
    write(one, 2)
    one.settle()
    path = root / one.writer_id / directory.segment_name(1)
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-3])
        ship(root, memory, remembered)
        assert shipped(remembered) == [0]
        path.write_bytes(whole)
        ship(root, memory, remembered)
        assert shipped(remembered) == [0, 1]
    finally:
        one.abandon()
    assert not (root / directory.CORRUPT).exists()
