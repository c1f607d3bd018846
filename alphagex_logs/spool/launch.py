"""Starting a shipper beside a bot: a process of its own, which ends by itself when another one is at work or nothing is left to do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from alphagex_logs.spool import directory

if TYPE_CHECKING:
    from pathlib import Path

LOCK = "drain.lock"
LOG = "shipper.log"
LARGEST_LOG = 1 << 20
LONGEST_PAUSE = 300.0


class Launcher:
    """Call it now and then: where no shipper runs, it starts one; when those end at once, it waits longer and longer."""

    def __init__(self, root: Path, url: str) -> None:
        self._root = root
        self._url = url
        self._started: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0
        self._pause = 5.0

    def __call__(self) -> None:
        """See that a shipper runs.

        Raises OSError.
        """
        if self._started is not None and self._started.poll() is None:
            return
        if directory.is_held(self._root / LOCK):
            self._pause = 5.0
        elif time.monotonic() >= self._not_before:
            self._start()

    def _start(self) -> None:
        self._not_before = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        path = self._root / LOG
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.unlink()
        log = directory.open_private(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            # A session of its own: Ctrl-C in the bot's terminal must not stop what other bots use too. The URL goes through a pipe, because
            # everybody on the machine can read command lines.
            self._started = subprocess.Popen(  # noqa: S603  our own command
                [sys.executable, "-m", "alphagex_logs", "ship", "--spool", str(self._root), "--linger", "60", "--url-from-stdin"],
                start_new_session=True,
                stdin=subprocess.PIPE,
                stdout=log.number,
                stderr=log.number,
            )
            with self._started.stdin as pipe:  # type: ignore[union-attr]  # asked for
                pipe.write(f"{self._url}\n".encode())
        finally:
            log.close()
