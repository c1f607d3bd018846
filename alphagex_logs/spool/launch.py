"""Starting a shipper: beside a bot a process that outlives it and ends when nothing is left to do, beside a server one that ends with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from alphagex_logs.errors import SettingsError
from alphagex_logs.spool import directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOCK = "drain.lock"
LOG = "shipper.log"
LARGEST_LOG = 1 << 20
LONGEST_PAUSE = 300.0
LINGER_SECONDS = 60
LOOK_SECONDS = 2.0
END_SECONDS = 12.0  # a shipper gives itself eight seconds to bring in what is left


class Launcher:
    """Call it now and then: where no shipper runs, it starts one; when those end at once, it waits longer and longer.

    An `attached` shipper runs until `stop`, or until this process ends in whatever way; others end a minute after the last bot.
    """

    def __init__(self, root: Path, url: str, *, attached: bool = False) -> None:
        self._root = root
        self._url = url
        self._attached = attached
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
                [sys.executable, "-m", "alphagex_logs", "ship", "--spool", str(self._root), "--url-from-stdin", *self._until()],
                start_new_session=True,
                stdin=subprocess.PIPE,
                stdout=log.number,
                stderr=log.number,
            )
            pipe = self._started.stdin
            pipe.write(f"{self._url}\n".encode())  # type: ignore[union-attr]  # asked for
            (pipe.flush if self._attached else pipe.close)()  # type: ignore[union-attr]
        finally:
            log.close()

    def _until(self) -> tuple[str, ...]:
        return ("--attached",) if self._attached else ("--linger", str(LINGER_SECONDS))

    def stop(self) -> None:
        """End the shipper that was started here, after it has shipped what is left, for a few seconds at most."""
        started, self._started = self._started, None
        if started is None:
            return
        started.stdin.close()  # type: ignore[union-attr]  # asked for
        try:
            started.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


class Companion(threading.Thread):
    """Sees that a shipper runs for as long as a server does; `tell` hears why one cannot be started."""

    def __init__(self, root: Path, url: str, tell: Callable[[str], None]) -> None:
        super().__init__(name="alphagex-shipper", daemon=True)
        self._root = root
        self._launcher = Launcher(root, url, attached=True)
        self._tell = tell
        self._told = ""
        self._end = threading.Event()

    def run(self) -> None:
        """Look every two seconds."""
        while not self._end.is_set():
            try:
                directory.prepare(self._root)
                self._launcher()
            except (OSError, SettingsError) as error:
                if str(error) != self._told:
                    self._told = str(error)
                    self._tell(f"No shipper runs: {error}")
            self._end.wait(LOOK_SECONDS)

    def stop(self) -> None:
        """End the shipper if it is ours."""
        self._end.set()
        self.join()
        self._launcher.stop()
