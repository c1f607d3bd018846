"""Room for records: what happens when memory, a file or the disk takes no more. tests/faults fills real disks; here a limit on files stands for them."""

from __future__ import annotations

import fcntl
import os
import resource
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from alphagex_logs.catalogue import SPX_DEBUG_LOGS, WHEEL_ACTIVITY_LOG
from alphagex_logs.catalogue.model import Importance
from alphagex_logs.spool import directory, gaps, policy
from alphagex_logs.spool.gaps import Reason, Tally
from alphagex_logs.spool.policy import GIB, MIB, Policy
from alphagex_logs.spool.room import Room
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change
from alphagex_logs.writers.sink import insertion
from tests.spool.conftest import read_all
from tests.spool.journals import journal, write

LARGEST_FILE = gaps.SLOT * gaps.SLOTS  # the ledger has its space
FRAME = 101 + 28  # of which a file holds no whole number


@contextmanager
def files_that_take_no_more():
    """A write beyond the limit stops short, as on a disk that is nearly full, and the next one is refused."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_does_not_answer_fills_a_share_of_memory_and_no_more(root, tmp_path):
    memory = tmp_path / "memory"
    memory.mkdir()
    one = journal(root, memory, Policy(stage=1_000))
    for _ in range(20):
        one.append(b"x" * 100, "t", Importance.CRITICAL)
    assert (one.sequence, one.dropped) == (8, 12)  # 7 times 128 bytes is less than 1,000
    one.settle()
    assert one.append(b"x" * 100, "t", Importance.CRITICAL).sequence == 9
    one.close()
    (writer,) = directory.writers(root)
    assert [(gap.reason, gap.count) for gap in gaps.read(writer / gaps.NAME)] == [(Reason.STAGE_FULL, 12)]


def test_a_write_that_stops_short_leaves_nothing_of_its_record(root, memory):
    one = journal(root, memory, Policy(crowded_seconds=0))
    with files_that_take_no_more():
        write(one, 400, size=101)
    kept = LARGEST_FILE // FRAME
    assert (one.sequence, one.dropped) == (kept, 400 - kept)
    write(one, 3, size=101)
    one.abandon()
    assert [sequence for sequence, _payload in read_all(root, memory)] == list(range(1, kept + 4))
    assert not (root / directory.CORRUPT).exists()


def test_a_full_file_in_memory_is_followed_by_another_one_at_once(root, tmp_path):
    memory = tmp_path / "memory"
    memory.mkdir()
    with SpoolSink(root, memory=memory, limits=Policy(settle_seconds=60, crowded_seconds=60)) as sink, files_that_take_no_more():
        for _ in range(100):
            log_gex_change(sink, symbol="SPY", previous_gex=1.0, current_gex=2.0, trigger_event="x" * 900)
        assert sink.dropped == 0
    assert len(read_all(root, memory)) == 100


def test_what_is_given_together_gives_way_with_the_most_important_of_it(root):
    with SpoolSink(root, memory=None, limits=Policy(quota=10_000)) as sink:
        while not sink.dropped:
            sink.accept([insertion(SPX_DEBUG_LOGS, {"message": "x" * 400})])
        sink.together(insertion(SPX_DEBUG_LOGS, {"message": "with it"}), insertion(WHEEL_ACTIVITY_LOG, {"action": "OPEN_CSP"}))
        assert sink.dropped == 1


@pytest.mark.parametrize(("free", "quota"), [(1 << 40, 2 * GIB), (5 * GIB, GIB), (40 * MIB, 16 * MIB)])
def test_a_spool_takes_a_fifth_of_what_is_free_within_bounds(tmp_path, monkeypatch, free, quota):
    monkeypatch.setattr(os, "statvfs", lambda _folder: SimpleNamespace(f_bavail=free // 4096, f_frsize=4096))
    assert policy.for_disk(tmp_path).quota == quota


def test_a_ledger_that_is_full_keeps_the_largest_losses(tmp_path):
    ledger = gaps.GapLedger(tmp_path / "gaps", Tally())
    for number in range(120):
        ledger.add(f"a_table_of_number_{number}", Reason.QUOTA)
    for _ in range(5):
        ledger.add("a_table_of_number_119", Reason.QUOTA)
    kept = gaps.read(tmp_path / "gaps")
    assert (kept[0].table, kept[0].count) == ("a_table_of_number_119", 6)
    assert len(kept) < 120
    assert ledger.total == 125
    ledger.close()


def test_while_the_disk_hangs_one_caller_waits_for_room_and_not_each():
    room, begun = Room(0.2), time.monotonic()
    answers = {room.ask() for _ in range(20)}
    assert (answers, time.monotonic() - begun) == ({False}, pytest.approx(0.5, abs=0.3))


def test_what_counts_against_the_quota_is_records_and_what_became_of_them(root):
    sizes = {f"writer/{directory.segment_name(1)}": 100, "dead/writer-1": 20, "writer/gaps": 3, "writer/lock": 4, "shipper.log": 5}
    for name, size in sizes.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(bytes(size))
    assert directory.usage(root) == 120


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_text("kept")
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        directory.open_private(tmp_path / "lock", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    assert (tmp_path / "elsewhere").read_text() == "kept"


def test_two_who_ask_at_once_do_not_take_each_other_for_the_holder(tmp_path):
    asking = directory.open_private(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(asking.number, fcntl.LOCK_SH)
    assert not directory.is_held(tmp_path / "lock")
    fcntl.flock(asking.number, fcntl.LOCK_EX)
    assert directory.is_held(tmp_path / "lock")
    asking.close()
