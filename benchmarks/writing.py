"""A server that can be stopped and frozen, a shipper, and the ways to log that are compared on them."""

from __future__ import annotations

import logging
import logging.handlers
import os
import queue
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
from sqlalchemy import insert

from alphagex_logs.postgres import embedded
from alphagex_logs.postgres.apply import _rows
from alphagex_logs.postgres.engine import engine
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.schema import LOG_TABLES
from alphagex_logs.spool import directory
from alphagex_logs.spool.launch import LOCK
from alphagex_logs.spool.policy import GIB, Policy
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change
from alphagex_logs.writers.testing import RecordingSink

ROOT = Path(__file__).parents[1]
TEXT = "x" * 900  # with the other columns a record of 1.4 kB
MOMENT = datetime(2025, 1, 2, tzinfo=UTC)
LIMITS = Policy(quota=20 * GIB)


def log(sink, number=0):
    log_gex_change(sink, symbol="SPY", previous_gex=2e9, current_gex=1e9 + number, spot_price=4500.25, trigger_event=TEXT, at=MOMENT)


def operation():
    sink = RecordingSink()
    log(sink)
    return sink.operations[0]


def finished_row():
    """The columns of one row as PostgreSQL gets them, without its identity, which must differ."""
    return {name: value for name, value in _rows([operation()])[0].items() if name != "event_id"}


def fill(root: Path, records: int) -> None:
    with SpoolSink(root, limits=LIMITS) as sink:
        for number in range(records):
            log(sink, number)
        assert not sink.dropped


class Server:
    """A PostgreSQL of our own that can be stopped and frozen."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.use = embedded.start(folder)
        self.url = self.use.url
        migrate(self.url)

    def down(self) -> None:
        self.use.stop()

    def up(self) -> None:
        self.use = embedded.start(self.folder)

    def freeze(self, number: int) -> None:
        postmaster = int((self.folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *map(int, children)):
            os.kill(process, number)

    def ask(self, statement: str):
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()


class Shipping:
    """`alphagex-logs ship` as a process of its own."""

    def __init__(self, server: Server, root: Path):
        environment = {**os.environ, "DATABASE_URL": server.url, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "alphagex_logs", "ship", "--spool", str(root)]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        while not directory.is_held(root / LOCK):
            time.sleep(0.02)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.process.kill()
        self.process.wait()


def legacy(server):
    row = finished_row()
    names = ", ".join(f'"{name}"' for name in row)
    statement = f"INSERT INTO gex_change_log ({names}) VALUES ({', '.join(['%s'] * len(row))})"
    parameters = list(row.values())

    def call(_number):
        connection = psycopg2.connect(server.url)
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
        connection.commit()
        connection.close()

    return call


def pooled(server):
    made = engine(server.url)
    statement, values = insert(LOG_TABLES["gex_change_log"]), dict(operation().values)

    def call(_number):
        with made.begin() as connection:
            connection.execute(statement, values)

    return call


def in_memory():
    logger = logging.Logger("bot")
    logger.addHandler(logging.handlers.QueueHandler(queue.SimpleQueue()))
    return lambda number: logger.info("%s %s %s %s", "SPY", 2e9, 1e9 + number, TEXT)
