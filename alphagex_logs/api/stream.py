"""Sending a file while it is being read, from one version of the warehouse, and letting go of it however the sending ends."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.responses import StreamingResponse

from alphagex_logs import warehouse
from alphagex_logs.api.errors import TooBusy
from alphagex_logs.api.guard import HEAD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator, Iterator

    from starlette.types import Receive, Scope, Send

    from alphagex_logs.warehouse import Snapshot

MOST_AT_ONCE = 4
LONGEST_SECONDS = 3_600
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


@contextmanager
def place() -> Iterator[None]:
    """One of the places of those who read a whole file: they must not keep everybody else waiting. Raises TooBusy."""
    if not _places.acquire(blocking=False):
        raise TooBusy(f"{MOST_AT_ONCE} downloads are under way, which is as many as this server gives at a time.", "Try again in a moment.")
    try:
        yield
    finally:
        _places.release()


class Streamed(StreamingResponse):
    """Pieces of a file as they are read.

    Raises TooBusy. What fails before the first piece is an error answer; what fails later, or takes longer than an hour, breaks the connection,
    so that no client takes the beginning for the whole.
    """

    def __init__(self, pieces: Callable[[Snapshot], Generator[bytes, None, None]], *, media_type: str, file_name: str) -> None:
        super().__init__((), media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{file_name}"'})
        self._open = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        if scope.get(HEAD):
            await self.stream_response(send)
            return
        with place():
            await self._send_all(scope, receive, send)

    async def _send_all(self, scope: Scope, receive: Receive, send: Send) -> None:
        with await run_in_threadpool(warehouse.current().snapshot) as snapshot:
            pieces = self._open(snapshot)
            try:
                first = await run_in_threadpool(next, pieces, b"")
                self.body_iterator = _all(first, pieces)
                with anyio.fail_after(LONGEST_SECONDS):
                    await super().__call__(scope, receive, send)
            finally:
                pieces.close()


async def _all(first: bytes, pieces: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    yield first
    async for piece in iterate_in_threadpool(pieces):
        yield piece
