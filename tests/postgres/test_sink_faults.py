"""The direct sink while PostgreSQL is away, and when an answer is lost on the way."""

from __future__ import annotations

import select
import shutil
import socket
import tempfile
import threading
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest

from alphagex_logs.catalogue import GEX_CHANGE_LOG, PATTERN_LEARNING
from alphagex_logs.errors import DatabaseUnreachable, WriteFailed
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.writers.sink import replacement
from tests.postgres.asking import ask, run

pytestmark = pytest.mark.faults
ROW = {"symbol": "SPY"}


class Line:
    """A way to the server that can cut a connection right after a COMMIT reached it, before the answer comes back."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.target = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        self.folder = tempfile.mkdtemp(prefix="alphagex-line-")
        self.url = f"{url.partition('?')[0]}?host={self.folder}&port=5432"
        self.cuts_left = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(f"{self.folder}/.s.PGSQL.5432")
        self.listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.listener.close()
        shutil.rmtree(self.folder)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(self.target)
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    sent = ready.recv(65536)
                    if not sent:
                        return
                    (server if ready is client else client).sendall(sent)
                    if ready is client and b"COMMIT" in sent and self.cuts_left:
                        self.cuts_left -= 1
                        server.recv(65536)  # it is committed now
                        return


@pytest.fixture
def line(database):
    line = Line(database)
    yield line
    line.close()


@pytest.fixture
def shut(databases, database):
    """Call it to let nobody into the database any more, and with True to open it again."""

    def change(open_again: bool = False) -> None:
        name = database.partition("?")[0].rpartition("/")[2]
        run(databases.url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS {open_again}")
        run(databases.url, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", name)

    return change


def test_a_commit_whose_answer_is_lost_takes_effect_once(database, line):
    with PostgresSink(line.url) as sink:
        for _ in range(5):
            line.cuts_left = 1
            sink.upsert(PATTERN_LEARNING, {"pattern_name": "P", "occurrences": 1}, key=("pattern_name",), adding=("occurrences",))
            sink.flush()
            assert line.cuts_left == 0
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(5,)]


def test_rows_wait_while_postgres_is_away_and_arrive_when_it_returns(database, shut):
    with PostgresSink(database, patience_seconds=0.3) as sink:
        shut()
        sink.put(GEX_CHANGE_LOG, ROW)
        with pytest.raises(DatabaseUnreachable, match=r"has not answered for 0\.3 s .*1 rows are waiting"):
            sink.flush()
        shut(open_again=True)
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(1,)]


def test_a_full_queue_holds_the_caller_back_and_then_says_why(database, shut):
    sink = PostgresSink(database, patience_seconds=0.3, queue_rows=3)
    shut()
    for _ in range(3):
        sink.put(GEX_CHANGE_LOG, ROW)
    with pytest.raises(DatabaseUnreachable, match="3 rows are waiting"):
        sink.put(GEX_CHANGE_LOG, ROW)
    shut(open_again=True)
    sink.close()
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(3,)]


def test_closing_while_postgres_is_away_names_what_was_not_delivered(database, shut):
    sink = PostgresSink(database, patience_seconds=0.3, batch_rows=2)
    shut()
    for _ in range(5):
        sink.put(GEX_CHANGE_LOG, ROW)
    with pytest.raises(WriteFailed, match="gex_change_log: PostgreSQL was not reachable") as failed:
        sink.close()
    assert len(failed.value.failures) == 5
    shut(open_again=True)


def test_a_deadlock_is_tried_again(database):
    sinks = [PostgresSink(database, batch_rows=2) for _ in range(2)]
    names = (["A", "B"], ["B", "A"])

    def write(sink, order):
        for _ in range(50):
            sink.together(*(_sighting(name) for name in order))
        sink.close()

    threads = [threading.Thread(target=write, args=pair) for pair in zip(sinks, names, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ask(database, "SELECT pattern_name, occurrences FROM pattern_learning ORDER BY 1") == [("A", 100), ("B", 100)]


def _sighting(name):
    return replacement(PATTERN_LEARNING, {"pattern_name": name, "occurrences": 1}, key=("pattern_name",), adding=("occurrences",))
