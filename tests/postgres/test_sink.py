"""The direct sink: what it accepts arrives once, in order, and what is refused is told."""

from __future__ import annotations

import os
import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from alphagex_logs.catalogue import ARES_ML_OUTCOMES, GEX_CHANGE_LOG, PATTERN_LEARNING, TABLES, TRADING_DECISIONS
from alphagex_logs.errors import AlphagexError, DatabaseUnreachable, WriteFailed
from alphagex_logs.postgres.sink import PostgresSink
from alphagex_logs.writers.sink import insertion
from tests.postgres.asking import ask


def gex(symbol="SPY", **values):
    return {"symbol": symbol, "previous_gex": 1.0, "current_gex": 2.0, **values}


def test_rows_of_one_thread_arrive_in_their_order(database):
    with PostgresSink(database, batch_rows=7) as sink:
        for number in range(50):
            sink.put(GEX_CHANGE_LOG, gex(f"S{number:02}"))
    assert [symbol for (symbol,) in ask(database, "SELECT symbol FROM gex_change_log ORDER BY id")] == [f"S{n:02}" for n in range(50)]


def test_rows_of_many_threads_arrive_once_each(database):
    with PostgresSink(database, batch_rows=50, queue_rows=40) as sink:
        threads = [threading.Thread(target=lambda: [sink.put(GEX_CHANGE_LOG, gex()) for _ in range(100)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert ask(database, "SELECT count(*), count(DISTINCT event_id) FROM gex_change_log") == [(400, 400)]


def test_a_bad_row_fails_alone_and_is_named(database):
    with PostgresSink(database) as sink:
        decision = {"decision_id": "D1", "timestamp": datetime(2025, 1, 2, tzinfo=UTC), "decision_type": "NO_TRADE", "action": "SKIP", "symbol": "SPX"}
        for number in range(20):
            sink.put(TRADING_DECISIONS, {**decision, "decision_id": f"D{number}"})
        sink.put(TRADING_DECISIONS, {**decision, "strategy": "the id is taken"})
        sink.put(GEX_CHANGE_LOG, gex())
        with pytest.raises(WriteFailed, match=r"trading_decisions: duplicate key value violates unique constraint") as failed:
            sink.flush()
        assert [failure.group[0].values["strategy"] for failure in failed.value.failures] == ["the id is taken"]
        sink.flush()
    assert ask(database, "SELECT (SELECT count(*) FROM trading_decisions), (SELECT count(*) FROM gex_change_log)") == [(20, 1)]


def test_operations_given_together_fail_together(database):
    sink = PostgresSink(database)
    sink.together(insertion(GEX_CHANGE_LOG, gex("GOOD")), insertion(GEX_CHANGE_LOG, {"change_type": "no symbol"}))
    with pytest.raises(WriteFailed, match="gex_change_log"):
        sink.close()
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(0,)]


def test_the_same_event_twice_is_one_row(database):
    operation = insertion(GEX_CHANGE_LOG, gex())
    with PostgresSink(database) as sink:
        sink.together(operation)
        sink.flush()
        sink.together(operation)
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(1,)]


def test_a_closed_sink_takes_nothing(database):
    sink = PostgresSink(database)
    sink.close()
    sink.close()
    with pytest.raises(AlphagexError, match="closed"):
        sink.put(GEX_CHANGE_LOG, gex())


def test_a_sink_to_nowhere_says_so_at_once():
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1:1"):
        PostgresSink("postgresql://bot:geheim@127.0.0.1:1/logs")


def test_a_broken_connection_loses_and_doubles_nothing(database):
    with PostgresSink(database, batch_rows=10) as sink:
        for number in range(300):
            sink.put(GEX_CHANGE_LOG, gex(f"{number}"))
            if number % 50 == 0:
                ask(database, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    assert ask(database, "SELECT count(*), count(DISTINCT symbol) FROM gex_change_log") == [(300, 300)]


def test_a_change_that_adds_is_applied_once_though_connections_break(database):
    with PostgresSink(database, batch_rows=5) as sink:
        for number in range(100):
            sink.upsert(PATTERN_LEARNING, {"pattern_name": "P", "occurrences": 1}, key=("pattern_name",), adding=("occurrences",))
            if number % 20 == 0:
                ask(database, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    assert ask(database, "SELECT occurrences FROM pattern_learning") == [(100,)]


def test_a_forked_child_has_a_sink_of_its_own(database):
    sink = PostgresSink(database, linger_seconds=5)
    sink.put(GEX_CHANGE_LOG, gex("PARENT"))
    child = os.fork()
    if child == 0:
        code = 1
        try:
            sink.put(GEX_CHANGE_LOG, gex("CHILD"))
            sink.close()
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    sink.close()
    assert ask(database, "SELECT symbol FROM gex_change_log ORDER BY symbol") == [("CHILD",), ("PARENT",)]


def test_operations_given_together_may_be_more_than_a_batch_and_than_the_queue(database):
    sink = PostgresSink(database, batch_rows=2, queue_rows=2, linger_seconds=0)
    giving = threading.Thread(target=lambda: (sink.together(*(insertion(GEX_CHANGE_LOG, gex()) for _ in range(3))), sink.flush()), daemon=True)
    giving.start()
    giving.join(10)
    assert not giving.is_alive()
    assert ask(database, "SELECT count(*) FROM gex_change_log") == [(3,)]
    sink.close()


def test_a_closed_sink_is_closed_in_a_forked_child_too(database):
    sink = PostgresSink(database)
    sink.close()
    sink._after_fork()  # as the child does first of all
    with pytest.raises(AlphagexError, match="closed"):
        sink.put(GEX_CHANGE_LOG, gex())


def test_values_are_kept_exactly(database):
    values = {"trade_date": date(2025, 3, 7), "vix": 0.1, "net_pnl": -0.0, "price": 1.7976931348623157e308, "is_win": True}
    with PostgresSink(database) as sink:
        sink.together(*(insertion(ARES_ML_OUTCOMES, {**values, "vix": vix}) for vix in (0.1, 1e-320, 123456789.123456789)))
        sink.put(
            TRADING_DECISIONS,
            {
                "decision_id": "D",
                "timestamp": datetime(2025, 1, 2, 3, 4, 5, 678901, UTC),
                "decision_type": "NO_TRADE",
                "action": "SKIP",
                "symbol": "SPX",
                "actual_pnl": Decimal("12345678901.100"),
                "supporting_factors": ["a", {"b": 1.5}],
            },
        )
    assert ask(database, "SELECT vix FROM ares_ml_outcomes ORDER BY id") == [(0.1,), (1e-320,), (123456789.123456789,)]
    (row,) = ask(database, "SELECT actual_pnl::text, supporting_factors, (\"timestamp\" AT TIME ZONE 'UTC')::text FROM trading_decisions")
    assert row == ("12345678901.100", ["a", {"b": 1.5}], "2025-01-02 03:04:05.678901")


def test_every_table_takes_a_row_of_nothing_but_its_required_columns(database):
    samples = {"TEXT": "x", "DATE": date(2025, 1, 2), "TIMESTAMPTZ": datetime(2025, 1, 2, tzinfo=UTC), "TIMESTAMP": datetime(2025, 1, 2, tzinfo=UTC)}
    with PostgresSink(database) as sink:
        for table in TABLES.values():
            sink.put(
                table, {column.name: samples[column.type] for column in table.columns if not column.nullable and column.name != "id" and column.default is None}
            )
    assert [table for table in TABLES if ask(database, f'SELECT count(*) FROM "{table}"') != [(1,)]] == []
