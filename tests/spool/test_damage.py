"""What is torn, flipped, unfinished or in the way costs the shipper no whole record, and what it does cost is counted."""

from __future__ import annotations

import threading
import time

from alphagex_logs.spool import directory, state
from alphagex_logs.spool.gaps import Reason
from alphagex_logs.spool.policy import MIB, Policy
from alphagex_logs.spool.reader import Tail
from tests.spool.conftest import ship
from tests.spool.journals import dead_writer, journal, shipped, write


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


def test_damage_in_the_file_that_a_live_writer_writes_to_does_not_stop_what_is_behind_it(root, memory, remembered):
    one = journal(root, memory)
    write(one, 5, size=20)
    one.settle()
    path = root / one.writer_id / directory.segment_name(1)
    content = bytearray(path.read_bytes())
    content[2 * 48 + 30] ^= 0xFF
    path.write_bytes(content)
    try:
        ship(root, memory, remembered)
    finally:
        one.abandon()
    assert shipped(remembered) == [0, 1, 3, 4]


def test_a_copy_to_the_disk_that_is_not_finished_is_waited_for_though_memory_holds_a_later_file(root, tmp_path):
    memory = tmp_path / "memory"
    memory.mkdir()
    one = journal(root, memory, Policy(segment=1))
    write(one, 2)
    one.settle()
    first, second = (root / one.writer_id / directory.segment_name(number) for number in (1, 2))
    second.unlink()
    whole = first.read_bytes()
    tail = Tail(root, directory.stage_of(root, memory), one.writer_id)
    try:
        first.write_bytes(whole[:-3])
        assert [frame.sequence for frame in tail.batch(9, MIB)] == [1]
        first.write_bytes(whole)
        assert [frame.sequence for frame in tail.batch(9, MIB)] == [2]
    finally:
        one.abandon()


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
