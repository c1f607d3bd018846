"""The thread that keeps the warehouse fresh."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alphagex_logs.errors import AlphagexError

if TYPE_CHECKING:
    from alphagex_logs.warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class State:
    """How fresh the warehouse is: when a refresh last succeeded, and why the latest failed; `error` is empty when it did not."""

    last_success: datetime | None = None
    error: str = ""
    since: datetime | None = None  # the first of the failures in a row
    seconds: float = 0.0  # what the last refresh took

    @property
    def lag(self) -> float | None:
        """Seconds since the warehouse was last known to be the same as PostgreSQL; None when it never was."""
        return (datetime.now(UTC) - self.last_success).total_seconds() if self.last_success else None


class Refresher:
    """Refreshes a warehouse every so many seconds, from `start` to `stop`. When that fails the last good data stays, and `state` says so."""

    def __init__(self, warehouse: Warehouse, seconds: float) -> None:
        self.state = State(last_success=datetime.now(UTC) if warehouse.version else None)
        self._warehouse = warehouse
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="warehouse-refresher", daemon=True)

    def start(self) -> None:
        """Begin; returns at once. `freshness` then tells of this one."""
        global _running  # noqa: PLW0603  one process keeps one warehouse fresh
        _running = self
        self._thread.start()

    def stop(self) -> None:
        """End after the refresh that is under way; a second call does nothing."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._pause()):
            self._refresh()

    def _pause(self) -> float:
        return min(30.0, self._seconds * 5) if self.state.error else self._seconds

    def _refresh(self) -> None:
        began = time.monotonic()
        try:
            self._warehouse.refresh()
        except AlphagexError as error:
            self.state = replace(self.state, error=str(error), since=self.state.since or datetime.now(UTC))
        else:
            self.state = State(datetime.now(UTC), seconds=time.monotonic() - began)


_running: Refresher | None = None


def freshness() -> State | None:
    """How fresh the warehouse of this process is; None where no refresher has been started."""
    return _running.state if _running else None
