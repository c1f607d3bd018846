"""The thread that brings a journal to the disk every 50 ms, keeps an eye on the spool's size, and sees that a shipper runs."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from alphagex_logs.errors import SettingsError
from alphagex_logs.spool.record import described

if TYPE_CHECKING:
    from collections.abc import Callable

    from alphagex_logs.spool.journal import Journal
    from alphagex_logs.spool.reentry import OneAtATime

MEASURE_SECONDS = 1.0
SUPERVISE_SECONDS = 5.0


class Settler(threading.Thread):
    """Ends when told to, and for no other reason."""

    def __init__(self, journal: Journal, interval: float, turns: OneAtATime, supervise: Callable[[], None] | None) -> None:
        super().__init__(name="alphagex-spool", daemon=True)
        self._disk_problem: str | None = None
        self._shipper_problem: str | None = None
        self._journal = journal
        self._interval = interval
        self._turns = turns
        self._supervise = supervise
        self._wake = journal.room.urgent
        self._ended = False
        self._next_measure = self._next_look = 0.0

    @property
    def problem(self) -> str | None:
        """What keeps records from the disk, or from a shipper; None when nothing does."""
        return self._disk_problem or self._shipper_problem

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
            self._disk_problem = None
        except Exception as error:  # noqa: BLE001  without this thread records would stay in memory until there is no room
            self._disk_problem = f"The disk does not take the spool: {_said(error)}"
        if self._supervise is not None and now >= self._next_look:  # also on a full disk, which only a shipper empties
            self._next_look = now + SUPERVISE_SECONDS
            self._shipper_problem = self._looked_after(self._supervise)

    def _looked_after(self, supervise: Callable[[], None]) -> str | None:
        try:
            supervise()
        except Exception as error:  # noqa: BLE001  as above
            return f"No shipper can be started: {_said(error)}"
        return None


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, OSError | SettingsError) else described(error)
