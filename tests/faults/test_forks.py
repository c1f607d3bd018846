"""Forks while threads log: no child waits for a lock that nobody holds any more, and no two processes share a folder."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from alphagex_logs.spool import directory, record
from tests.spool.conftest import read_all

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[2]
PROCESSES, FORKS = 10, 20
STORM = """
import os, sys, threading, time
from pathlib import Path
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change

sink = SpoolSink(Path(sys.argv[1]))
def gex(symbol): log_gex_change(sink, symbol=symbol, previous_gex=1.0, current_gex=2.0)
counts = [0, 0]
stop = False
def chatter(index):
    while not stop:
        gex("THREAD")
        counts[index] += 1
threads = [threading.Thread(target=chatter, args=(index,)) for index in range(2)]
for thread in threads: thread.start()
slowest = 0.0
for _ in range(int(sys.argv[2])):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        begun = time.perf_counter()
        gex("CHILD")
        os.write(writer, f"{time.perf_counter() - begun}".encode())
        os._exit(0)
    os.close(writer)
    slowest = max(slowest, float(os.read(reader, 100) or b"99"))
    os.close(reader)
    assert os.waitpid(child, 0)[1] == 0
stop = True
for thread in threads: thread.join()
print(sum(counts), slowest)
"""


def test_a_storm_of_forks_while_threads_log(tmp_path, capsys):
    root = tmp_path / "spool"
    processes = [subprocess.Popen([sys.executable, "-c", STORM, root, str(FORKS)], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    try:
        said = [process.communicate(timeout=200)[0].split() for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    slowest = max(float(words[1]) for words in said)
    with capsys.disabled():
        sys.stdout.write(f"\n{PROCESSES * FORKS} forks in {PROCESSES} processes; a child's first record took at most {1000 * slowest:.0f} ms\n")
    found = Counter(record.load(payload)[0].values["symbol"] for _sequence, payload in read_all(root, directory.SHARED_MEMORY))
    assert found == {"CHILD": PROCESSES * FORKS, "THREAD": sum(int(words[0]) for words in said)}
    stage = directory.stage_of(root, directory.SHARED_MEMORY)
    identities = {path.name for home in (root, stage) for path in directory.writers(home)}
    assert len(identities) == PROCESSES * (FORKS + 1)
    assert slowest < 5  # a second on a machine of its own
