"""Taking over the log tables that a database already has, in place and beside the bots that go on writing."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alphagex_logs.errors import MigrationRefused
from alphagex_logs.postgres import obstacles, plan, shape, triggers
from alphagex_logs.postgres.additive import bring
from alphagex_logs.postgres.plan import Step, Way
from alphagex_logs.postgres.schema import OWN_SCHEMA, metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    Batch = dict[str, object]
    Progress = Callable[[int, int, str], None]

_Answer = TypeVar("_Answer")
BATCH = 20_000  # rows: a third of a second, in which no bot waits for more than one of them
FILLERS = 2  # batches at once: the work is the server's, a processor for each
ATTEMPT_SECONDS = 1.0  # a bot that wants to write queues behind a schema change that itself waits for a lock
CONCURRENT_SECONDS = 600  # a build beside the writers waits for transactions that are older than itself
_PASSING = {"55P03", "40P01"}  # lock not available, deadlock

# The end of a batch is asked for on its own: joined to the update, it makes PostgreSQL read the whole table for every batch.
_END = 'SELECT max(id) FROM (SELECT id FROM "{0}" WHERE id > :last ORDER BY id LIMIT :batch) AS batch'
# One random salt and the row's id, hashed: asking the system for a million random numbers would take half of the time of all.
_FILL = 'UPDATE "{0}" SET event_id = md5(:salt || id)::uuid WHERE id > :last AND id <= :upto AND event_id IS NULL'
# The first who reads a new row notes on its page that it is committed. Here the page is still in memory; the build of the index, which would
# be the first, would write the whole table again.
_SETTLE = 'SELECT count(event_id) FROM "{0}" WHERE id > :last AND id <= :upto'
# Triggers of their own that would take an identity for a change of the row, and what each is switched on with again.
_THEIRS = r"""SELECT quote_ident(tgname), CASE tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END FROM pg_trigger
    WHERE tgrelid = to_regclass(:table) AND NOT tgisinternal AND tgtype & 16 <> 0 AND tgenabled IN ('O', 'A') AND tgname !~ '^(zz_)?agx_'"""


def planned(connection: Connection) -> list[Step]:
    """What adoption would do.

    Raises MigrationRefused with the list of what cannot be adopted.
    """
    shapes = shape.read(connection)
    found = obstacles.find(connection, shapes)
    if found:
        listed = "".join(f"\n  - {reason}" for reason in found)
        raise MigrationRefused(f"Nothing was changed, because this cannot be adopted as it is:{listed}\n", "Mend these rows or tables and run it again.")
    return plan.steps(connection, shapes)


def adopt(connection: Connection, progress: Progress, lock_seconds: float) -> None:
    """Do what is planned, each step in a transaction of its own, over a connection in autocommit.

    Killed at any point, the next call goes on from there. Raises MigrationRefused before any change when something cannot be adopted.
    """
    steps = planned(connection)
    if steps:
        _own_schema(connection)
    for done, step in enumerate(steps):
        progress(done, len(steps), step.table)
        if step.way is Way.BATCHES:
            _fill(connection, step.table, lock_seconds)
        elif step.way is Way.CONCURRENTLY:
            _limited(connection, CONCURRENT_SECONDS, step.sql)
        else:
            _patiently(lambda sql=step.sql: _limited(connection, min(ATTEMPT_SECONDS, lock_seconds), sql), lock_seconds)  # type: ignore[misc]
    if steps:
        progress(len(steps), len(steps), steps[-1].table)


def _own_schema(connection: Connection) -> None:
    """Our own tables and functions first: the triggers need them."""
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {OWN_SCHEMA}")
    for table in metadata.sorted_tables:
        if table.schema == OWN_SCHEMA:
            bring(connection, table)
    connection.exec_driver_sql(triggers.FUNCTIONS)
    connection.exec_driver_sql("INSERT INTO agx.sync_epoch DEFAULT VALUES ON CONFLICT DO NOTHING")


def _fill(connection: Connection, table: str, lock_seconds: float) -> None:
    """Give rows their event_id in short transactions, so that no writer waits behind a million updates."""
    end, salt = text(_END.format(table)), str(uuid.uuid4())
    bounds = [-(2**63)]
    while (upto := connection.scalar(end, {"last": bounds[-1], "batch": BATCH})) is not None:
        bounds.append(upto)
    batches: list[Batch] = [{"last": last, "upto": upto, "salt": salt} for last, upto in pairwise(bounds)]
    if len(batches) < FILLERS:
        _fill_batches(connection, table, batches, lock_seconds)
        return
    with ThreadPoolExecutor(FILLERS) as pool:
        list(pool.map(lambda part: _fill_beside(connection.engine, table, batches[part::FILLERS], lock_seconds), range(FILLERS)))


def _fill_beside(engine: Engine, table: str, batches: list[Batch], lock_seconds: float) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _fill_batches(connection, table, batches, lock_seconds)


def _fill_batches(connection: Connection, table: str, batches: list[Batch], lock_seconds: float) -> None:
    off, on = _switches(connection, table)
    seconds = min(ATTEMPT_SECONDS, lock_seconds) if off else lock_seconds
    connection.exec_driver_sql(f"SET lock_timeout = {round(seconds * 1000)}")
    fill, settle = text(f"{off}{_FILL.format(table)}{on}"), text(_SETTLE.format(table))
    for batch in batches:
        _patiently(lambda values=batch: connection.execute(fill, values), lock_seconds)  # type: ignore[misc]
        connection.execute(settle, batch)


def _switches(connection: Connection, table: str) -> tuple[str, str]:
    """What goes before and after a batch in the same statement, and so in its transaction, where the table has triggers of its own; else nothing."""
    found = connection.execute(text(_THEIRS), {"table": f'"{table}"'})
    theirs = [(name.replace(":", r"\:"), way) for name, way in found]  # what follows a colon would be a parameter
    off = "".join(f'ALTER TABLE "{table}" DISABLE TRIGGER {name}; ' for name, _way in theirs)
    return off, "".join(f'; ALTER TABLE "{table}" {way} TRIGGER {name}' for name, way in theirs)


def _limited(connection: Connection, lock_seconds: float, sql: str) -> None:
    connection.exec_driver_sql(f"SET lock_timeout = {round(lock_seconds * 1000)}")
    connection.exec_driver_sql(sql)


def _patiently(work: Callable[[], _Answer], seconds: float) -> _Answer:
    """Try again while others hold a lock, for so long; between two tries they get their turn."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return work()
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", None) not in _PASSING or time.monotonic() >= deadline:
                raise
            time.sleep(0.1)
