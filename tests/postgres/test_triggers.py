"""No change of a log table escapes a reader: every row is stamped, every deletion leaves a trace."""

from __future__ import annotations

import psycopg2
import pytest

from alphagex_logs.catalogue import TABLES
from tests.postgres.asking import ask, connected, run

INSERT = "INSERT INTO gex_change_log (symbol) VALUES ('SPY')"
EPOCH = "SELECT epoch FROM agx.sync_epoch"


@pytest.fixture
def cursor(database):
    connection = psycopg2.connect(database)
    with connection.cursor() as cursor:
        yield cursor
    connection.close()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_stamps_and_buries(cursor, table):
    cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY tgname", (table,))
    assert cursor.fetchall() == [("agx_begin_epoch", "A"), ("agx_bury", "A"), ("agx_bury_renumbered", "A"), ("zz_agx_stamp", "A")]


@pytest.mark.parametrize("lie", ["NULL", "'1'", "'18446744073709551615'"])
def test_a_lying_row_version_is_overruled(cursor, lie):
    cursor.execute(f"INSERT INTO gex_change_log (symbol, row_version) VALUES ('SPY', {lie})")
    cursor.execute("SELECT row_version = pg_current_xact_id() FROM gex_change_log")
    assert cursor.fetchall() == [(True,)]


def test_an_update_stamps_anew_even_where_triggers_of_a_replica_sleep(database):
    run(database, INSERT)
    before = ask(database, "SELECT row_version FROM gex_change_log")
    run(database, "SET session_replication_role = replica; UPDATE gex_change_log SET change = 1, row_version = row_version")
    assert ask(database, "SELECT row_version FROM gex_change_log") > before


def test_rows_written_under_a_savepoint_carry_the_outer_transaction(cursor):
    cursor.execute("SELECT pg_current_xact_id()::text")
    (outer,) = cursor.fetchone()
    cursor.execute("SAVEPOINT inner_one")
    cursor.execute(INSERT)
    cursor.execute("SELECT row_version::text FROM gex_change_log")
    assert cursor.fetchall() == [(outer,)]


def test_deleted_rows_leave_a_tombstone_each(database):
    for _ in range(3):
        run(database, INSERT)
    run(database, "DELETE FROM gex_change_log WHERE id < 3")
    assert ask(database, "SELECT table_name, pk FROM agx.tombstone ORDER BY pk") == [("gex_change_log", 1), ("gex_change_log", 2)]
    assert ask(database, "SELECT count(DISTINCT row_version) FROM agx.tombstone") == [(1,)]


def test_a_truncated_table_begins_a_new_epoch(database):
    before = ask(database, EPOCH)
    run(database, INSERT)
    assert ask(database, EPOCH) == before
    run(database, "TRUNCATE gex_change_log")
    assert ask(database, EPOCH) != before
    assert ask(database, "SELECT count(*) FROM agx.sync_epoch") == [(1,)]


def test_a_bot_needs_no_right_on_our_schema(database):
    with connected(database) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE ROLE weak_bot")
        try:
            cursor.execute("GRANT INSERT, DELETE, TRUNCATE ON gex_change_log TO weak_bot")
            cursor.execute("SET ROLE weak_bot")
            cursor.execute(f"{INSERT}; DELETE FROM gex_change_log; TRUNCATE gex_change_log")
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("DELETE FROM agx.tombstone")
        finally:
            cursor.execute("RESET ROLE; REVOKE ALL ON gex_change_log FROM weak_bot; DROP ROLE weak_bot")
