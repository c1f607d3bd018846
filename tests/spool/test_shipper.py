"""The shipper brings everything once, in each writer's order, fresh rows before old backlogs, and clears away behind itself."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time

import pytest

from alphagex_logs.spool import directory, gaps, shipper, state, status
from alphagex_logs.spool.gaps import Reason
from alphagex_logs.spool.launch import LOCK
from alphagex_logs.spool.policy import Policy
from alphagex_logs.spool.shipper import Shipper
from alphagex_logs.spool.stages import Orphan
from tests.spool.conftest import ship
from tests.spool.journals import dead_writer, journal, shipped, write


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


def test_what_a_writer_of_a_deleted_spool_dropped_is_not_cleared_away(root, tmp_path, remembered):
    memory = tmp_path / "memory"
    memory.mkdir()
    one = journal(root, memory, Policy(quota=0))
    write(one, 3)
    one.abandon()
    shutil.rmtree(root)
    ship(tmp_path / "another spool", memory, remembered)
    ship(root, memory, remembered)
    assert remembered.gaps[one.writer_id] == [("t", Reason.QUOTA, 3)]


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


def test_what_a_killed_writer_dropped_is_reported_though_its_disk_had_not_heard_of_it(root, memory, remembered):
    one = journal(root, memory, Policy(quota=0))
    one.settle()
    write(one, 3)
    one.abandon()  # as a kill does
    ship(root, memory, remembered)
    assert remembered.gaps[one.writer_id] == [("t", Reason.QUOTA, 3)]


def test_what_a_writer_dropped_last_is_reported_before_its_folder_goes(root, memory, remembered):
    """A moment after an earlier report, which would else be the last for some seconds."""
    one = journal(root, memory, Policy(quota=1))
    write(one, 10)
    one.settle()
    thread = threading.Thread(target=Shipper(root, remembered, threading.Event(), memory=memory).run, kwargs={"linger_seconds": 0.1})
    thread.start()
    try:
        while one.writer_id not in remembered.gaps:
            time.sleep(0.01)
        write(one, 1)
    finally:
        one.close()
        thread.join(20)
    assert remembered.gaps[one.writer_id] == [("t", Reason.QUOTA, 10)]


def test_somebody_who_looks_whether_a_shipper_runs_keeps_none_from_running(root, memory, remembered):
    dead_writer(root, memory, 3)
    looking = directory.open_private(root / LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(looking.number, fcntl.LOCK_SH)
    threading.Timer(0.1, looking.close).start()
    assert ship(root, memory, remembered)
    assert shipped(remembered) == [0, 1, 2]


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
