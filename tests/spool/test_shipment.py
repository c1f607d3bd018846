"""PostgreSQL takes each record once; a bad one alone becomes a dead letter, which takes effect after a fix."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg2
import pytest

from alphagex_logs.catalogue import GEX_CHANGE_LOG, ORACLE_PREDICTIONS, PATTERN_LEARNING, TRADING_DECISIONS
from alphagex_logs.errors import DatabaseUnreachable
from alphagex_logs.postgres import dead_letters, shipment
from alphagex_logs.spool import record
from alphagex_logs.spool.gaps import Gap, Reason
from alphagex_logs.writers import OracleAdvice, log_oracle_prediction, record_oracle_outcome, scalars
from alphagex_logs.writers.operations import EventId
from alphagex_logs.writers.sink import amendment, insertion, new_event_id, replacement
from alphagex_logs.writers.testing import RecordingSink
from tests.postgres.asking import ask, disconnect_all, run
from tests.spool.conftest import frames_of

WRITER = str(uuid.UUID(int=1))
DAY = date(2025, 1, 2)


def gex(symbol="SPY"):
    return [insertion(GEX_CHANGE_LOG, {"symbol": symbol, "previous_gex": 1.0, "current_gex": 2.0})]


def sighting():
    return [replacement(PATTERN_LEARNING, {"pattern_name": "P", "occurrences": 1}, key=("pattern_name",), adding=("occurrences",))]


def decision(decision_id):
    values = {"decision_id": decision_id, "timestamp": datetime(2025, 1, 2, tzinfo=UTC), "decision_type": "NO_TRADE", "action": "SKIP", "symbol": "SPX"}
    return [insertion(TRADING_DECISIONS, values)]


def letters(url):
    with dead_letters.box(url) as box:
        return box.waiting()


def replay_all(url):
    with dead_letters.box(url) as box:
        return [box.replay(letter) for letter in box.waiting()]


def test_records_delivered_again_take_effect_once(database, destination):
    frames = frames_of(*(sighting() for _ in range(10)))
    destination.deliver(WRITER, frames[:6])
    destination.deliver(WRITER, frames[3:])
    destination.deliver(WRITER, frames)
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(10,)]
    assert destination.position(WRITER) == 10


def test_writers_do_not_disturb_each_other(database, destination):
    destination.deliver(WRITER, frames_of(sighting()))
    destination.deliver(str(uuid.UUID(int=2)), frames_of(sighting()))
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(2,)]


def test_a_new_writer_has_no_position(destination):
    assert destination.position(WRITER) == 0


def test_an_outcome_that_comes_before_its_row_waits_and_is_applied_once(database, destination):
    outcome = amendment(TRADING_DECISIONS, {"decision_id": "D1"}, {"actual_pnl": Decimal("12.50")})
    destination.deliver(WRITER, frames_of([outcome]))
    assert ask(database, "SELECT count(*) FROM agx.pending_outcome") == [(1,)]
    destination.deliver(str(uuid.UUID(int=2)), frames_of(decision("D1")))
    assert ask(database, "SELECT actual_pnl::text FROM trading_decisions") == [("12.50",)]
    assert ask(database, "SELECT count(*) FROM agx.pending_outcome") == [(0,)]
    destination.deliver(WRITER, frames_of([outcome]))
    assert ask(database, "SELECT count(*) FROM agx.pending_outcome") == [(0,)]


def test_an_outcome_in_the_same_batch_as_its_row_finds_it_on_either_side(database, destination):
    sink = RecordingSink()
    advice = OracleAdvice(advice="TRADE_FULL", win_probability=0.7)
    record_oracle_outcome(sink, trade_date=DAY, bot="ARES", outcome="MAX_PROFIT", pnl=1)
    log_oracle_prediction(sink, trade_date=DAY, bot="ARES", advice=advice)
    log_oracle_prediction(sink, trade_date=DAY, bot="ATLAS", advice=advice)
    record_oracle_outcome(sink, trade_date=DAY, bot="ATLAS", outcome="PUT_BREACHED", pnl=-2)
    destination.deliver(WRITER, frames_of(*([one] for one in sink.operations)))
    assert ask(database, "SELECT bot_name, actual_pnl::int FROM oracle_predictions ORDER BY 1") == [("ARES", 1), ("ATLAS", -2)]


@pytest.mark.parametrize("bad", [(), (0,), (499,), (7, 8, 250), range(0, 500, 50), range(0, 500, 2)], ids=["none", "first", "last", "three", "ten", "half"])
def test_a_bad_record_becomes_a_dead_letter_alone(database, destination, bad):
    groups = [decision(f"D{number}") for number in range(500)]
    for number in bad:
        groups[number] = decision("TAKEN")
    destination.deliver(WRITER, frames_of(decision("TAKEN")))
    destination.deliver(WRITER, frames_of(*groups, start=2))
    assert ask(database, "SELECT count(*) FROM trading_decisions") == [(501 - len(bad),)]
    found = letters(database)
    assert [letter.sequence for letter in found] == [number + 2 for number in bad]
    assert [letter.payload for letter in found] == [record.dump(groups[number]) for number in bad]
    assert {(letter.table, letter.sqlstate) for letter in found} <= {("trading_decisions", "23505")}


def test_a_batch_of_nothing_but_bad_records_moves_on(database, destination):
    destination.deliver(WRITER, frames_of(decision("TAKEN"), *(decision("TAKEN") for _ in range(100)), decision("D1")))
    assert ask(database, "SELECT count(*) FROM trading_decisions") == [(2,)]
    assert len(letters(database)) == 100


def test_operations_given_together_die_together(database, destination):
    destination.deliver(WRITER, frames_of(decision("TAKEN"), gex() + decision("TAKEN")))
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(0,)]
    (letter,) = letters(database)
    assert [one.table for one in letter.content()] == ["gex_change_log", "trading_decisions"]


def test_dead_letters_are_replayed_after_the_fix_and_once(database, destination):
    destination.deliver(WRITER, frames_of(decision("TAKEN"), *(decision("TAKEN") for _ in range(2))))
    assert all("duplicate key" in said for said in replay_all(database))
    run(database, "DELETE FROM trading_decisions")
    said = replay_all(database)
    assert (said[0], "duplicate key" in said[1]) == (None, True)
    assert ask(database, "SELECT count(*) FROM trading_decisions") == [(1,)]
    assert len(letters(database)) == 1


def test_a_refused_call_is_made_again_under_the_identity_that_the_bot_was_given(database, destination, monkeypatch):
    fields = {"symbol": "SPY", "previous_gex": 1.0, "current_gex": 2.0, "trigger_event": "x" * 300_000, "at": datetime(2025, 1, 2, tzinfo=UTC)}
    event_id = EventId(str(uuid.uuid4()))
    destination.deliver(WRITER, frames_of(record.dump_refused("log_gex_change", event_id, fields, ValueError("too long"))))
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(0,)]
    (letter,) = letters(database)
    assert (letter.table, letter.error, letter.content()) == ("log_gex_change", "ValueError: too long", fields)
    assert "256" in replay_all(database)[0] or "262,144" in replay_all(database)[0]
    monkeypatch.setattr(scalars, "MAX_TEXT_BYTES", 10**6)  # as a later version may
    assert replay_all(database) == [None]
    assert ask(database, "SELECT event_id::text, length(trigger_event) FROM gex_change_log") == [(event_id, 300_000)]
    assert ask(database, 'SELECT "timestamp" FROM gex_change_log') == [(datetime(2025, 1, 2, tzinfo=UTC),)]


def test_a_call_without_a_moment_is_made_again_with_that_of_the_call(database, destination):
    before = datetime.now(UTC)
    payload = record.dump_refused("log_gex_change", new_event_id(), {"symbol": "SPY", "previous_gex": 1.0, "current_gex": 2.0}, ValueError("a bug since fixed"))
    after = datetime.now(UTC)
    destination.deliver(WRITER, frames_of(payload))
    assert replay_all(database) == [None]
    ((moment,),) = ask(database, 'SELECT "timestamp" FROM gex_change_log')
    assert before <= moment <= after


def test_dead_letters_that_cannot_be_read_are_no_traceback(database, empty_database):
    with pytest.raises(DatabaseUnreachable, match=r"relation .*dead_letter.* Run `alphagex-logs migrate`"), dead_letters.box(empty_database) as box:
        box.waiting()
    with pytest.raises(DatabaseUnreachable, match=r"(server closed|terminating connection).* Run the command again"), dead_letters.box(database) as box:
        disconnect_all(database)
        box.waiting()


def test_dataclasses_of_the_writers_are_made_again(database, destination):
    fields = {"trade_date": DAY, "bot": "ARES", "advice": OracleAdvice(advice="TRADE_FULL", win_probability=0.7, top_factors=(("vix", 0.4),))}
    destination.deliver(WRITER, frames_of(record.dump_refused("log_oracle_prediction", EventId(str(uuid.uuid4())), fields, ValueError("a bug since fixed"))))
    assert replay_all(database) == [None]
    assert ask(database, "SELECT bot_name, win_probability, top_factors FROM oracle_predictions") == [("ARES", 0.7, [["vix", 0.4]])]


def test_a_call_of_something_that_is_no_writer_is_not_made(database, destination):
    destination.deliver(
        WRITER, frames_of(record.dump_refused("open_sink", EventId("e"), {}, ValueError()), record.dump_refused("Bot", EventId("e"), {}, ValueError()))
    )
    assert ["no writer" in said for said in replay_all(database)] == [True, True]


def test_a_column_that_somebody_dropped_costs_nothing(database, destination):
    run(database, "ALTER TABLE gex_change_log DROP COLUMN spot_price")
    values = {"symbol": "SPY", "previous_gex": 1.0, "current_gex": 2.0}
    destination.deliver(WRITER, frames_of(gex(), [insertion(GEX_CHANGE_LOG, {**values, "spot_price": 4500.25})]))
    assert [letter.sqlstate for letter in letters(database)] == ["42703"]
    run(database, "ALTER TABLE gex_change_log ADD COLUMN spot_price double precision")
    assert replay_all(database) == [None]
    assert ask(database, "SELECT spot_price FROM gex_change_log ORDER BY id") == [(None,), (4500.25,)]


# What somebody did to gex_change_log, how it is undone, what PostgreSQL says, and how many of the three records below it refuses meanwhile.
DRIFTS = {
    "a column renamed": ("RENAME COLUMN spot_price TO price", "RENAME COLUMN price TO spot_price", "42703", 1),
    "a column narrowed": ("ALTER COLUMN symbol TYPE varchar(3)", "ALTER COLUMN symbol TYPE text", "22001", 1),
    "a column of another type": ("ALTER COLUMN symbol TYPE int USING NULL", "ALTER COLUMN symbol TYPE text", "22P02", 3),
    "a column that must be known": ("ALTER COLUMN spot_price SET NOT NULL", "ALTER COLUMN spot_price DROP NOT NULL", "23502", 2),
    "a new column that must be known": ("ADD COLUMN desk text NOT NULL", "DROP COLUMN desk", "23502", 3),
    "a new condition": ("ADD CONSTRAINT cheap CHECK (spot_price < 100)", "DROP CONSTRAINT cheap", "23514", 1),
    "no table": ("RENAME TO gone", None, "42P01", 3),
}


@pytest.mark.parametrize("many", [1, 30], ids=["few", "many"])
@pytest.mark.parametrize("drift", DRIFTS)
def test_records_that_a_changed_table_refuses_come_back_after_the_repair(database, destination, drift, many):
    done, undone, code, refused = DRIFTS[drift]
    run(database, f"ALTER TABLE gex_change_log {done}")
    values = {"previous_gex": 1.0, "current_gex": 2.0}
    kinds = [{"symbol": "SPY"}, {"symbol": "SPX", "spot_price": 4500.25}, {"symbol": "SPXW"}]
    destination.deliver(WRITER, frames_of(*([insertion(GEX_CHANGE_LOG, values | kind)] for kind in kinds for _ in range(many))))
    assert [letter.sqlstate for letter in letters(database)] == [code] * refused * many
    run(database, f"ALTER TABLE gex_change_log {undone}" if undone else "ALTER TABLE gone RENAME TO gex_change_log")
    assert set(replay_all(database)) == {None}
    expected = [("SPX", 4500.25, many), ("SPXW", None, many), ("SPY", None, many)]
    assert ask(database, "SELECT symbol, spot_price, count(*) FROM gex_change_log GROUP BY 1, 2 ORDER BY 1") == expected


def test_bytes_that_are_no_record_are_kept_as_they_are(database, destination):
    destination.deliver(WRITER, frames_of(b"\x00\xff no record", gex()))
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(1,)]
    assert [letter.payload for letter in letters(database)] == [b"\x00\xff no record"]


def test_operations_that_no_writer_made_do_not_stop_the_shipper(database, destination):
    """A text that is no number, and documents as deep as a recursion with a limit can write, and deeper than it can read."""
    values = ['{"actual_pnl":"abc"}', *(f'{{"full_decision":{"[" * depth}{"]" * depth}}}' for depth in range(880, 1_000, 10))]
    destination.deliver(WRITER, frames_of(*(f'[["insert","trading_decisions","{uuid.uuid4()}",{one}]]'.encode() for one in values), gex()))
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(1,)]
    assert len(letters(database)) == len(values)


def test_what_not_even_the_dead_letters_take_becomes_a_file(database, destination, tmp_path):
    run(database, "ALTER TABLE agx.dead_letter ADD CONSTRAINT never CHECK (false)")
    destination.deliver(WRITER, frames_of(gex(), b"no record", gex()))
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(2,)]
    kept = tmp_path / "dead" / f"{WRITER}-2"
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (b"no record", 0o600)


def test_missing_sequences_are_counted_once(database, destination):
    frames = frames_of(*(gex() for _ in range(10)))
    destination.deliver(WRITER, [frames[0], *frames[3:5]])
    destination.deliver(WRITER, [frames[0], *frames[3:5]])
    destination.deliver(WRITER, frames[8:])
    assert ask(database, "SELECT table_name, reason, records FROM agx.gap") == [("", Reason.MISSING, 5)]


def test_gaps_are_totals_and_never_shrink(database, destination):
    moments = ("2025-01-02T00:00:00+00:00", "2025-01-02T01:00:00+00:00")
    destination.report(WRITER, [Gap("t", Reason.QUOTA, 5, *moments), Gap("u", Reason.QUOTA, 1, *moments)])
    destination.report(WRITER, [Gap("t", Reason.QUOTA, 9, *moments)])
    destination.report(WRITER, [Gap("t", Reason.QUOTA, 7, *moments)])
    assert ask(database, "SELECT table_name, records FROM agx.gap ORDER BY 1") == [("t", 9), ("u", 1)]


def test_a_database_without_our_schema_is_waited_for(empty_database, tmp_path):
    opened = shipment.PostgresDestination(empty_database, tmp_path)
    with pytest.raises(DatabaseUnreachable, match="migrate"):
        opened.deliver(WRITER, frames_of(gex()))
    opened.close()


def test_a_server_that_is_away_is_waited_for_and_its_password_never_said(tmp_path):
    opened = shipment.PostgresDestination("postgresql://bot:geheim@127.0.0.1:1/logs", tmp_path)
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1:1") as away:
        opened.position(WRITER)
    assert "geheim" not in str(away.value)
    opened.close()


def test_a_transaction_that_is_still_ending_holds_up_the_next_one(database, tmp_path, monkeypatch):
    monkeypatch.setattr(shipment, "LOCK_SECONDS", 0.2)
    opened = shipment.PostgresDestination(database, tmp_path)
    opened.deliver(WRITER, frames_of(sighting()))
    other = psycopg2.connect(database)
    with other.cursor() as cursor:
        cursor.execute("UPDATE agx.writer_cursor SET last_seq = 2")
        with pytest.raises(DatabaseUnreachable, match="lock timeout"):
            opened.deliver(WRITER, frames_of(sighting(), sighting(), sighting()))
    other.commit()
    opened.deliver(WRITER, frames_of(sighting(), sighting(), sighting()))
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(2,)]
    other.close()
    opened.close()


def test_a_terminated_connection_is_made_again(database, destination):
    destination.deliver(WRITER, frames_of(sighting()))
    disconnect_all(database)
    frames = frames_of(sighting(), sighting())
    try:
        destination.deliver(WRITER, frames)
    except DatabaseUnreachable:
        destination.deliver(WRITER, frames)
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(2,)]


def test_all_tables_of_a_batch_are_written(database, destination):
    values = {"trade_date": DAY, "bot_name": "ARES", "advice": "TRADE_FULL", "win_probability": 0.5}
    destination.deliver(WRITER, frames_of(gex(), [insertion(ORACLE_PREDICTIONS, values)], sighting(), gex()))
    assert ask(
        database, "SELECT (SELECT count(*) FROM gex_change_log), (SELECT count(*) FROM oracle_predictions), (SELECT occurrences FROM pattern_learning)"
    ) == [(2, 1, 1)]
