"""Rows as a stream of Arrow batches, received by threads of their own: PostgreSQL, the threads and who consumes work at once."""

from __future__ import annotations

import threading
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

import psycopg2
import pyarrow as pa

from alphagex_logs.sync.binary import BrokenRow, body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alphagex_logs.sync.binary import Form

    Receive = Callable[["Receiver"], None]

ROWS = 2_048  # what is decoded together: few enough that it still lies in the processor's cache, and that no memory is given back in between
BLOCKS = 4  # of many rows, so many blocks make a batch: handing over fewer would take longer, and more of them cost memory


class BrokenStream(Exception):  # noqa: N818 - internal: always becomes DatabaseUnreachable
    """The rows stopped coming."""


class _Stopped(Exception):  # noqa: N818 - internal: ends a COPY that nobody reads any more
    """Nobody wants more rows."""


class Stream:
    """The rows that some functions receive, each in its own thread; the batches come in any order.

    Who consumes `reader` in another library sees only that something failed; `close` then raises what did.
    """

    def __init__(self, form: Form, receive: Sequence[Receive], blocks: int = 1) -> None:
        """Begin; each function lets COPY write to the receiver that it is given. So many blocks of rows make a batch: the first may not have to wait."""
        self._arrived: Queue[pa.RecordBatch | None] = Queue(1)
        self._failure: BaseException | None = None
        self._stopped = False
        self._working = len(receive)
        self._threads = [threading.Thread(target=self._run, args=(work, Receiver(form, self._put, blocks)), name="rows", daemon=True) for work in receive]
        for thread in self._threads:
            thread.start()
        self.reader = pa.RecordBatchReader.from_batches(form.schema, self._batches())

    def close(self) -> None:
        """End, whether or not all was read. Raises BrokenStream when rows are missing."""
        self._stopped = True
        while any(thread.is_alive() for thread in self._threads):
            try:
                self._arrived.get(timeout=0.01)  # they may be waiting for room
            except Empty:
                continue
        self._check()

    def _run(self, work: Receive, receiver: Receiver) -> None:
        try:
            work(receiver)
            receiver.finish()
        except _Stopped:
            pass
        except (psycopg2.Error, pa.ArrowException, BrokenRow) as error:
            self._failure = error
        finally:
            self._arrived.put(None)

    def _put(self, batch: pa.RecordBatch) -> None:
        if self._stopped or self._failure:
            raise _Stopped
        self._arrived.put(batch)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        while self._working and not self._stopped:
            batch = self._arrived.get()
            if batch is None:
                self._working -= 1
            else:
                yield batch
        self._check()

    def _check(self) -> None:
        if self._failure is not None:
            raise BrokenStream(str(self._failure)) from self._failure


class Receiver:
    """What COPY writes rows to, one a call, as PostgreSQL sends them."""

    def __init__(self, form: Form, put: Callable[[pa.RecordBatch], None], together: int) -> None:
        self._form = form
        self._put = put
        self._together = together
        self._rows: list[bytes] = []
        self._blocks: list[pa.RecordBatch] = []

    def write(self, message: bytes) -> None:
        """Take one row."""
        self._rows.append(message)
        if len(self._rows) == ROWS:
            self._decode()

    def copy(self, cursor: Any, select: str) -> None:
        """Receive the rows of a select."""
        cursor.copy_expert(self._form.statement(select), self)
        self._decode()

    def finish(self) -> None:
        """Hand over what is left."""
        blocks, self._blocks = self._blocks, []
        if blocks:
            self._put(blocks[0] if len(blocks) == 1 else pa.concat_batches(blocks))

    def _decode(self) -> None:
        rows = [row for row in (*map(body, self._rows[:1]), *self._rows[1:-1], *map(body, self._rows[1:][-1:])) if row]
        self._rows = []
        if rows:
            self._blocks.append(self._form.batch(rows))
        if len(self._blocks) == self._together:
            self.finish()
