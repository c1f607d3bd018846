"""One thing at a time per thread: a signal handler, or a `__del__` that runs in the middle of `log`, must not wait for the lock it interrupted."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class OneAtATime(threading.local):
    """Runs calls; one that is made while another of the same thread runs is left to that one, which runs it at its end."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False

    def run(self, call: Callable[[], None]) -> None:
        """Run the call now, or right after the one that it interrupted. What a call raises goes to whoever runs it."""
        self._waiting.append(call)
        self._run_waiting()

    def _run_waiting(self) -> None:
        waiting = self._waiting
        while waiting and not self._busy:
            self._busy = True
            try:
                if waiting:  # asked again, because a signal handler may have run everything just before we were busy
                    waiting.popleft()()
            except BaseException:  # a signal handler that logged and then ends the process: there may be no next call to run what it left
                self._busy = False
                self._run_waiting()
                raise
            finally:
                self._busy = False
