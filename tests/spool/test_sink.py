"""The bot's side: nothing is raised, nothing waits, and what was accepted is there."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time

import pytest

from alphagex_logs.catalogue import GEX_CHANGE_LOG
from alphagex_logs.errors import SettingsError
from alphagex_logs.spool import directory, originals, record
from alphagex_logs.spool.policy import Policy
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change
from alphagex_logs.writers.operations import EventId, Operation, Verb
from tests.spool.conftest import open_files, read_all


def gex(sink, symbol="SPY", **values):
    return log_gex_change(sink, symbol=symbol, previous_gex=1.0, current_gex=2.0, **values)


def symbols(root, memory):
    return [record.load(payload)[0].values["symbol"] for _sequence, payload in read_all(root, memory)]


def test_what_was_logged_is_there_in_its_order(sink, root, memory):
    events = [gex(sink, f"S{number}") for number in range(20)]
    sink.close()
    assert symbols(root, memory) == [f"S{number}" for number in range(20)]
    assert [record.load(payload)[0].event_id for _sequence, payload in read_all(root, memory)] == events


def test_a_sink_goes_on_after_it_was_closed(sink, root, memory):
    gex(sink, "A")
    sink.close()
    sink.close()
    gex(sink, "B")
    sink.close()
    assert sorted(symbols(root, memory)) == ["A", "B"]


def test_threads_share_a_sink(sink, root, memory):
    threads = [threading.Thread(target=lambda name=name: [gex(sink, name) for _ in range(100)]) for name in "ABCD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sink.close()
    found = read_all(root, memory)
    assert [sequence for sequence, _payload in found] == list(range(1, 401))


def test_closing_while_others_log_loses_nothing(sink, root, memory):
    done = threading.Event()

    def bot():
        for number in range(300):
            gex(sink, f"{number}")
        done.set()

    thread = threading.Thread(target=bot)
    thread.start()
    while not done.is_set():
        sink.close()
    thread.join()
    sink.close()
    assert sorted(symbols(root, memory), key=int) == [f"{number}" for number in range(300)]


def test_a_durable_sink_hurries_the_disk_which_would_else_be_asked_a_minute_later(root, memory):
    with SpoolSink(root, memory=memory, durable=True, limits=Policy(settle_seconds=60)) as sink:
        gex(sink)
        assert sink._journal.wait(1, 5)  # a busy disk may take longer than the 50 ms that the call waits


def test_a_sink_that_is_not_durable_says_when_the_disk_has_it(root, memory):
    with SpoolSink(root, memory=memory, limits=Policy(settle_seconds=60)) as sink:
        gex(sink)
        assert sink.wait(5)


def test_a_supervisor_that_fails_does_not_keep_records_from_the_disk(root, memory):
    def supervise():
        raise ValueError("no shipper")

    with SpoolSink(root, memory=memory, limits=Policy(settle_seconds=0.01), supervise=supervise) as sink:
        for _ in range(2):
            gex(sink)
            assert sink.wait(5)
        while sink.problem is None:
            time.sleep(0.01)
        assert sink.problem == "No shipper can be started: ValueError: no shipper"


def test_where_no_thread_can_be_started_records_are_kept_without_one(root, memory, monkeypatch):
    sink = SpoolSink(root, memory=memory, limits=Policy(settle_seconds=0.01))
    before = threading.stack_size(1 << 46)  # more than there is to address
    files = open_files()
    try:
        gex(sink, "A")
        sink._refused_until = 0
        gex(sink, "B")
        assert "can't start new thread" in sink.problem
    finally:
        threading.stack_size(before)
    assert open_files() <= files + 4
    assert sink.dropped == 0
    sink._refused_until = 0
    gex(sink, "C")
    assert sink.wait(5)
    assert sink.problem is None
    sink.close()
    assert symbols(root, memory) == ["A", "B", "C"]


def test_an_object_that_logs_when_it_is_thrown_away_may_be_thrown_away_anywhere(sink, root, memory):
    class Talkative:
        def __init__(self):
            self.self = self

        def __del__(self):
            gex(sink, "LAST WORD")

    thresholds = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    try:
        for _ in range(200):
            Talkative()
            gex(sink, "MAIN")
    finally:
        gc.set_threshold(*thresholds)
    gc.collect()
    sink.close()
    found = symbols(root, memory)
    assert (found.count("MAIN"), found.count("LAST WORD")) == (200, 200)


def test_a_forked_child_has_a_folder_of_its_own(sink, root, memory):
    gex(sink, "BEFORE")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            gex(sink, "CHILD")
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    gex(sink, "PARENT")
    sink.close()
    assert sorted(symbols(root, memory)) == ["BEFORE", "CHILD", "PARENT"]
    assert len(list(directory.writers(root)) + (list(directory.writers(directory.stage_of(root, memory))) if memory else [])) >= 2


def test_a_child_that_lives_on_does_not_keep_its_parents_folder_locked(root, memory, tmp_path):
    script = f"""
import os, sys, time
from pathlib import Path
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change
sink = SpoolSink(Path({str(root)!r}), memory={f"Path({str(memory)!r})" if memory else None})
log_gex_change(sink, symbol="PARENT", previous_gex=1.0, current_gex=2.0)
sink.wait(5)
if os.fork() == 0:
    print("ready", flush=True)
    sys.stdin.read()
    os._exit(0)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert parent.stdout.readline() == b"ready\n"
        (writer,) = directory.writers(root)
        assert directory.is_held(writer / directory.LOCK)
        parent.kill()
        parent.wait()
        assert not directory.is_held(writer / directory.LOCK)
    finally:
        parent.kill()
        parent.wait()
        parent.stdin.close()
        parent.stdout.close()


class Hostile:
    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __float__ = __hash__ = __eq__ = __getattr__ = __repr__


class HostileError(Exception):
    def __str__(self):
        raise RuntimeError("no")


def test_what_a_writer_refuses_is_kept_as_it_came(sink, root, memory):
    event_id = log_gex_change(sink, symbol="SPY", previous_gex=float("nan"), current_gex="2", trigger_event="\0")
    sink.close()
    ((_sequence, payload),) = read_all(root, memory)
    refusal = record.load(payload)
    assert (refusal.writer, refusal.event_id) == ("log_gex_change", event_id)
    assert refusal.error.startswith("ValueRefused: gex_change_log.previous_gex cannot take nan")
    assert repr(originals.unpack(refusal.nodes, lambda name: None)) == repr(
        {"symbol": "SPY", "previous_gex": float("nan"), "current_gex": "2", "trigger_event": "\0"}
    )


@pytest.mark.parametrize("value", [Hostile(), "\ud800", "x" * 300_000, object, 10**400, [[]] * 3, lambda: None], ids=lambda value: type(value).__name__)
def test_no_value_raises_into_the_bot(sink, root, memory, value):
    gex(sink, trigger_event=value)
    gex(sink, value)
    log_gex_change(sink, no_such_field=value)
    sink.refuse("a writer", {"field": value}, HostileError())
    sink.close()
    assert len(read_all(root, memory)) == 4


def test_operations_that_no_writer_made_become_dead_letters(sink, root, memory):
    sink.accept([Operation(Verb.INSERT, "gex_change_log", EventId("e"), {"symbol": {1, 2}})])
    sink.accept([Operation(Verb.INSERT, "no_such_table", EventId("e"), {})])
    sink.accept([None])
    sink.accept([])
    sink.close()
    assert [record.load(payload).writer for _sequence, payload in read_all(root, memory)] == ["accept"] * 3


def test_a_folder_that_others_may_write_is_refused_at_the_start(root, tmp_path):
    root.mkdir()
    root.chmod(0o777)
    with pytest.raises(SettingsError, match="others"):
        SpoolSink(root)
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(SettingsError, match="link"):
        SpoolSink(tmp_path / "link")


def test_a_spool_that_cannot_be_made_any_more_is_counted_and_not_raised(root, memory, tmp_path):
    sink = SpoolSink(root, memory=memory, limits=Policy())
    root.rmdir()
    root.write_text("a file where the folder was")
    gex(sink)
    if memory is not None:  # shared memory takes it, until the folder can be made
        assert (sink.dropped, sink.wait(0.1)) == (0, False)
        assert "spool folder" in sink.problem
        root.unlink()
        assert sink.wait(5)
    else:
        assert sink.dropped == 1
        assert "spool folder" in sink.problem
        root.unlink()
        sink._refused_until = 0
        gex(sink)
        assert sink.dropped == 1
    sink.close()
    assert len(read_all(root, memory)) == 1


def test_a_disk_that_hangs_does_not_hang_the_bot(root, tmp_path, monkeypatch):
    (tmp_path / "memory").mkdir()
    frozen = threading.Event()
    sound = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: (frozen.wait(30), sound(descriptor)))
    sink = SpoolSink(root, memory=tmp_path / "memory", limits=Policy(settle_seconds=0.001))
    try:
        slowest = 0.0
        for _ in range(500):
            begun = time.perf_counter()
            gex(sink)
            slowest = max(slowest, time.perf_counter() - begun)
            time.sleep(0.0002)
        assert slowest < 0.5
        assert not sink.wait(0)
    finally:
        frozen.set()
    assert sink.wait(10)
    sink.close()
    assert len(read_all(root, tmp_path / "memory")) == 500


def test_put_still_raises_for_those_who_use_it_directly(sink):
    with pytest.raises(Exception, match="symbol"):
        sink.put(GEX_CHANGE_LOG, {"symbol": 5})


def test_the_import_of_a_bot_is_light():
    code = "import sys, alphagex_logs.spool.sink; print(*[m for m in ('sqlalchemy', 'psycopg2', 'numpy', 'pandas', 'duckdb', 'asyncio') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
