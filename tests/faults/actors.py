"""Who acts in a fault run: bots that log and write down what was acknowledged, and shippers."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from alphagex_logs.catalogue import TRADING_DECISIONS
from alphagex_logs.postgres.shipment import PostgresDestination
from alphagex_logs.spool.directory import DEAD
from alphagex_logs.spool.shipper import Shipper
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change, record_pattern

MOMENT = datetime(2025, 1, 2, tzinfo=UTC)
FORK_SECONDS = 2.0
POISON_EVERY = 150


class Acknowledgements:
    """A file of one line per acknowledged operation. write(2) at once: it must survive the kill as the spool must."""

    def __init__(self, folder: str, name: str):
        self._file = os.open(Path(folder) / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, *words: object) -> None:
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())


def bot(root: str, acks: str, per_second: float) -> None:
    """Two threads that log everything there is to log, at a steady pace, and children that do so for a moment."""
    sink = SpoolSink(Path(root))
    thread = threading.Thread(target=_log, args=(sink, acks, per_second / 2, None), daemon=True)
    thread.start()
    while True:
        _log(sink, acks, per_second / 2, FORK_SECONDS)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                _log(sink, acks, per_second, 0.2)
                os._exit(0)
            os._exit(1)
        if os.waitpid(child, 0)[1] not in (0, signal.SIGKILL):
            raise RuntimeError("A forked child failed.")


def _log(sink: SpoolSink, acks: str, per_second: float, seconds: float | None) -> None:
    """One life of a logging thread, under a name of its own, so that what is un-acknowledged is at most its last operation."""
    me = uuid.uuid4().hex[:12]
    book = Acknowledgements(acks, me)
    begun = time.monotonic()
    for number in itertools.count(1):
        now = time.monotonic()
        if seconds is not None and now - begun > seconds:
            return
        _operation(sink, book, me, number)
        ahead = number / per_second - (time.monotonic() - begun)
        if ahead > 0:
            time.sleep(ahead)


def _operation(sink: SpoolSink, book: Acknowledgements, me: str, number: int) -> None:
    kind = number % 20
    if number % POISON_EVERY == 0:
        sink.put(TRADING_DECISIONS, _decision("TAKEN") | {"strategy": f"{me}-{number}"})
        book.note("poison", f"{me}-{number}")
    elif number % POISON_EVERY == 1:
        event_id = log_gex_change(sink, symbol=me, previous_gex=float("nan"), current_gex=2.0)
        book.note("refused", event_id)
    elif kind < 17:
        event_id = log_gex_change(sink, symbol=me, previous_gex=1.0, current_gex=2.0, trigger_event=f"{number}", at=MOMENT)
        book.note("row", event_id)
    elif kind < 19:
        record_pattern(sink, pattern_name=me, successes=1, total_return=0.01, at=MOMENT)
        book.note("counter", me)
    else:
        _decision_and_outcome(sink, book, f"{me}-{number}", number)


def _decision_and_outcome(sink: SpoolSink, book: Acknowledgements, decision_id: str, number: int) -> None:
    """A decision and its outcome, in either order; the outcome is corrected once."""

    def outcome(value: int) -> None:
        sink.amend(TRADING_DECISIONS, {"decision_id": decision_id}, {"actual_pnl": value})
        book.note("outcome", decision_id, value)

    if number % 40 == 19:
        outcome(number)
    sink.put(TRADING_DECISIONS, _decision(decision_id))
    book.note("decision", decision_id)
    outcome(number + 1)
    if number % 40 != 19:
        outcome(number + 2)


def _decision(decision_id: str) -> dict[str, object]:
    return {"decision_id": decision_id, "timestamp": MOMENT, "decision_type": "NO_TRADE", "action": "SKIP", "symbol": "SPX"}


def decider(root: str, acks: str, per_second: float) -> None:
    """Logs decisions whose outcomes another process logs."""
    _paired(root, acks, "pair-decisions", per_second, lambda sink, number: sink.put(TRADING_DECISIONS, _decision(f"PAIR-{number}")))


def settler(root: str, acks: str, per_second: float) -> None:
    """Logs outcomes of decisions that another process logs, before or after it does."""
    changes = {"actual_pnl": 1}
    _paired(root, acks, "pair-outcomes", per_second, lambda sink, number: sink.amend(TRADING_DECISIONS, {"decision_id": f"PAIR-{number}"}, changes))


def _paired(root: str, acks: str, name: str, per_second: float, log) -> None:
    path = Path(acks) / name
    # The number after the last acknowledged one may have been logged, so it is left out.
    first = max((int(line.split()[1]) for line in path.read_text().splitlines()), default=0) + 2 if path.exists() else 1
    book = Acknowledgements(acks, name)
    sink = SpoolSink(Path(root))
    for number in itertools.count(first):
        log(sink, number)
        book.note("pair", number)
        time.sleep(random.uniform(0, 2 / per_second))


def shipper(root: str, url: str) -> None:
    """Ships until killed."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Shipper(Path(root), PostgresDestination(url, Path(root) / DEAD), stop).run()
