"""Every public writer, called with all it can take: its row is complete, its signature follows the rules, and PostgreSQL gives it back equal."""

from __future__ import annotations

import inspect
from contextlib import closing
from datetime import date

import psycopg2
import psycopg2.extras
import pytest

from alphagex_logs import writers as w
from alphagex_logs.catalogue import TABLES
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.writers.operations import Verb
from alphagex_logs.writers.testing import RecordingSink

DAY = date(2018, 12, 24)
WRITERS = sorted(name for name in w.__all__ if name.startswith(("log_", "record_")))


def test_every_public_writer_is_called_here(calls):
    assert sorted(calls) == WRITERS


def test_the_catalogue_names_exactly_the_public_writers():
    assert sorted({name for table in TABLES.values() for name in table.writers}) == WRITERS


@pytest.mark.parametrize(("table", "writer"), [(table, name) for table in TABLES.values() for name in table.writers], ids=lambda x: getattr(x, "name", x))
def test_every_writer_of_the_catalogue_produces_an_operation_on_its_table(table, writer, calls):
    sink = RecordingSink()
    calls[writer](sink)
    assert table.name in {operation.table for operation in sink.operations}


# Columns that only people, other systems or the database fill.
NOT_WRITTEN = {
    "autonomous_trader_logs": {"outcome", "pnl"},
    "ai_analysis_history": {"outcome_tracked", "outcome_correct", "actual_result", "feedback_notes"},
    "ai_performance": {"features_importance"},
    "ai_recommendations": {"outcome", "actual_pnl"},
}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_between_them_the_writers_fill_every_column(table, calls):
    sink = RecordingSink()
    for writer in table.writers:
        calls[writer](sink)
    filled = {name for done in sink.operations if done.table == table.name for name, value in done.values.items() if value is not None}
    expected = {column.name for column in table.columns} - {"id", "event_id", "row_version", "bot_name"} - NOT_WRITTEN.get(table.name, set())
    assert expected - filled == set()


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_takes_its_sink_then_typed_keywords_and_says_what_it_does(name):
    function = getattr(w, name)
    sink, *arguments = inspect.signature(function).parameters.values()
    assert sink.name == "sink"
    assert {argument.kind for argument in arguments} == {inspect.Parameter.KEYWORD_ONLY}
    assert [argument.name for argument in (sink, *arguments) if argument.annotation is inspect.Parameter.empty] == []
    assert function.__doc__.startswith("Queue ")


@pytest.mark.parametrize("name", WRITERS)
def test_no_writer_takes_more_than_eight_arguments_of_its_own(name):
    arguments = set(inspect.signature(getattr(w, name)).parameters) - {"sink", "at", "bot", "event_id"}
    assert len(arguments) <= 8


@pytest.mark.parametrize("name", [name for name in WRITERS if name.startswith("log_") and name != "log_oracle_prediction"])
def test_the_event_id_of_the_caller_is_the_identity_of_the_row(name):
    assert "event_id" in inspect.signature(getattr(w, name)).parameters


def _newest(operations) -> dict[str, object]:
    """The newest row that these operations leave behind."""
    row: dict[str, object] = {}
    for operation in operations:
        row = {**(row if operation.verb is Verb.UPDATE else {}), **operation.values}
    return row


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_postgres_gives_back_what_the_writers_wrote(table, calls, database):
    recording = RecordingSink()
    with PostgresSink(database) as sink:
        for writer in table.writers:
            calls[writer](recording)
            calls[writer](sink)
    expected = _newest([operation for operation in recording.operations if operation.table == table.name])
    with closing(psycopg2.connect(database)) as connection, connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute("SET TimeZone = 'UTC'")
        cursor.execute(f"SELECT * FROM {table.name} ORDER BY id DESC LIMIT 1")
        found = cursor.fetchone()
    assert {name: found[name] for name in expected} == expected


def test_pattern_means_are_right_whatever_the_order_of_calls(database):
    sightings = [(1, 1, 0.02), (1, 0, -0.01), (4, 3, 0.1)]
    with PostgresSink(database) as sink:
        for name, calls in (("FALSE_FLOOR", sightings), ("ZERO_DTE_PIN", sightings[::-1])):
            for occurrences, successes, total in calls:
                w.record_pattern(sink, pattern_name=name, occurrences=occurrences, successes=successes, total_return=total)
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT occurrences, success_rate, avg_return FROM pattern_learning")
        for row in cursor.fetchall():
            assert row == pytest.approx((6, 4 / 6, 0.11 / 6))


def test_the_scoreboard_of_a_day_adds_up(database):
    with PostgresSink(database) as sink:
        for settled, correct, pnl in ((1, 1, 2.0), (3, 1, -1.5)):
            w.record_ai_performance(sink, score=w.AiScore(settled=settled, correct=correct, profitable=1, losing=settled - 1, net_pnl_pct=pnl), day=DAY)
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT date, total_predictions, correct_predictions, profitable_trades, losing_trades, net_pnl, accuracy, accuracy_rate FROM ai_performance"
        )
        assert cursor.fetchall() == [(DAY, 4, 2, 2, 2, 0.5, 0.5, 50.0)]
