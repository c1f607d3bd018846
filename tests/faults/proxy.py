"""A bad network on loopback: TCP on 127.0.0.1 to a PostgreSQL's unix socket, cut, held up, sliced or swallowed on the way."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

TO_SERVER, TO_CLIENT = "to server", "to client"


class Proxy:
    """`url` leads through it. Counts the bytes of the newest connection in each direction; `cut` ends that connection after so many."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        self._socket = str(Path(query["host"][0]) / f".s.PGSQL.{query['port'][0]}")
        self.passed = {TO_SERVER: bytearray(), TO_CLIENT: bytearray()}
        self.cut: tuple[str, int] | None = None
        self.delay = 0.0
        self.slice = 65_536
        self.swallow = False
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}"

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    async def _serve(self, client_reader, client_writer):
        self.connections += 1
        self.passed = {TO_SERVER: bytearray(), TO_CLIENT: bytearray()}
        server_reader, server_writer = await asyncio.open_unix_connection(self._socket)
        pumps = [
            asyncio.create_task(self._pump(client_reader, server_writer, TO_SERVER)),
            asyncio.create_task(self._pump(server_reader, client_writer, TO_CLIENT)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            for writer in (client_writer, server_writer):
                writer.transport.abort()  # a reset, not a farewell
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(self, reader, writer, direction):
        passed = self.passed[direction]
        with contextlib.suppress(ConnectionError):
            while content := await reader.read(self.slice):
                if self.swallow:
                    continue
                await asyncio.sleep(self.delay)
                if self.cut is not None and self.cut[0] == direction:
                    content = content[: max(0, self.cut[1] - len(passed))]
                passed += content
                writer.write(content)
                await writer.drain()
                if self.cut == (direction, len(passed)):
                    return

    def close(self):
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(10)
        self._loop.close()

    def _stop(self):
        self._server.close()  # here, because a server may only be closed by the thread of its loop
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        asyncio.ensure_future(asyncio.wait([*tasks, asyncio.ensure_future(asyncio.sleep(0.05))])).add_done_callback(lambda _done: self._loop.stop())
