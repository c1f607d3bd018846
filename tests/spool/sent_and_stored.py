"""A bot that logs odd things, and whether what is stored says what it sent."""

from __future__ import annotations

import datetime as dt
import enum
import json
import time
import uuid
from decimal import Decimal

import numpy as np
import pandas as pd

from alphagex_logs.export import Format
from alphagex_logs.spool import originals, record
from alphagex_logs.spool.directory import SHARED_MEMORY
from alphagex_logs.spool.policy import GIB, Policy
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change, log_psychology_notification
from tests.export import reading
from tests.postgres.asking import ask
from tests.spool.conftest import ship
from tests.warehouse.opening import warehouse_of


class Bot:
    """Logs odd things, and remembers what it sent under which identity."""

    def __init__(self, root):
        self.sink = SpoolSink(root, limits=Policy(quota=4 * GIB, stage=GIB))
        self.sent = {}
        self.slowest = 0.0

    def call(self, writer, **fields):
        begun = time.perf_counter()
        event_id = writer(self.sink, **fields)
        self.slowest = max(self.slowest, time.perf_counter() - begun)
        self.sent[event_id] = fields

    def call_with(self, value):
        self.call(log_gex_change, symbol=value, previous_gex=1.0, current_gex=2.0)
        self.call(log_gex_change, symbol="SPY", previous_gex=1.0, current_gex=2.0, spot_price=value)
        self.call(log_gex_change, symbol="SPY", previous_gex=value, current_gex=2.0, at=dt.datetime(2025, 1, 2, tzinfo=dt.UTC))
        self.call(log_gex_change, symbol="SPY", previous_gex=1.0, current_gex=2.0, at=value)
        self.call(log_psychology_notification, message=value, details=value)
        self.call(log_psychology_notification, message="m", details={"inside": value})


def check(bot, database, destination, tmp_path):
    """Ship, and find everything that was sent; gives how many became rows and how many dead letters."""
    assert bot.sink.dropped == 0
    bot.sink.close()
    ship(tmp_path / "spool", SHARED_MEMORY, destination)
    rows = {row[0]: row[1:] for row in ask(database, 'SELECT event_id::text, symbol, spot_price, previous_gex, "timestamp" FROM gex_change_log')}
    notices = {row[0]: row[1:] for row in ask(database, "SELECT event_id::text, message, data FROM psychology_notifications")}
    refused = {}
    for payload, error in ask(database, "SELECT payload, error FROM agx.dead_letter"):
        found = record.load(bytes(payload))
        if isinstance(found, tuple):  # of what the writers let pass, PostgreSQL may refuse nothing but text too long for an index
            assert "index row size" in error
            assert found[0].values["symbol"] == bot.sent.pop(found[0].event_id)["symbol"]
        else:
            refused[found.event_id] = found
    assert rows.keys() | notices.keys() | refused.keys() == bot.sent.keys()
    assert len(rows) + len(notices) + len(refused) == len(bot.sent)
    for event_id, fields in bot.sent.items():
        if event_id in rows:
            symbol, spot_price, previous_gex, moment = rows[event_id]
            assert same(symbol, fields["symbol"])
            assert same(spot_price, fields.get("spot_price"))
            assert same(previous_gex, fields["previous_gex"])
            assert fields.get("at") is None or missing(fields["at"]) or same(moment, fields["at"])
        elif event_id in notices:
            assert same(notices[event_id][0], fields["message"])
            assert same(notices[event_id][1], fields["details"])
        else:
            assert kept(refused[event_id], fields)
    return len(rows) + len(notices), len(refused)


def missing(value):
    return value is None or type(value).__name__ in ("NaTType", "NAType")


def same(stored, sent):
    """Whether what is stored says what was sent. None is unknown, whatever the sender calls it."""
    if missing(sent):
        return stored is None
    if isinstance(sent, np.ndarray | np.generic | pd.Series):
        return same(stored, sent.tolist())
    if isinstance(sent, enum.Enum):
        return same(stored, sent.value)
    if isinstance(sent, dict):
        return isinstance(stored, dict) and len(stored) == len(sent) and all(same(stored[text_of(key)], item) for key, item in sent.items())
    if isinstance(sent, list | tuple):
        return isinstance(stored, list) and len(stored) == len(sent) and all(map(same, stored, sent))
    if isinstance(sent, dt.datetime) or isinstance(stored, dt.datetime):
        return as_moment(stored) == as_moment(sent)
    if isinstance(sent, dt.date | uuid.UUID):
        return stored == str(sent)
    if isinstance(sent, float):
        return not isinstance(stored, str | bool) and float(stored) == sent  # JSON gives 1e300 back as a whole number
    if isinstance(sent, Decimal):
        return stored == str(sent) or Decimal(repr(stored)) == sent
    return stored == sent and (not isinstance(sent, bool) or isinstance(stored, bool))


def text_of(key):
    return str(key.value if isinstance(key, enum.Enum) else key)


def as_moment(value):
    """In UTC, because Python finds a time that a zone skips or repeats equal to no time in another zone."""
    return (value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)).astimezone(dt.UTC)


def kept(refusal, fields):
    """Whether a dead letter holds what was sent: equal where it can be made again, described where not."""
    try:
        back = originals.unpack(refusal.nodes, lambda name: None)
    except originals.Irreproducible:
        return len(refusal.nodes) > len(fields)
    return back.keys() == fields.keys() and all(repr(plain(back[name])) == repr(plain(fields[name])) for name in fields)


def plain(value):
    if isinstance(value, dt.datetime):
        return value.isoformat()  # the moment and its offset; the name of the zone is not kept
    if isinstance(value, np.ndarray | np.generic | pd.Series):
        return plain(value.tolist())
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dict):
        return {repr(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def read_everywhere(database, folder):
    """Every stored row is in the warehouse, cell by cell, and every kind of file says the same of it."""
    with warehouse_of(database, folder) as opened:
        assert opened.reconcile(cells=True) == []
        for table, documents in (("gex_change_log", ()), ("psychology_notifications", ("data",))):
            written = {kind: reading.content(opened, table, kind, raw=True) for kind in Format}
            held = reading.parquet(written[Format.PARQUET])
            assert held.num_rows == ask(database, f"SELECT count(*) FROM {table}")[0][0]
            assert reading.csv_typed(written[Format.CSV], held.schema).equals(held)
            rows = reading.json_rows(written[Format.JSON])
            assert reading.ndjson_rows(written[Format.NDJSON]) == rows
            expected = reading.comparable(held)
            for row in expected:
                row.update({name: json.loads(row[name], parse_float=Decimal) for name in documents if row[name] is not None})
            assert rows == expected
