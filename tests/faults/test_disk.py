"""Disks that are full, frozen, read-only or lose power. They are made in memory or in a file, so root must allow mounting."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from alphagex_logs.spool import directory, gaps, record
from alphagex_logs.spool.gaps import Reason
from alphagex_logs.spool.policy import MIB, Policy
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change
from tests.spool.conftest import open_files, read_all

ROOT = Path(__file__).parents[2]


def may_mount() -> bool:
    """Whether this account can mount file systems here: containers often cannot, even as root."""
    if os.geteuid() or not shutil.which("mkfs.ext4"):
        return False
    target = Path("/tmp") / f"alphagex-mount-{os.getpid()}"
    target.mkdir()
    mounted = not subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", target], capture_output=True, check=False).returncode
    if mounted:
        subprocess.run(["umount", target], check=True)
    target.rmdir()
    return mounted


pytestmark = [pytest.mark.faults, pytest.mark.timeout(300), pytest.mark.skipif(not may_mount(), reason="needs root, mount and mkfs.ext4")]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MiB in memory."""
    target = tmp_path / "disk"
    target.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", target], check=True)
    yield target
    subprocess.run(["umount", "--lazy", target], check=True)


@pytest.fixture
def image(tmp_path):
    """A file with an ext4 file system, and where it is mounted."""
    file, target = tmp_path / "image", tmp_path / "ext4"
    target.mkdir()
    with file.open("wb") as opened:
        opened.truncate(64 * MIB)
    subprocess.run(["mkfs.ext4", "-q", file], check=True)
    mount_image(file, target)
    yield file, target
    subprocess.run(["fsfreeze", "-u", target], check=False, capture_output=True)
    subprocess.run(["umount", "--lazy", target], check=False, capture_output=True)


def mount_image(file, target):
    done = subprocess.run(["mount", "-o", "loop", file, target], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no loop device: {done.stderr.strip()}")


def gex(sink, number=0):
    log_gex_change(sink, symbol=f"{number}", previous_gex=1.0, current_gex=2.0, trigger_event="x" * 900)


def numbers(root, memory=None):
    return [int(record.load(payload)[0].values["symbol"]) for _sequence, payload in read_all(root, memory)]


def settled(sink, seconds=20):
    return sink.wait(seconds)


def test_on_a_full_disk_what_was_kept_and_what_was_dropped_is_all_there_was(small_disk):
    root = small_disk / "spool"
    sink = SpoolSink(root, memory=None)
    for number in range(2_000):
        gex(sink, number)
    dropped = sink.dropped
    assert 0 < dropped < 2_000
    (writer,) = directory.writers(root)
    assert [(gap.table, gap.reason, gap.count) for gap in gaps.read(writer / gaps.NAME)] == [("gex_change_log", Reason.NO_SPACE, dropped)]
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    for number in range(2_000, 2_500):
        gex(sink, number)
    assert sink.dropped == dropped  # it goes on by itself
    sink.close()
    found = read_all(root, None)
    assert [sequence for sequence, _payload in found] == list(range(1, 2_501 - dropped))
    assert numbers(root)[-500:] == list(range(2_000, 2_500))


def test_shared_memory_bridges_a_full_disk(small_disk, tmp_path):
    root = small_disk / "spool"
    (tmp_path / "memory").mkdir()
    sink = SpoolSink(root, memory=tmp_path / "memory", limits=Policy(stage=4 * MIB, quota=100 * MIB, segment=MIB // 4))
    for number in range(2_000):
        gex(sink, number)
    assert not settled(sink, 1)
    assert "No space left" in sink.problem
    assert sink.dropped == 0
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    assert settled(sink)
    time.sleep(0.2)
    assert sink.problem is None
    sink.close()
    assert numbers(root, tmp_path / "memory") == list(range(2_000))


def test_full_memory_sends_callers_to_the_disk(small_disk, tmp_path):
    root = tmp_path / "spool"
    sink = SpoolSink(root, memory=small_disk, limits=Policy(settle_seconds=60, crowded_seconds=60))
    for number in range(3_000):
        gex(sink, number)
    assert sink.dropped == 0
    sink.close()
    assert numbers(root, small_disk) == list(range(3_000))


def filled(disk):
    """Take all the room that is left."""
    with (disk / "of others").open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4_096))


def test_memory_that_others_have_filled_is_done_without(small_disk, tmp_path):
    root = tmp_path / "spool"
    early = SpoolSink(root, memory=small_disk, limits=Policy(settle_seconds=60, crowded_seconds=60))
    gex(early, 0)
    filled(small_disk)
    before = open_files()
    late = SpoolSink(root, memory=small_disk)
    for number in range(1, 21, 2):
        gex(early, number)
        gex(late, number + 1)
        filled(small_disk)  # also what segments on disk have given back
    assert (early.dropped, late.dropped) == (0, 0)
    assert open_files() < before + 10
    early.close()
    late.close()
    assert sorted(numbers(root, small_disk)) == list(range(21))


def test_a_disk_that_hangs_while_memory_is_full_does_not_stop_the_bot(small_disk, tmp_path, monkeypatch):
    root = tmp_path / "spool"
    sink = SpoolSink(root, memory=small_disk)
    gex(sink, 0)
    assert settled(sink)
    frozen, sound = threading.Event(), os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: (frozen.wait(60), sound(descriptor)))
    begun = time.monotonic()
    for number in range(1, 1_500):
        gex(sink, number)
    assert time.monotonic() - begun < 20  # it used to wait for the disk, which the test lets go after that
    frozen.set()
    dropped = sink.dropped
    assert dropped > 0
    assert settled(sink)
    while sink._journal.room.is_wanted:  # what is on disk leaves memory a moment later
        time.sleep(0.001)
    gex(sink, 1_500)
    sink.close()
    assert numbers(root, small_disk) == [*range(1_500 - dropped), 1_500]
    (writer,) = directory.writers(root)
    assert [(gap.reason, gap.count) for gap in gaps.read(writer / gaps.NAME)] == [(Reason.NO_SPACE, dropped)]


def test_a_read_only_disk_is_waited_for(image, tmp_path):
    _file, disk = image
    (tmp_path / "memory").mkdir()
    directory.prepare(disk / "spool")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    sink = SpoolSink(disk / "spool", memory=tmp_path / "memory")
    gex(sink, 1)
    assert not settled(sink, 0.5)
    assert "Read-only" in sink.problem
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert settled(sink)
    sink.close()
    assert numbers(disk / "spool", tmp_path / "memory") == [1]


def test_a_frozen_disk_does_not_stop_the_bot(image):
    _file, disk = image
    sink = SpoolSink(disk / "spool")
    gex(sink)
    assert settled(sink)
    subprocess.run(["fsfreeze", "-f", disk], check=True)
    try:
        times = []
        end = time.monotonic() + 3
        while time.monotonic() < end:
            begun = time.perf_counter()
            gex(sink, len(times) + 1)
            times.append(time.perf_counter() - begun)
            time.sleep(0.0025)
        assert not settled(sink, 0)
    finally:
        subprocess.run(["fsfreeze", "-u", disk], check=True)
    assert settled(sink)
    sink.close()
    assert max(times) < 0.5
    assert numbers(disk / "spool", directory.SHARED_MEMORY) == list(range(len(times) + 1))


BOT = """
import sys, time
from pathlib import Path
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change
sink = SpoolSink(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    log_gex_change(sink, symbol=f"{number}", previous_gex=1.0, current_gex=2.0, trigger_event="x" * 900)
    print(number, time.monotonic(), flush=True)
    time.sleep(0.0025)
"""


def test_a_power_loss_takes_a_tenth_of_a_second_and_leaves_no_hole(image, tmp_path, capsys):
    file, disk = image
    windows = []
    for attempt in range(5):
        root = disk / f"spool {attempt}"
        noted = tmp_path / f"noted {attempt}"
        with noted.open("wb") as output:
            bot = subprocess.Popen([sys.executable, "-c", BOT, root], cwd=ROOT, stdout=output)
        try:
            while not noted.stat().st_size:
                time.sleep(0.01)
            time.sleep(1 + attempt * 0.013)
            bot.send_signal(signal.SIGSTOP)
            stopped = time.monotonic()
            shutil.copy(file, tmp_path / "after")  # what the disk has at this moment, and not what the kernel still holds
        finally:
            bot.kill()
            bot.wait()
        windows.append(lost_seconds(tmp_path, root.name, noted, stopped))
        shutil.rmtree(directory.stage_of(root, directory.SHARED_MEMORY))
    with capsys.disabled():
        sys.stdout.write(f"\npower-loss window: {', '.join(f'{1000 * window:.0f}' for window in windows)} ms\n")
    assert sorted(windows)[len(windows) // 2] < 0.1


def lost_seconds(tmp_path, name, noted, stopped):
    """Mount what was on the disk, and see how old the oldest record is that is not there; what is there has no hole."""
    target = tmp_path / "recovered"
    target.mkdir(exist_ok=True)
    mount_image(tmp_path / "after", target)
    try:
        found = read_all(target / name, None)
    finally:
        subprocess.run(["umount", target], check=True)
    assert [sequence for sequence, _payload in found] == list(range(1, len(found) + 1))
    times = {int(number): float(moment) for number, moment in (line.split() for line in noted.read_text().splitlines() if line.count(" ") == 1)}
    return max((stopped - moment for number, moment in times.items() if number > len(found)), default=0.0)
