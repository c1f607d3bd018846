"""What logging costs a bot, and how fast a backlog reaches PostgreSQL, beside the ways that bots use today; all in one run on one machine.

Latency of one call at a steady pace, with PostgreSQL up, stopped, hung (SIGSTOP) and while a backlog is shipped, against
  (a) connect, insert and commit per call, as the legacy loggers do,
  (b) an SQLAlchemy insert per call on a pool,
  (c) Python's QueueHandler, which keeps records in memory and loses them with the process.
Rows per second of a bot that logs as fast as it can, of the shipper, of (a) and (b), and of COPY of the finished rows as the floor.

Run: python -m benchmarks.write_path [--seconds 10] [--rounds 3] [--rate 400] [--backlog 400000]
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import psycopg2

from alphagex_logs.postgres.bulk import _line
from alphagex_logs.spool import directory, state, status
from alphagex_logs.spool.sink import SpoolSink
from benchmarks.writing import LIMITS, Server, Shipping, fill, finished_row, in_memory, legacy, log, pooled


def paced(call, seconds: float, rate: float) -> list[float]:
    """Call at a steady pace; how long each took, in microseconds."""
    times = []
    begun = time.perf_counter()
    for number in range(int(seconds * rate)):
        ahead = begun + number / rate - time.perf_counter()
        if ahead > 0:
            time.sleep(ahead)
        start = time.perf_counter()
        call(number)
        times.append(1e6 * (time.perf_counter() - start))
    return times


def per_second(call, seconds: float) -> float:
    """How often a second it can be called."""
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        call(count)
        count += 1
    return count / (time.perf_counter() - begun)


# --- the spool, in four states


def spool_up(server, root, seconds, rate):
    with Shipping(server, root), SpoolSink(root, limits=LIMITS) as sink:
        return paced(lambda number: log(sink, number), seconds, rate)


def spool_down(server, root, seconds, rate):
    server.down()
    try:
        with Shipping(server, root), SpoolSink(root, limits=LIMITS) as sink:
            return paced(lambda number: log(sink, number), seconds, rate)
    finally:
        server.up()


def spool_hung(server, root, seconds, rate):
    with Shipping(server, root), SpoolSink(root, limits=LIMITS) as sink:
        log(sink)
        time.sleep(0.5)
        server.freeze(signal.SIGSTOP)
        try:
            return paced(lambda number: log(sink, number), seconds, rate)
        finally:
            server.freeze(signal.SIGCONT)


def spool_draining(server, root, seconds, rate, backlog):
    fill(root, backlog)
    with Shipping(server, root), SpoolSink(root, limits=LIMITS) as sink:
        times = paced(lambda number: log(sink, number), seconds, rate)
        assert status.look(root).waiting_records > 1_000, "The backlog was gone before the measurement ended: make it larger with --backlog."
        return times


# --- throughput


def shipped_per_second(server, root, backlog):
    server.ask("DELETE FROM agx.writer_cursor")
    fill(root, backlog)
    with Shipping(server, root):
        while (said := state.read(root)) is None or said.records == 0:
            time.sleep(0.01)
        begun, counted = said.beat, said.records
        while any(directory.writers(root)):
            time.sleep(0.02)
        return (backlog - counted) / (time.time() - begun)


def copied_per_second(server, records):
    """The finished rows of as many operations in batches of 1,000, as text that is ready to send."""
    row = finished_row()
    names = ", ".join(f'"{name}"' for name in row)
    line = _line(list(row.values()))
    connection = psycopg2.connect(server.url)
    begun = time.perf_counter()
    for _ in range(0, records, 1_000):
        with connection, connection.cursor() as cursor:
            cursor.copy_expert(f"COPY gex_change_log ({names}) FROM STDIN", io.StringIO(line * 1_000))
    elapsed = time.perf_counter() - begun
    connection.close()
    return records / elapsed


def logged_per_second(root, seconds):
    with SpoolSink(root, limits=LIMITS) as sink:
        return per_second(lambda number: log(sink, number), seconds)


# --- the tables


def quantiles(times):
    ordered = sorted(times)
    return [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.99, 0.999)] + [ordered[-1]]


def medians(rounds):
    return [statistics.median(values) for values in zip(*rounds, strict=True)]


def show_latencies(found):
    base = medians(found["log(), PostgreSQL up"])[0]
    print(f"\n{'microseconds per call':34}{'p50':>9}{'p99':>9}{'p99.9':>9}{'max':>10}{'p50 against log()':>20}")
    for name, rounds in found.items():
        p50, p99, p999, worst = medians(rounds)
        print(f"{name:34}{p50:9,.0f}{p99:9,.0f}{p999:9,.0f}{worst:10,.0f}{p50 / base:19.1f}x")


def show_rates(found):
    floor = statistics.median(found["COPY of finished rows"])
    print(f"\n{'rows per second':34}{'median':>9}{'':9}{'':9}{'':10}{'share of COPY':>20}")
    for name, rounds in found.items():
        print(f"{name:34}{statistics.median(rounds):9,.0f}{'':28}{statistics.median(rounds) / floor:19.1%}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="per measurement (default: 10)")
    parser.add_argument("--rounds", type=int, default=3, help="how often; medians over the rounds are shown (default: 3)")
    parser.add_argument("--rate", type=float, default=400, help="calls a second for the latencies (default: 400)")
    parser.add_argument("--backlog", type=int, default=400_000, help="records that wait while latency is measured (default: 400,000)")
    return parser.parse_args()


def one_round(chosen, server, folder, latencies, rates):
    def root(name):
        made = folder / f"spool-{name}"
        shutil.rmtree(made, ignore_errors=True)
        return made

    seconds, rate = chosen.seconds, chosen.rate
    measured = {
        "log(), PostgreSQL up": lambda: spool_up(server, root("up"), seconds, rate),
        "log(), PostgreSQL stopped": lambda: spool_down(server, root("down"), seconds, rate),
        "log(), PostgreSQL hung": lambda: spool_hung(server, root("hung"), seconds, rate),
        "log(), backlog being shipped": lambda: spool_draining(server, root("draining"), seconds, rate, chosen.backlog),
        "(a) connect, insert, commit": lambda: paced(legacy(server), seconds / 2, rate),
        "(b) SQLAlchemy on a pool": lambda: paced(pooled(server), seconds / 2, rate),
        "(c) QueueHandler, in memory": lambda: paced(in_memory(), seconds / 2, rate),
    }
    for name, measure in measured.items():
        gc.collect()
        latencies[name].append(quantiles(measure()))
    server.ask("TRUNCATE gex_change_log")
    rates["a bot that only logs"].append(logged_per_second(root("fast"), min(seconds, 5)))
    rates["shipper, a backlog"].append(shipped_per_second(server, root("drain"), chosen.backlog // 2))
    rates["COPY of finished rows"].append(copied_per_second(server, chosen.backlog // 2))
    rates["(a) connect, insert, commit"].append(per_second(legacy(server), min(seconds, 3)))
    rates["(b) SQLAlchemy on a pool"].append(per_second(pooled(server), min(seconds, 3)))


def main() -> None:
    chosen = arguments()
    folder = Path(tempfile.mkdtemp(prefix="alphagex-benchmark-"))
    folder.chmod(0o711)
    latencies, rates = defaultdict(list), defaultdict(list)
    try:
        server = Server(folder / "server")
        for number in range(chosen.rounds):
            print(f"round {number + 1} of {chosen.rounds}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", file=sys.stderr)
            one_round(chosen, server, folder, latencies, rates)
        show_latencies(latencies)
        show_rates(rates)
        server.down()
    finally:
        for spool in folder.glob("spool-*"):
            shutil.rmtree(directory.stage_of(spool, directory.SHARED_MEMORY), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
