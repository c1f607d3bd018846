"""Room in shared memory: callers that find it full ask the thread that settles, and wait a moment, never for a disk that hangs."""

from __future__ import annotations

import threading
import time


class Room:
    """`urgent` wakes the thread that settles; once it has brought to the disk what is in memory, it calls `give`."""

    def __init__(self, seconds: float) -> None:
        self.urgent = threading.Event()
        self._seconds = seconds
        self._given = threading.Condition()
        self._times = 0
        self._wanted_since: float | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether somebody has asked since room was given last."""
        return self._wanted_since is not None

    def ask(self) -> bool:
        """Whether there was room soon enough. Counted from the first who asked: while the disk hangs, one caller waits, and not each."""
        with self._given:
            times = self._times
            self._wanted_since = self._wanted_since or time.monotonic()
            self.urgent.set()
            left = self._wanted_since + self._seconds - time.monotonic()
            return self._given.wait_for(lambda: self._times > times, max(0.0, left))

    def give(self) -> None:
        """Let those who wait try again."""
        with self._given:
            self._wanted_since = None
            self._times += 1
            self._given.notify_all()
