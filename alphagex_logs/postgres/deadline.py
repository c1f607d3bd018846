"""A limit on how long a client waits for its server, whatever the network or a stopped process does."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg2 import extensions


class Deadline:
    """Cuts the watched connection when the server has not answered in time.

    The server's own limits do not help when its process is stopped, and TCP's do not when a proxy in between stays alive.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._socket: socket.socket | None = None

    def watch(self, connection: extensions.connection) -> None:
        """Watch this connection from now on, and no longer the one before."""
        self.forget()
        self._socket = socket.socket(fileno=os.dup(connection.fileno()))  # shutting down a copy ends the connection, and never a reused number

    def forget(self) -> None:
        """Watch nothing."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Cut the connection when the block takes too long; whatever waits in it then fails."""
        timer = threading.Timer(self._seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        watched = self._socket
        if watched is not None:
            with suppress(OSError):  # it ended by itself
                watched.shutdown(socket.SHUT_RDWR)
