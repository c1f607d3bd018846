"""What is appended is found again: after a kill, when the folder is deleted, when the disk refuses, when memory is swept."""

from __future__ import annotations

import errno
import os
import shutil
import time

import pytest

from alphagex_logs.catalogue.model import Importance
from alphagex_logs.spool import directory, frame, gaps
from alphagex_logs.spool.gaps import Reason, Tally
from alphagex_logs.spool.journal import Journal, JournalClosed
from alphagex_logs.spool.policy import MIB, Policy
from alphagex_logs.spool.reader import Tail
from alphagex_logs.spool.receipt import Stored
from tests.spool.conftest import read_all


@pytest.fixture
def open_journal(root, memory):
    """Opens journals, and lets go of them at the end."""
    opened = []

    def open_one(policy=DEFAULTS):
        journal = Journal(directory.prepare(root).resolve(), directory.stage_of(root, memory), policy, Tally())
        opened.append(journal)
        return journal

    yield open_one
    for journal in opened:
        journal.abandon()


DEFAULTS = Policy()


def fill(journal, count, size=10, importance=Importance.NORMAL):
    return [journal.append(f"{number}".encode().ljust(size), "t", importance) for number in range(count)]


def numbers(found):
    return [int(payload) for _sequence, payload in found]


def test_records_are_numbered_from_one_without_a_hole(open_journal):
    assert [receipt.sequence for receipt in fill(open_journal(), 5)] == [1, 2, 3, 4, 5]


def test_a_record_is_found_though_nothing_was_settled(open_journal, root, memory):
    journal = open_journal()
    assert {receipt.stored for receipt in fill(journal, 3)} == {Stored.MEMORY if memory else Stored.DISK}
    journal.abandon()  # as the kernel does after a kill
    assert numbers(read_all(root, memory)) == [0, 1, 2]


def test_segments_that_are_on_disk_leave_memory(open_journal, root, memory):
    journal = open_journal(Policy(segment=1000))
    for _ in range(5):
        fill(journal, 30)
        journal.settle()
    stage = directory.stage_of(root, memory)
    assert len(directory.segments(root / journal.writer_id)) == 6
    assert stage is None or len(directory.segments(stage / journal.writer_id)) == 1
    journal.close()
    assert len(read_all(root, memory)) == 150


@pytest.mark.parametrize("what", ["folder", "spool", "lock"])
def test_what_is_in_hand_is_written_again_when_somebody_deletes_it(open_journal, root, memory, what):
    journal = open_journal()
    fill(journal, 3)
    journal.settle()
    doomed = {"folder": root / journal.writer_id, "spool": root, "lock": root / journal.writer_id / directory.LOCK}[what]
    doomed.unlink() if what == "lock" else shutil.rmtree(doomed)
    fill(journal, 2)
    journal.settle()
    assert directory.is_held(root / journal.writer_id / directory.LOCK)
    on_disk = Tail(root, None, journal.writer_id)
    assert numbers([(frame.sequence, frame.payload) for frame in on_disk.batch(100, MIB)]) == [0, 1, 2, 0, 1]


def test_a_single_deleted_file_is_written_again(open_journal, root, memory):
    journal = open_journal()
    fill(journal, 3)
    journal.settle()
    (root / journal.writer_id / directory.segment_name(1)).unlink()
    journal.settle()
    journal.close()
    assert numbers(read_all(root, None)) == [0, 1, 2]


def test_swept_memory_sends_callers_to_the_disk(open_journal, root, tmp_path, memory):
    if memory is None:
        pytest.skip("there is no stage to sweep")
    journal = open_journal()
    fill(journal, 3)
    shutil.rmtree(memory)
    memory.mkdir()
    assert fill(journal, 1)[0].stored is Stored.MEMORY  # the file is open still
    journal.settle()
    assert fill(journal, 1)[0].stored is Stored.DISK
    journal.abandon()
    assert numbers(read_all(root, memory)) == [0, 1, 2, 0, 0]


def test_what_comes_while_swept_memory_is_left_goes_along(open_journal, root, memory, monkeypatch):
    if memory is None:
        pytest.skip("there is no stage to sweep")
    journal, sound = open_journal(), os.fdatasync
    fill(journal, 3)
    shutil.rmtree(memory)
    memory.mkdir()

    def syncing(descriptor):
        monkeypatch.setattr(os, "fdatasync", sound)
        fill(journal, 1)
        sound(descriptor)

    monkeypatch.setattr(os, "fdatasync", syncing)
    journal.settle()
    journal.abandon()
    assert numbers(read_all(root, memory)) == [0, 1, 2, 0]


def test_what_was_dropped_is_counted_on_after_memory_was_swept(open_journal, root, memory):
    if memory is None:
        pytest.skip("there is no stage to sweep")
    journal = open_journal(Policy(quota=0))
    for _ in range(5):
        fill(journal, 1)
        journal.settle()  # each time the ledger in memory is copied to the disk
    shutil.rmtree(memory)
    memory.mkdir()
    fill(journal, 1)  # into a ledger that nobody could find any more
    journal.settle()
    assert [gap.count for gap in gaps.read(root / journal.writer_id / gaps.NAME)] == [6]
    fill(journal, 1)
    assert [gap.count for gap in gaps.read(root / journal.writer_id / gaps.NAME)] == [7]


def test_a_file_whose_sync_failed_is_never_trusted_again(open_journal, root, memory, monkeypatch):
    journal = open_journal()
    fill(journal, 3)
    journal.settle()
    synced = []
    sound = os.fdatasync

    def failing(descriptor):
        synced.append(os.fstat(descriptor).st_ino)
        raise OSError(errno.EIO, "Input/output error")

    fill(journal, 1)
    monkeypatch.setattr(os, "fdatasync", failing)
    with pytest.raises(OSError, match="Input/output error"):
        journal.settle()
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: (synced.append(os.fstat(descriptor).st_ino), sound(descriptor)))
    journal.settle()
    assert journal.wait(4, 0)
    assert journal.unsettled == 0
    assert synced[0] not in synced[1:]
    assert numbers([(f.sequence, f.payload) for f in Tail(root, None, journal.writer_id).batch(9, MIB)]) == [0, 1, 2, 0]


def test_what_comes_while_the_disk_is_waited_for_is_not_said_to_be_on_it(open_journal, monkeypatch):
    journal, sound = open_journal(), os.fdatasync
    fill(journal, 1)
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: (sound(descriptor), fill(journal, 1)))
    journal.settle()
    monkeypatch.undo()
    assert (journal.wait(1, 0), journal.wait(2, 0)) == (True, False)
    assert journal.unsettled > 0
    journal.settle()
    assert journal.wait(2, 0)


def test_the_name_of_a_file_is_on_the_disk_before_its_records_count_as_such(open_journal, root, monkeypatch):
    journal, sound, synced = open_journal(), directory.sync_directory, []
    fill(journal, 1)
    monkeypatch.setattr(directory, "sync_directory", lambda folder: (sound(folder), synced.append((folder.name, directory.segments(folder)))))
    journal.settle()
    assert (journal.writer_id, [directory.segment_name(1)]) in synced


def test_a_record_that_no_reader_would_take_is_dropped_and_counted(open_journal, root, memory, monkeypatch):
    monkeypatch.setattr(frame, "LARGEST_PAYLOAD", 100)
    journal = open_journal()
    assert [fill(journal, 1, size)[0].sequence for size in (100, 101, 100)] == [1, 0, 2]
    assert list(journal._gaps.gaps) == [("t", Reason.REFUSED)]
    journal.abandon()
    assert len(read_all(root, memory)) == 2


def test_waiting_ends_when_the_disk_has_it(open_journal):
    journal = open_journal()
    fill(journal, 2)
    assert not journal.wait(2, 0)
    journal.settle()
    assert journal.wait(2, 0)


def test_bulk_gives_way_first_critical_last_and_every_drop_is_counted(open_journal, root, memory):
    journal = open_journal(Policy(quota=10_000))
    kept = {}
    for importance in (Importance.BULK, Importance.NORMAL, Importance.CRITICAL):
        receipts = [journal.append(b"x" * 100, str(importance), importance) for _ in range(100)]
        kept[importance] = sum(receipt.stored is not Stored.DROPPED for receipt in receipts)
    frame = 100 + 28
    assert sum(kept.values()) == -(-10_000 // frame)
    assert kept[Importance.BULK] == -(-7_500 // frame)
    assert sum(kept.values()) + journal.dropped == 300
    journal.settle()
    journal.abandon()
    counted = {gap.table: (gap.reason, gap.count) for gap in gaps.read(root / journal.writer_id / gaps.NAME)}
    assert counted == {str(importance): (Reason.QUOTA, 100 - kept[importance]) for importance in kept}


def test_room_comes_back_when_the_shipper_has_cleared_away(open_journal, root):
    journal = open_journal(Policy(quota=5_000, segment=1000))
    fill(journal, 100, size=100)
    assert journal.dropped
    journal.settle()
    (root / journal.writer_id / directory.segment_name(1)).unlink()
    journal.measure()
    assert fill(journal, 1)[0].stored is not Stored.DROPPED


def test_the_whole_spool_counts_not_only_ones_own_folder(open_journal, root):
    policy = Policy(quota=20_000)
    first = open_journal(policy)
    fill(first, 100, size=172)
    first.settle()
    second = open_journal(policy)
    second.measure()
    assert fill(second, 1, importance=Importance.BULK)[0].stored is Stored.DROPPED


def test_a_closed_journal_takes_nothing(open_journal):
    journal = open_journal()
    journal.close()
    with pytest.raises(JournalClosed):
        fill(journal, 1)


def test_the_ledger_survives_a_torn_write(tmp_path):
    ledger = gaps.GapLedger(tmp_path / "gaps", Tally())
    for _ in range(5):
        ledger.add("t", Reason.QUOTA)
    with (tmp_path / "gaps").open("r+b") as file:
        file.seek(gaps.SLOT * (5 % 2) + 40)
        file.write(b"\xff" * 8)
    assert [gap.count for gap in gaps.read(tmp_path / "gaps")] == [4]


def test_the_ledger_counts_on_from_what_was_dropped_before_it_had_a_file(tmp_path):
    earlier = Tally()
    earlier.add("t", Reason.NO_FOLDER)
    gaps.GapLedger(tmp_path / "gaps", earlier).add("t", Reason.NO_FOLDER)
    assert [gap.count for gap in gaps.read(tmp_path / "gaps")] == [2]
    assert earlier.total == 0


def test_files_are_for_the_owner_alone(open_journal, root, memory):
    os.umask(0)
    journal = open_journal()
    fill(journal, 1)
    journal.settle()
    homes = [home for home in (root, memory) if home is not None]
    modes = {path.stat().st_mode & 0o777 for home in homes for path in home.rglob("*")}
    assert modes == {0o600, 0o700}


def test_settling_when_nothing_is_new_touches_no_file(open_journal, root, monkeypatch):
    journal = open_journal()
    fill(journal, 1)
    journal.settle()
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: pytest.fail("synced"))
    journal.settle()


def test_time_is_kept_with_each_record(open_journal, root, memory):
    journal = open_journal()
    before = time.time()
    fill(journal, 1)
    journal.abandon()
    tail = Tail(root.resolve(), directory.stage_of(root, memory), journal.writer_id)
    assert tail.claim()
    (frame,) = tail.batch(1, MIB)
    assert before - 1 < frame.microseconds / 1e6 < time.time() + 1
