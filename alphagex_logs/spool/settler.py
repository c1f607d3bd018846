"""The thread that brings a journal to the disk every 50 ms, keeps an eye on the spool's size, and sees that a shipper runs."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from alphagex_logs.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alphagex_logs.spool.journal import Journal
    from alphagex_logs.spool.reentry import OneAtATime

MEASURE_SECONDS = 1.0
SUPERVISE_SECONDS = 5.0


class Settler(threading.Thread):
    """`problem` says what the disk last answered; None when it took everything."""

    def __init__(self, journal: Journal, interval: float, turns: OneAtATime, supervise: Callable[[], None] | None) -> None:
        super().__init__(name="alphagex-spool", daemon=True)
        self.problem: str | None = None
        self._journal = journal
        self._interval = interval
        self._turns = turns
        self._supervise = supervise
        self._wake = threading.Event()
        self._ended = False
        self._next_measure = self._next_look = 0.0

    def run(self) -> None:
        """Settle until told to end."""
        while not self._ended:
            self._wake.wait(self._interval)
            self._wake.clear()
            # In turns, because what this thread throws away may log as it goes, and it holds the journal's lock.
            self._turns.run(self._tick)

    def hurry(self) -> None:
        """Settle now: somebody waits."""
        self._wake.set()

    def end(self, seconds: float) -> bool:
        """Stop, and say whether the thread has ended within so many seconds: it does not while the disk hangs."""
        self._ended = True
        self._wake.set()
        if threading.current_thread() is self:  # an object that this thread threw away closed the sink
            return False
        self.join(seconds)
        return not self.is_alive()

    def _tick(self) -> None:
        now = time.monotonic()
        try:
            self._journal.settle()
            if now >= self._next_measure:
                self._next_measure = now + MEASURE_SECONDS
                self._journal.measure()
            if self._supervise is not None and now >= self._next_look:
                self._next_look = now + SUPERVISE_SECONDS
                self._supervise()
            self.problem = None
        except (OSError, SettingsError) as error:
            self.problem = f"The disk does not take the spool: {error}"
