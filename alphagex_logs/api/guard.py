"""What holds for every answer: its headers, HEAD as a GET without its body, no endless query string, and JSON even when something breaks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from alphagex_logs.api.errors import failure

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_QUERY = 32_768
HEAD = "alphagex.head"  # in the scope: nobody will read the body
_log = logging.getLogger(__name__)


class Guard:
    """ASGI middleware around the whole API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, has_body=scope["method"] != "HEAD")
        if not answer.has_body:
            scope = {**scope, "method": "GET", HEAD: True}
        try:
            await (_too_long if len(scope["query_string"]) > LONGEST_QUERY else self._app)(scope, receive, answer.send)
        except Exception:
            if answer.began:  # what has been sent is not whole: only a broken connection tells the client
                raise
            _log.exception("%s %s failed", scope["method"], scope["path"])
            await failure(500, "internal", "Something failed that should not have; the server's log says what.")(scope, receive, answer.send)


async def _too_long(scope: Scope, receive: Receive, send: Send) -> None:
    await failure(414, "too_long", f"The query string is longer than {LONGEST_QUERY:,} bytes.")(scope, receive, send)


class _Answer:
    """The sending side of one request."""

    def __init__(self, send: Send, *, has_body: bool) -> None:
        self._send = send
        self.has_body = has_body
        self.began = False

    async def send(self, message: Message) -> None:
        """Send it on, with our headers, without the body that HEAD does not want."""
        if message["type"] == "http.response.start":
            self.began = True
            headers = MutableHeaders(scope=message)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Cache-Control"] = "no-store"
        elif message["type"] == "http.response.body" and not self.has_body:
            message = {**message, "body": b""}
        await self._send(message)
