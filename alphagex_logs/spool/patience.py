"""Waiting for a destination that is away: for ever, at growing and random intervals, and telling since when."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0


class Stopped(Exception):  # noqa: N818  an order, not an error
    """Told to stop while the destination is away."""


@dataclass(slots=True)
class Patience:
    """`trouble` is what went wrong last, `since` when it began; both are None when all is well."""

    stop: threading.Event
    seconds: float = float("inf")
    tell: Callable[[str], None] | None = None
    trouble: str | None = None
    since: float | None = None
    _longest: float = FIRST_PAUSE

    def pause(self, error: Exception) -> None:
        """Wait before the next attempt.

        Raises Stopped when told to stop, and the error itself when the patience is at its end.
        """
        now = time.time()
        if self.tell is not None and self.trouble != str(error):
            self.tell(str(error))
        self.trouble, self.since = str(error), self.since or now
        if now - self.since > self.seconds:
            raise error
        # A random part keeps the shippers of many machines from returning in the same moment.
        if self.stop.wait(random.uniform(self._longest / 2, self._longest)):  # noqa: S311  no secret
            raise Stopped
        self._longest = min(2 * self._longest, LONGEST_PAUSE)

    def end(self) -> None:
        """All is well again."""
        if self.tell is not None and self.since is not None:
            self.tell(f"All is well again after {time.time() - self.since:.0f} s.")
        self.trouble = self.since = None
        self._longest = FIRST_PAUSE
