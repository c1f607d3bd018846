"""An operation is written to a file and read back equal, every value of its own type."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.spool import record
from alphagex_logs.writers.operations import EventId, Operation, Verb

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
moments = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(fold=0))
OF_TYPE = {
    Type.TEXT: text,
    Type.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Type.BIGINT: st.integers(-(2**63), 2**63 - 1),
    Type.FLOAT: st.floats(allow_nan=False, allow_infinity=False),
    Type.NUMERIC: st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False),
    Type.BOOLEAN: st.booleans(),
    Type.DATE: st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    Type.TIMESTAMPTZ: moments,
    Type.TIMESTAMP: moments.map(lambda moment: moment.replace(tzinfo=None)),
    Type.JSONB: documents,
    Type.UUID: st.uuids().map(str),
}


@st.composite
def operations(draw):
    table = TABLES[draw(st.sampled_from(sorted(TABLES)))]
    usable = [column for column in table.columns if column.type in OF_TYPE]
    names = [column.name for column in usable]

    def row():
        chosen = draw(st.lists(st.sampled_from(usable), unique=True, max_size=6))
        return {column.name: draw(st.none() | OF_TYPE[column.type]) for column in chosen}

    some = st.lists(st.sampled_from(names), max_size=2).map(tuple)
    averaging = draw(st.dictionaries(st.sampled_from(names), st.sampled_from(names), max_size=2))
    return Operation(draw(st.sampled_from(Verb)), table.name, EventId("e"), row(), row(), draw(some), draw(some), draw(some), averaging)


def exactly(value):
    """Equal is not enough: 1 is 1.0, 1.10 is 1.1, and 0.0 is -0.0."""
    if isinstance(value, dict):
        return {name: exactly(item) for name, item in value.items()}
    if isinstance(value, list):
        return [exactly(item) for item in value]
    return (type(value), repr(value))


@settings(max_examples=200, deadline=None)
@given(st.lists(operations(), min_size=1, max_size=9))
def test_operations_come_back_as_they_went(given_operations):
    back = record.load(record.dump(given_operations))
    assert list(back) == given_operations
    assert [exactly(dict(one.values)) for one in back] == [exactly(one.values) for one in given_operations]


def test_a_payload_is_one_line_of_json():
    operation = Operation(Verb.INSERT, "gex_change_log", EventId("e"), {"symbol": "a\nb", "timestamp": datetime(2025, 1, 2, tzinfo=UTC)})
    payload = record.dump([operation])
    assert json.loads(payload) == [["insert", "gex_change_log", "e", {"symbol": "a\nb", "timestamp": "2025-01-02T00:00:00+00:00"}]]
    assert b"\n" not in payload


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes", object(), timedelta(1), "\ud800"], ids=lambda value: type(value).__name__)
def test_a_value_that_no_writer_sends_is_refused_before_it_is_written(value):
    with pytest.raises((TypeError, ValueError)):
        record.dump([Operation(Verb.INSERT, "gex_change_log", EventId("e"), {"symbol": value})])


def test_a_money_value_keeps_its_digits():
    operation = Operation(Verb.INSERT, "trading_decisions", EventId("e"), {"actual_pnl": Decimal("1.10")})
    (back,) = record.load(record.dump([operation]))
    assert str(back.values["actual_pnl"]) == "1.10"


@pytest.mark.parametrize("payload", [b"", b"{}", b"[1]", b'[["insert","no_such_table","e",{},{},[],[],[],{}]]', b"\xff"])
def test_bytes_of_somebody_else_are_named_as_such(payload):
    with pytest.raises((ValueError, KeyError, TypeError)):
        record.load(payload)
    assert record.table_of(payload) in (None, "no_such_table")
