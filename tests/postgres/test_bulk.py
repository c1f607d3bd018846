"""Many rows at once: COPY keeps what INSERT keeps, says which row is bad, and leaves to INSERT what it cannot do."""

from __future__ import annotations

import uuid
from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest
from psycopg2 import sql

from alphagex_logs.catalogue import GEX_CHANGE_LOG
from alphagex_logs.postgres.answers import blamed
from alphagex_logs.postgres.apply import apply
from alphagex_logs.writers.sink import insertion
from tests.postgres.asking import ask


def changes(symbols):
    return [insertion(GEX_CHANGE_LOG, {"symbol": symbol, "previous_gex": 1.0, "current_gex": 2.0, "trigger_event": symbol}) for symbol in symbols]


def commit(url, operations):
    with closing(psycopg2.connect(url)) as connection, connection:
        apply(connection, operations)


@pytest.mark.parametrize("odd", ["\r", "\n", "\t", "\\", "\\N", "\\.", "a\r\nb", "", "\x1f", "\x7f", "\u2028"], ids=ascii)
def test_a_text_that_means_something_to_copy_is_kept_as_it_is(database, odd):
    """Each alone, so that no other one of the row has it written with care."""
    commit(database, changes([odd] * 30))
    assert ask(database, "SELECT DISTINCT trigger_event FROM gex_change_log") == [(odd,)]
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(30,)]


@pytest.mark.parametrize("place", [0, 16, 29])
def test_the_bad_row_of_many_is_named(database, place):
    operations = changes(["SPY"] * 30)
    operations[place] = replace(operations[place], values={**operations[place].values, "previous_gex": "no number"})
    with pytest.raises(psycopg2.DataError) as refused:
        commit(database, operations)
    assert blamed(refused.value) == {operations[place].event_id}


def test_a_table_with_a_policy_on_rows_takes_them_by_insert(database):
    """COPY is refused there. The role is gone with the transaction."""
    role = sql.Identifier(f"bot_{uuid.uuid4().hex}")
    prepared = """CREATE ROLE {0}; GRANT SELECT, INSERT ON gex_change_log TO {0}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {0};
        GRANT USAGE ON SCHEMA agx TO {0}; GRANT SELECT ON agx.pending_outcome TO {0};
        ALTER TABLE gex_change_log ENABLE ROW LEVEL SECURITY; CREATE POLICY every_row ON gex_change_log TO {0} USING (true); SET ROLE {0}"""
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL(prepared).format(role))
        apply(connection, changes(["SPY"] * 30))
        cursor.execute("SELECT count(*) FROM gex_change_log")
        assert cursor.fetchall() == [(30,)]
        connection.rollback()
