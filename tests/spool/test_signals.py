"""Signal handlers that log, close, and raise, at every point of a call at which Python runs them."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections import Counter
from functools import partial

import pytest

from alphagex_logs.spool import originals, record, status
from alphagex_logs.spool.policy import Policy
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import SpxDebugHandler, log_gex_change
from tests.spool.conftest import read_all


def gex(sink, symbol="SPY", **values):
    return log_gex_change(sink, symbol=symbol, previous_gex=1.0, current_gex=2.0, **values)


def symbols(root, memory):
    """Of every record, be it a row or a dead letter."""
    loaded = [record.load(payload) for _sequence, payload in read_all(root, memory)]
    return [originals.unpack(one.nodes, {}.get)["symbol"] if isinstance(one, record.Refusal) else one[0].values["symbol"] for one in loaded]


def test_logging_in_a_signal_handler_does_not_wait_for_the_call_that_it_interrupted(sink, root, memory):
    handled = []
    before = signal.signal(signal.SIGALRM, lambda *_: handled.append(gex(sink, "HANDLER")))
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    try:
        deadline = time.monotonic() + 0.4
        logged = 0
        while time.monotonic() < deadline:
            gex(sink, "MAIN")
            logged += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    sink.close()
    found = symbols(root, memory)
    assert handled
    assert found.count("MAIN") == logged
    assert found.count("HANDLER") == len(handled)


class Interrupted(BaseException):
    """What a signal handler raises, as it does for Ctrl-C."""


@pytest.fixture
def signal_during(monkeypatch):
    """Lets a real signal come right before or after the main thread's next call of a function of `os`."""
    installed = signal.getsignal(signal.SIGALRM)

    def arrange(name, handler, *, after=False):
        sound = getattr(os, name)

        def interrupted(*arguments, **options):
            if threading.current_thread() is not threading.main_thread():
                return sound(*arguments, **options)
            monkeypatch.setattr(os, name, sound)
            answer = sound(*arguments, **options) if after else None
            signal.raise_signal(signal.SIGALRM)
            return answer if after else sound(*arguments, **options)

        signal.signal(signal.SIGALRM, lambda *_: handler())
        monkeypatch.setattr(os, name, interrupted)

    yield arrange
    signal.signal(signal.SIGALRM, installed)


def interrupt():
    raise Interrupted


def test_a_call_that_a_signal_handler_breaks_off_costs_no_other_record(sink, root, memory, signal_during):
    gex(sink, "FIRST")
    for after in (True, False):
        signal_during("write", interrupt, after=after)
        with pytest.raises(Interrupted):
            gex(sink, f"BROKEN OFF {after}")
        gex(sink, f"NEXT {after}")
    sink.close()
    # The one whose write was over is there, although nobody was told so; no number comes twice, because readers pass over the second.
    assert symbols(root, memory) == ["FIRST", "BROKEN OFF True", "NEXT True", "NEXT False"]
    assert [sequence for sequence, _payload in read_all(root, memory)] == [1, 2, 3, 4]


def test_what_a_signal_handler_logged_is_kept_though_it_ends_the_call_that_it_interrupted(sink, root, memory, signal_during):
    def log_and_leave():
        gex(sink, "LAST WORDS")
        raise Interrupted

    signal_during("write", log_and_leave)
    with pytest.raises(Interrupted):
        gex(sink, "BROKEN OFF")
    assert status.look(root, memory=memory).waiting_records == 1  # now: there may be no next call
    sink.close()
    assert symbols(root, memory) == ["LAST WORDS"]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("moment", ["mkdir", "write"])
def test_a_signal_handler_may_close_the_sink_that_it_interrupts(sink, root, memory, signal_during, moment):
    begun = time.monotonic()
    signal_during(moment, sink.close)  # mkdir: while the first call makes the folder
    gex(sink, "A")
    assert time.monotonic() - begun < 4  # it used to wait for ever, or for five seconds
    gex(sink, "B")
    sink.close()
    assert sorted(symbols(root, memory)) == ["A", "B"]


class DeadlineError(TimeoutError):
    """What a bot's alarm raises; an OSError, as the errors of disks are."""


class LimitError(ValueError):
    """Another one, as the errors of bad values are."""


class Alarm:
    """Lets a real signal come at the nth point of a call at which Python runs signal handlers: the begin of a function, the end of a C function."""

    def __init__(self, kind):
        self._kind = kind

    def __call__(self, _number, _frame):
        raise self._kind("the bot's own")

    def during(self, call, point):
        """What was raised into the bot, and whether the call has so many points."""
        seen = 0

        def profile(frame, event, _argument):
            nonlocal seen
            if event in {"call", "c_return"} and frame.f_globals["__name__"].startswith("alphagex_logs."):
                seen += 1
                if seen == point:
                    sys.setprofile(None)
                    signal.raise_signal(signal.SIGALRM)

        before = signal.signal(signal.SIGALRM, self)
        sys.setprofile(profile)
        try:
            call()
        except self._kind as raised:
            return raised, True
        finally:
            sys.setprofile(None)
            signal.signal(signal.SIGALRM, before)
        return None, seen >= point


@pytest.mark.parametrize(
    ("kind", "odd", "first"),
    [(DeadlineError, False, False), (LimitError, False, False), (DeadlineError, True, False), (DeadlineError, False, True)],
    ids=["an OSError", "a ValueError", "a dead letter", "the first call"],
)
def test_what_a_handler_raises_reaches_the_bot_from_wherever_it_came_and_costs_no_other_record(root, memory, kind, odd, first):
    """A bot whose deadline were swallowed would wait for ever. The call that it broke off leaves its record or nothing, never a row and a dead letter."""
    alarm, point, reached = Alarm(kind), 0, True
    with SpoolSink(root, memory=memory, limits=Policy(settle_seconds=60)) as sink:
        gex(sink, "NEXT 0")
        while reached:
            point += 1
            if first:
                sink.close()
            raised, reached = alarm.during(partial(gex, sink, f"HIT {point}", trigger_event=b"no text" if odd else None), point)
            assert isinstance(raised, kind) is reached, f"it was silenced at point {point}"
            gex(sink, f"NEXT {point}")
        assert (sink.dropped, sink.problem) == (0, None)
    found = Counter(symbols(root, memory))
    assert point > 100
    assert {name for name, times in found.items() if times != 1} == set()
    assert [name for name in (f"NEXT {number}" for number in range(point + 1)) if name not in found] == []
    assert 1 < sum(name.startswith("HIT") for name in found) < 20  # the last one, and those whose write was over


def test_pythons_logging_does_not_silence_what_a_handler_raises(sink):
    line = logging.makeLogRecord({"name": "bot", "msg": "scan"})
    assert isinstance(Alarm(DeadlineError).during(lambda: SpxDebugHandler(sink).handle(line), 30)[0], DeadlineError)


def test_an_earlier_error_that_the_bot_is_handling_is_none_of_the_call(sink, root, memory):
    earlier, _reached = Alarm(DeadlineError).during(lambda: gex(sink, "HIT"), 10)
    try:
        raise earlier
    except DeadlineError:
        log_gex_change(sink, symbol=5, previous_gex=1, current_gex=2)
    sink.close()
    assert "symbol cannot take 5" in record.load(read_all(root, memory)[-1][1]).error
