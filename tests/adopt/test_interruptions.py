"""Adoption may be killed at any step, started twice at once, and never keeps a bot from writing."""

from __future__ import annotations

import subprocess
import sys
from itertools import count

import psycopg2
import pytest

from alphagex_logs.postgres.adopt import planned
from alphagex_logs.postgres.drift import drift
from alphagex_logs.postgres.engine import engine
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.plan import Way
from tests.adopt.bot import Bot
from tests.adopt.variants import build, checksums, columns_of
from tests.postgres.asking import ask, connected, run

MIGRATE = """
import sys
from alphagex_logs.postgres.migrate import migrate
from alphagex_logs.postgres.plan import Way
migrate(sys.argv[1], lambda done, total, label: print(done, total, label, flush=True), lock_seconds=60)
"""


def start(url):
    return subprocess.Popen([sys.executable, "-c", MIGRATE, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.faults
def test_it_goes_on_where_it_was_killed(empty_database):
    build(empty_database, "oracle of the migration")
    columns, before = columns_of(empty_database), checksums(empty_database)
    for allowed in count(1, 7):  # a process more steps each time, until one comes to the end
        process = start(empty_database)
        told = [process.stdout.readline() for _ in range(allowed)]
        process.kill()
        process.communicate()
        assert checksums(empty_database, columns) == before
        if told[-1] == "":
            break
    assert allowed > 20  # several kills
    migrate(empty_database)
    assert drift(empty_database) == []
    assert checksums(empty_database, columns) == before


@pytest.mark.faults
def test_a_killed_index_build_is_built_again(empty_database):
    build(empty_database, "oracle of the module")
    run(empty_database, "UPDATE gex_change_log SET symbol = 'SPY'")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        run(empty_database, "CREATE UNIQUE INDEX CONCURRENTLY ix_gex_change_log_symbol ON gex_change_log (symbol)")
    assert ask(empty_database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_gex_change_log_symbol'::regclass") == [(False,)]
    migrate(empty_database)
    assert ask(empty_database, "SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = 'ix_gex_change_log_symbol'::regclass") == [(True, False)]
    assert drift(empty_database) == []


@pytest.mark.faults
def test_processes_that_adopt_at_once_all_succeed(empty_database):
    build(empty_database, "oracle of the migration")
    columns, before = columns_of(empty_database), checksums(empty_database)
    processes = [start(empty_database) for _ in range(3)]
    assert [process.communicate()[1] for process in processes] == ["", "", ""]
    assert drift(empty_database) == []
    assert checksums(empty_database, columns) == before


@pytest.mark.slow
def test_many_rows_are_adopted_while_a_bot_goes_on_writing(empty_database):
    build(empty_database, "oracle of the module")
    run(empty_database, "INSERT INTO gex_change_log (symbol, change) SELECT 'SPY', n FROM generate_series(1, 200000) AS n")
    with Bot(empty_database, "gex_change_log", 1_000_000) as bot:
        migrate(empty_database)
    assert drift(empty_database) == []
    own = "SELECT count(*), count(DISTINCT event_id) FROM gex_change_log WHERE symbol <> 'SPY' AND id > 20"
    assert ask(empty_database, own) == [(len(bot.waits), len(bot.waits))]
    assert ask(empty_database, "SELECT count(*), count(DISTINCT event_id) FROM gex_change_log WHERE symbol = 'SPY'") == [(200_000, 200_000)]
    assert max(bot.waits) < 2


def test_a_column_becomes_required_without_a_look_at_its_rows(database):
    run(database, "ALTER TABLE gex_change_log ALTER event_id DROP NOT NULL")
    with connected(database) as connection, connection.cursor() as cursor:
        cursor.execute("SET client_min_messages = debug1")
        for statement in _to_demand_event_id(database):
            cursor.execute(statement)
        assert any("sufficient to prove that it does not contain nulls" in notice for notice in connection.notices)
    assert drift(database) == []


def _to_demand_event_id(url: str) -> list[str]:
    made = engine(url)
    with made.connect() as connection:
        steps = planned(connection)
    made.dispose()
    return [step.sql for step in steps if step.way is not Way.BATCHES]
