"""Whatever the edge accepts, PostgreSQL gives back equal: single odd values, and documents that Hypothesis makes up."""

from __future__ import annotations

import math
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2 import sql

from alphagex_logs.catalogue import AUTONOMOUS_TRADE_LOG, AUTONOMOUS_TRADER_LOGS, TRADING_DECISIONS
from alphagex_logs.errors import ValueRefused
from alphagex_logs.postgres.apply import apply
from alphagex_logs.writers.normalise import normalise
from alphagex_logs.writers.sink import insertion

AT = datetime(2018, 12, 24, 18, tzinfo=UTC)
# What each table needs besides the odd value.
REST = {
    TRADING_DECISIONS.name: {"decision_id": "D-1", "timestamp": AT, "decision_type": "NO_TRADE", "action": "SKIP", "symbol": "SPX"},
    AUTONOMOUS_TRADER_LOGS.name: {"log_type": "SCAN_START"},
    AUTONOMOUS_TRADE_LOG.name: {"date": "2018-12-24", "time": "12:00:00", "action": "START"},
}
ODD = [
    (TRADING_DECISIONS, "strategy", ""),
    (TRADING_DECISIONS, "strategy", "Größe 📈 \x01\x7f\u2028 '; DROP TABLE x; -- %s %(a)s {} \\"),
    (TRADING_DECISIONS, "primary_reason", "x" * 262_144),
    (TRADING_DECISIONS, "position_size_contracts", np.int64(-(2**31))),
    (TRADING_DECISIONS, "id", 2**63 - 1),
    (TRADING_DECISIONS, "actual_pnl", Decimal("-9999999999999999.99")),
    (TRADING_DECISIONS, "actual_pnl", Decimal("1.005")),
    (TRADING_DECISIONS, "actual_pnl", np.float64(0.1) + 0.2),
    (TRADING_DECISIONS, "actual_pnl", 5e-324),
    (TRADING_DECISIONS, "passed_risk_checks", np.bool_(False)),
    (TRADING_DECISIONS, "expiration", date(2199, 12, 31)),
    (TRADING_DECISIONS, "outcome_updated_at", datetime(1900, 1, 1, 0, 0, 0, 1, tzinfo=timezone(timedelta(hours=-5)))),
    (TRADING_DECISIONS, "outcome_updated_at", datetime(2018, 11, 4, 1, 30, tzinfo=timezone(timedelta(hours=-4)))),
    (TRADING_DECISIONS, "full_decision", {"": [], "a": {"": None}, "n": [-0.0, 1e15, 5e-324, 2**63 - 1], "t": "\u2028\x01"}),
    (AUTONOMOUS_TRADER_LOGS, "vix_level", np.float32(0.1)),
    (AUTONOMOUS_TRADER_LOGS, "vix_level", -0.0),
    (AUTONOMOUS_TRADER_LOGS, "vix_level", 1.7976931348623157e308),
    (AUTONOMOUS_TRADER_LOGS, "timestamp", datetime(2018, 12, 24, 7, tzinfo=timezone(timedelta(hours=-5)))),
    (AUTONOMOUS_TRADE_LOG, "success", True),
]


@pytest.fixture(scope="module")
def connection(databases):
    """A connection whose every change is rolled back."""
    with databases.temporary(databases.migrated()) as url, closing(psycopg2.connect(url)) as made:
        with made.cursor() as cursor:
            cursor.execute("SET TimeZone = 'UTC'")
        made.commit()
        yield made


def stored(connection, table, name: str, value: object) -> object:
    """What PostgreSQL has in this column after the value was sent there."""
    operation = insertion(table, {**REST[table.name], name: value})
    try:
        apply(connection, [operation])
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT {} FROM {} WHERE event_id = %s").format(sql.Identifier(name), sql.Identifier(table.name)), (operation.event_id,))
            return cursor.fetchone()[0]
    finally:
        connection.rollback()


@pytest.mark.parametrize(("table", "name", "value"), ODD, ids=lambda x: getattr(x, "name", None) or repr(x)[:30])
def test_an_odd_value_comes_back_equal(connection, table, name, value):
    expected = normalise(table, {name: value})[name]
    found = stored(connection, table, name, value)
    assert found == expected
    assert type(found) is type(expected)


def test_minus_zero_comes_back_with_its_sign(connection):
    assert math.copysign(1, stored(connection, AUTONOMOUS_TRADER_LOGS, "vix_level", -0.0)) == -1


def as_floats(value: object) -> object:
    """The document with its numbers as floats: JSONB writes 1e22 as an integer of 23 digits, which Python reads as an int."""
    if isinstance(value, dict):
        return {key: as_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_floats(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.dates() | st.datetimes(timezones=st.just(UTC))
_DOCUMENTS = st.dictionaries(st.text(), st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10))


def test_documents_come_back_equal(connection):
    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(_DOCUMENTS)
    def comes_back_equal(document):
        try:
            expected = normalise(TRADING_DECISIONS, {"full_decision": document})["full_decision"]
        except ValueRefused:
            return
        assert as_floats(stored(connection, TRADING_DECISIONS, "full_decision", document)) == as_floats(expected)

    comes_back_equal()
