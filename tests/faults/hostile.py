"""Writers that do to a database what is hardest to follow: late commits, savepoints, rollbacks, updates, deletes, ids that return, truncates."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import errors
from psycopg2.extras import Json

if TYPE_CHECKING:
    from collections.abc import Iterator

LATEST_COMMIT = 2.5
BOTS = ("ARES", "ATLAS", "PHOENIX", "HERMES", "FORTRESS")
LOST_RACES = (errors.DeadlockDetected, errors.LockNotAvailable, errors.UniqueViolation)


class Writer(threading.Thread):
    """One bot that misbehaves until told to stop; `done` counts what it did and `failure` holds what should not have happened."""

    def __init__(self, url: str, seed: int, stop: threading.Event) -> None:
        super().__init__(name=f"hostile-{seed}", daemon=True)
        self.done: Counter[str] = Counter()
        self.failure: Exception | None = None
        self._url = url
        self._random = random.Random(seed)
        self._stop_writing = stop

    def run(self) -> None:
        try:
            with psycopg2.connect(self._url) as connection:
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '300ms'")
                connection.commit()
                while not self._stop_writing.is_set():
                    self._transaction(connection)
        except Exception as error:  # noqa: BLE001  told by the test that joins the thread
            self.failure = error

    def _transaction(self, connection) -> None:
        try:
            with connection.cursor() as cursor:
                for _ in range(self._random.randint(1, 6)):
                    self._savepoint(cursor) if self._random.random() < 0.3 else self._change(cursor)
            self._wait()
            if self._random.random() < 0.15:
                connection.rollback()
                self.done["rollbacks"] += 1
            else:
                connection.commit()
                self.done["commits"] += 1
        except LOST_RACES:
            connection.rollback()
            self.done["lost races"] += 1

    def _wait(self) -> None:
        late = self._random.random() < 0.08
        self._stop_writing.wait(self._random.uniform(0, LATEST_COMMIT) if late else 0.005)
        self.done["late commits"] += late

    def _savepoint(self, cursor) -> None:
        cursor.execute("SAVEPOINT here")
        self._change(cursor)
        cursor.execute("ROLLBACK TO here" if self._random.random() < 0.5 else "RELEASE here")
        self.done["savepoints"] += 1

    def _change(self, cursor) -> None:
        (kind,) = self._random.choices(("insert", "update", "delete", "revive", "truncate"), (60, 25, 13, 2, 0.4))
        statement, parameters = self._random.choice(list(CHANGES[kind](self._random)))
        cursor.execute(statement, parameters)
        self.done[f"{kind}s"] += 1


def _inserts(rng: random.Random) -> Iterator[tuple[str, tuple]]:
    bot, position = rng.choice(BOTS), rng.randint(1, 60)
    moment = datetime(2014, 1, 1, 15, tzinfo=UTC) + timedelta(days=rng.randint(0, 1800))
    yield "INSERT INTO gex_change_log (symbol, timestamp) SELECT 'SPX', clock_timestamp() FROM generate_series(1, %s)", (rng.randint(1, 20),)
    yield (
        "INSERT INTO oracle_predictions (bot_name, trade_date, prediction_time, win_probability, advice) VALUES (%s, %s, %s, %s, 'TRADE_FULL')",
        (bot, moment.date(), moment, rng.random()),
    )
    yield (
        "INSERT INTO trading_decisions (decision_id, timestamp, decision_type, action, symbol, actual_pnl, full_decision)"
        " VALUES (%s, %s, %s, 'SELL', 'SPX', %s, %s)",
        (
            f"{rng.getrandbits(64):x}",
            moment,
            rng.choice(("ENTRY_SIGNAL", "EXIT_SIGNAL")),
            rng.choice((None, 12.5, -80)),
            Json({"bot_name": bot, "position_id": str(position)}),
        ),
    )
    yield (
        "INSERT INTO autonomous_trade_activity (timestamp, action_type, position_id, pnl_impact, bot_name) VALUES (%s, %s, %s, %s, %s)",
        (moment, rng.choice(("ENTRY", "EXIT")), position, rng.choice((None, 3, -4)), bot),
    )


TABLES = ("gex_change_log", "oracle_predictions", "trading_decisions", "autonomous_trade_activity")
_UPDATES = {
    "gex_change_log": "symbol = symbol || 'X'",
    "oracle_predictions": "actual_outcome = 'MAX_PROFIT', actual_pnl = coalesce(actual_pnl, 0) + 1",
    "trading_decisions": "actual_pnl = coalesce(actual_pnl, 0) + 1",
    "autonomous_trade_activity": "pnl_impact = coalesce(pnl_impact, 0) + 1",
}


def _some(rng: random.Random) -> str:
    """The ids of a few rows from a random place on; without an index on anything else."""
    return f"SELECT id FROM {{table}} WHERE id >= (SELECT (max(id) * {rng.random():.6f})::bigint FROM {{table}}) ORDER BY id LIMIT {rng.randint(1, 8)}"


def _updates(rng: random.Random) -> Iterator[tuple[str, tuple]]:
    return ((f"UPDATE {table} SET {change} WHERE id IN ({_some(rng).format(table=table)})", ()) for table, change in _UPDATES.items())


def _deletes(rng: random.Random) -> Iterator[tuple[str, tuple]]:
    return ((f"DELETE FROM {table} WHERE id IN ({_some(rng).format(table=table)})", ()) for table in TABLES)


def _revivals(rng: random.Random) -> Iterator[tuple[str, tuple]]:
    """A new row under an id that some deleted row may have had."""
    free = f"(SELECT (max(id) * {rng.random():.6f})::bigint FROM gex_change_log)"
    yield f"INSERT INTO gex_change_log (id, symbol) SELECT {free}, 'BACK' WHERE EXISTS (SELECT FROM gex_change_log) ON CONFLICT DO NOTHING", ()


def _truncates(_rng: random.Random) -> Iterator[tuple[str, tuple]]:
    return ((f"TRUNCATE {table}", ()) for table in TABLES)


CHANGES = {"insert": _inserts, "update": _updates, "delete": _deletes, "revive": _revivals, "truncate": _truncates}
