"""What PostgreSQL refuses for now is delivered later: no good record becomes a dead letter, and nothing takes effect twice."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import contextmanager

import psycopg2
import pytest

from alphagex_logs.catalogue import GEX_CHANGE_LOG, PATTERN_LEARNING
from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.postgres import dead_letters, shipment
from alphagex_logs.spool import directory
from alphagex_logs.spool.frame import Frame
from alphagex_logs.writers.sink import amendment, insertion, replacement
from tests.postgres.asking import ask, connected, run
from tests.spool.conftest import frames_of

WRITER = str(uuid.UUID(int=1))


def gex():
    return [insertion(GEX_CHANGE_LOG, {"symbol": "SPY", "previous_gex": 1.0, "current_gex": 2.0})]


def sighting():
    return [replacement(PATTERN_LEARNING, {"pattern_name": "P", "occurrences": 1}, key=("pattern_name",), adding=("occurrences",))]


@contextmanager
def locked(url):
    """As a person does who changes the table."""
    with connected(url) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE gex_change_log IN ACCESS EXCLUSIVE MODE")
        yield
        cursor.execute("ROLLBACK")


@contextmanager
def raising(url, message, code):
    body = f"RAISE EXCEPTION '{message}' USING ERRCODE = '{code}'"
    run(url, f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$")
    run(url, "CREATE TRIGGER refuse BEFORE INSERT ON gex_change_log EXECUTE FUNCTION refuse()")
    yield
    run(url, "DROP FUNCTION refuse CASCADE")


def read_only_for_this_table(url):
    """As on a server that has become a standby, of which the position is told, but no row is taken."""
    return raising(url, "cannot execute INSERT in a read-only transaction", "25006")


def full_disk(url):
    return raising(url, "could not extend file: No space left on device", "53100")


@pytest.mark.parametrize("refusing", [locked, read_only_for_this_table, full_disk])
@pytest.mark.parametrize("count", [3, 30], ids=["by INSERT", "by COPY"])
def test_what_is_refused_for_now_is_no_dead_letter(database, tmp_path, monkeypatch, refusing, count):
    monkeypatch.setattr(shipment, "LOCK_SECONDS", 0.1)
    opened = shipment.PostgresDestination(database, tmp_path / directory.DEAD)
    frames = frames_of(*(gex() for _ in range(count)))
    with refusing(database), pytest.raises(DatabaseUnreachable):
        opened.deliver(WRITER, frames)
    opened.deliver(WRITER, frames)
    opened.close()
    assert ask(database, "SELECT (SELECT count(*) FROM gex_change_log), (SELECT count(*) FROM agx.dead_letter)") == [(count, 0)]
    assert not (tmp_path / directory.DEAD).exists()


def test_who_waits_for_an_earlier_transaction_of_the_same_writer_sees_what_it_did(database, destination):
    """The answer to a COMMIT was lost, and the transaction itself is still ending: the next attempt must not apply its records again."""
    destination.deliver(WRITER, frames_of(sighting()))
    earlier = psycopg2.connect(database)
    with earlier.cursor() as cursor:
        cursor.execute("UPDATE agx.writer_cursor SET last_seq = 2")
        delivering = threading.Thread(target=destination.deliver, args=(WRITER, frames_of(sighting(), sighting(), sighting())))
        delivering.start()
        while not ask(database, "SELECT 1 FROM pg_locks WHERE NOT granted"):
            time.sleep(0.01)
    earlier.commit()
    delivering.join()
    earlier.close()
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(2,)]


def test_a_dead_letter_that_two_people_replay_takes_effect_once(database, destination):
    run(database, "ALTER TABLE pattern_learning ADD CONSTRAINT frequent CHECK (occurrences > 5)")
    destination.deliver(WRITER, frames_of(sighting()))
    run(database, "ALTER TABLE pattern_learning DROP CONSTRAINT frequent")
    with dead_letters.box(database) as box:
        (letter,) = box.waiting()
        assert [box.replay(letter), box.replay(letter)] == [None, None]
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(1,)]


def test_a_record_about_two_tables_keeps_its_place_among_those_of_both():
    row, both, last = gex(), [*gex(), *sighting()], [amendment(GEX_CHANGE_LOG, {"symbol": "SPY"}, {"current_gex": 3.0})]
    letters = [(Frame(number, 0, b"", 0, 0), tuple(operations)) for number, operations in enumerate((row, both, last), 1)]
    assert shipment._by_table(letters) == [letters]
    apart = [letters[0], (letters[1][0], tuple(sighting())), letters[2]]
    assert [[frame.sequence for frame, _operations in group] for group in shipment._by_table(apart)] == [[1, 3], [2]]
