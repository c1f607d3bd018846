"""What holds for every request to the port, pages and API alike: by which name it may be asked for, and what a browser may do with the answer.

A page elsewhere can point a name of its own at 127.0.0.1 and then read what is there as its own (DNS rebinding); an address is nobody's to point.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from alphagex_logs.api.errors import failure

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Referrer-Policy": "same-origin",  # an address holds the filters
}


class Door:
    """ASGI middleware around everything. Besides localhost and addresses, `names` are what this server goes by."""

    def __init__(self, app: ASGIApp, names: Collection[str] = ()) -> None:
        self._app = app
        self._names = {"localhost", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request or websocket in, or answer that this is another server."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        if self._knows(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, headed)
        elif scope["type"] == "http":
            await _misdirected(scope, receive, headed)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _knows(self, host: str) -> bool:
        name = _name_of(host)
        return name in self._names or _is_address(name)


async def _misdirected(scope: Scope, receive: Receive, send: Send) -> None:
    said = "This server does not go by the name in the Host header; ALPHAGEX_HOSTS gives it more names."
    await failure(421, "misdirected", said)(scope, receive, send)


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:  # half of an IPv6 address
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
