"""The edge check, one fact a line: what each kind of column takes, what it keeps, and what it refuses and why."""

from __future__ import annotations

import math
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alphagex_logs.catalogue import TABLES
from alphagex_logs.catalogue.model import Type
from alphagex_logs.catalogue.vocabulary import Bot
from alphagex_logs.errors import UnknownColumn, ValueRefused
from alphagex_logs.writers.normalise import joined, normalise, required

DECISIONS, SCANS, ACTIONS = (TABLES[name] for name in ("trading_decisions", "autonomous_trader_logs", "autonomous_trade_log"))
# One column of each type.
TEXT = (DECISIONS, "strategy")
WHOLE = (DECISIONS, "position_size_contracts")
LONG = (DECISIONS, "id")
REAL = (SCANS, "vix_level")
MONEY = (DECISIONS, "actual_pnl")
TRUTH = (DECISIONS, "passed_risk_checks")
DAY = (DECISIONS, "expiration")
MOMENT = (DECISIONS, "outcome_updated_at")
ZONELESS = (SCANS, "timestamp")
IDENTITY = (DECISIONS, "event_id")
SUCCESS = (ACTIONS, "success")
COUNT_0_1 = (TABLES["ai_predictions"], "prediction_correct")
ONE_OF_EACH = (TEXT, WHOLE, LONG, REAL, MONEY, TRUTH, DAY, MOMENT, ZONELESS, IDENTITY, (DECISIONS, "full_decision"))

NEW_YORK = timezone(timedelta(hours=-5))
NOON_UTC = datetime(2018, 12, 24, 12, tzinfo=UTC)
SOME_UUID = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


class Level(IntEnum):
    HIGH = 3


class Wrapped(Enum):
    SCALAR = np.float64(1.5)


def kept(column: tuple, value: object) -> object:
    table, name = column
    return normalise(table, {name: value})[name]


ACCEPTED = [
    (TEXT, "Iron Condor", "Iron Condor"),
    (TEXT, "", ""),
    (TEXT, Bot.ARES, "ARES"),
    (TEXT, np.str_("SPX"), "SPX"),
    (TEXT, SOME_UUID, "0f8fad5b-d9cb-469f-a165-70867728950e"),
    (TEXT, "x" * 262_144, "x" * 262_144),
    (TEXT, "Größe 📈", "Größe 📈"),
    (WHOLE, 3, 3),
    (WHOLE, np.int64(3), 3),
    (WHOLE, np.array(3), 3),
    (WHOLE, Level.HIGH, 3),
    (WHOLE, 3.0, 3),
    (WHOLE, np.float64(3), 3),
    (WHOLE, Decimal("3.00"), 3),
    (WHOLE, 2**31 - 1, 2**31 - 1),
    (WHOLE, -(2**31), -(2**31)),
    (LONG, 2**63 - 1, 2**63 - 1),
    (REAL, 1.5, 1.5),
    (REAL, 3, 3.0),
    (REAL, 2**53, 2.0**53),
    (REAL, np.float64(1.5), 1.5),
    (REAL, np.float32(0.5), 0.5),
    (REAL, np.array(1.5), 1.5),
    (REAL, Wrapped.SCALAR, 1.5),
    (REAL, Decimal("0.1"), 0.1),
    (REAL, 5e-324, 5e-324),
    (REAL, 1.7976931348623157e308, 1.7976931348623157e308),
    (MONEY, Decimal("1.005"), Decimal("1.005")),
    (MONEY, 0.1, Decimal("0.1")),
    (MONEY, np.float64(2.675), Decimal("2.675")),
    (MONEY, 7, Decimal(7)),
    (MONEY, -0.0, Decimal(0)),
    (MONEY, 1e-300, Decimal("1e-300")),
    (MONEY, Decimal("9999999999999999.99"), Decimal("9999999999999999.99")),
    (MONEY, Decimal("9999999999999999." + "9" * 40), Decimal("9999999999999999." + "9" * 40)),
    (TRUTH, True, True),
    (TRUTH, np.bool_(False), False),
    (TRUTH, 1, True),
    (TRUTH, np.int64(0), False),
    (SUCCESS, True, 1),
    (SUCCESS, 0, 0),
    (DAY, date(2018, 12, 24), date(2018, 12, 24)),
    (DAY, "2018-12-24", date(2018, 12, 24)),
    (DAY, np.datetime64("2018-12-24"), date(2018, 12, 24)),
    (MOMENT, NOON_UTC, NOON_UTC),
    (MOMENT, datetime(2018, 12, 24, 7, tzinfo=NEW_YORK), NOON_UTC),
    (MOMENT, pd.Timestamp("2018-12-24 07:00", tz="America/New_York"), NOON_UTC),
    (MOMENT, "2018-12-24T07:00:00-05:00", NOON_UTC),
    (ZONELESS, datetime(2018, 12, 24, 7, tzinfo=NEW_YORK), datetime(2018, 12, 24, 12)),  # noqa: DTZ001 - the column has no zone
    (IDENTITY, SOME_UUID, str(SOME_UUID)),
    (IDENTITY, str(SOME_UUID).upper(), str(SOME_UUID)),
]


@pytest.mark.parametrize(("column", "value", "expected"), ACCEPTED, ids=lambda x: repr(x)[:40])
def test_a_value_that_fits_is_kept_exactly_and_in_a_plain_type(column, value, expected):
    result = kept(column, value)
    assert result == expected
    assert type(result) is type(expected)


def test_minus_zero_keeps_its_sign_where_the_column_can():
    assert math.copysign(1, kept(REAL, -0.0)) == -1


@pytest.mark.parametrize("column", ONE_OF_EACH, ids=lambda column: column[1])
@pytest.mark.parametrize("value", [None, pd.NaT, pd.NA, np.datetime64("NaT")], ids=repr)
def test_the_words_for_missing_are_none_where_a_column_may_be_unknown(column, value):
    table, name = column
    if table.column(name).nullable or name == "event_id":
        assert kept(column, value) is None


REFUSED = [
    (TEXT, "a\0b", "NUL"),
    (TEXT, "\ud800", "surrogate"),
    (TEXT, "x" * 262_145, "262,145 bytes"),
    (TEXT, "ä" * 200_000, "400,000 bytes"),
    (TEXT, 5, "type int"),
    (TEXT, b"SPX", "type bytes"),
    (TEXT, ["SPX"], "type list"),
    (WHOLE, 1.5, "whole"),
    (WHOLE, True, "type bool"),
    (COUNT_0_1, True, "type bool"),
    (WHOLE, "3", "type str"),
    (WHOLE, 2**31, "32 bits"),
    (LONG, 2**63, "64 bits"),
    (WHOLE, math.nan, "None when the value is unknown"),
    (WHOLE, Decimal("1E+1000000"), "32 bits"),
    (WHOLE, np.array([3]), "type ndarray"),
    (SUCCESS, 1.5, "whole"),
    (REAL, math.nan, "None when the value is unknown"),
    (REAL, -math.inf, "None when the value is unknown"),
    (REAL, np.float64("nan"), "None when the value is unknown"),
    (REAL, Decimal("Infinity"), "None when the value is unknown"),
    (REAL, Decimal("sNaN"), "None when the value is unknown"),
    (REAL, 2**53 + 1, "exactly"),
    (REAL, 10**400, "larger than any float"),
    (REAL, Decimal("0.10000000000000000001"), "more digits"),
    (REAL, Decimal("1E+400"), "more digits"),
    (REAL, np.longdouble("0.1"), "type longdouble"),
    (REAL, 1 + 2j, "type complex"),
    (REAL, True, "type bool"),
    (REAL, "1.5", "type str"),
    (MONEY, math.nan, "None when the value is unknown"),
    (MONEY, 10**16, "10^16"),
    (MONEY, -1e16, "10^16"),
    (MONEY, Decimal("1E-401"), "400 digits"),
    (MONEY, "1.50", "type str"),
    (TRUTH, 2, "true or false"),
    (TRUTH, 1.0, "true or false"),
    (TRUTH, "true", "true or false"),
    (DAY, "", "send None"),
    (DAY, "24.12.2018", "YYYY-MM-DD"),
    (DAY, "2018-02-30", "YYYY-MM-DD"),
    (DAY, "2018-W52-1", "YYYY-MM-DD"),
    (DAY, NOON_UTC, ".date()"),
    (DAY, pd.Timestamp("2018-12-24"), ".date()"),
    (DAY, date(1899, 12, 31), "1900 to 2199"),
    (DAY, 20181224, "type int"),
    (MOMENT, datetime(2018, 12, 24, 12), "no time zone"),  # noqa: DTZ001 - the point
    (MOMENT, np.datetime64("2018-12-24T12:00:00"), "no time zone"),
    (MOMENT, "2018-12-24T12:00:00", "no time zone"),
    (MOMENT, "yesterday", "no ISO date and time"),
    (MOMENT, "", "no ISO date and time"),
    (MOMENT, date(2018, 12, 24), "aware datetime"),
    (MOMENT, 1545652800, "aware datetime"),
    (MOMENT, datetime(2200, 1, 1, tzinfo=UTC), "1900 to 2199"),
    (MOMENT, datetime(2199, 12, 31, 20, tzinfo=NEW_YORK), "1900 to 2199"),
    (MOMENT, datetime.max.replace(tzinfo=NEW_YORK), "1900 to 2199"),
    (MOMENT, datetime.min.replace(tzinfo=timezone(timedelta(hours=5))), "1900 to 2199"),
    (MOMENT, pd.Timestamp("2018-12-24 12:00:00.000000001", tz="UTC"), "nanoseconds"),
    (IDENTITY, "not-a-uuid", "no UUID"),
    (IDENTITY, 5, "type int"),
    ((DECISIONS, "row_version"), 5, "stamps this column itself"),
    ((DECISIONS, "row_version"), None, "must be known"),
    ((DECISIONS, "decision_id"), None, "must be known"),
]


@pytest.mark.parametrize(("column", "value", "why"), REFUSED, ids=lambda x: repr(x)[:40])
def test_a_value_that_does_not_fit_is_refused_with_table_column_value_and_reason(column, value, why):
    table, name = column
    with pytest.raises(ValueRefused) as refused:
        kept(column, value)
    message = str(refused.value)
    assert message.startswith(f"{table.name}.{name} cannot take ")
    assert why in message
    assert len(message) < 400


class Hostile:
    def __repr__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("x" * 10**7, "'xxx"), (10**5_000, "a int (ValueError in its repr)"), (Hostile(), "<Hostile instance at"), ([[[[[[[[1]]]]]]]], "[[[[")],
    ids=["long text", "long number", "hostile", "deep"],
)
def test_a_refusal_shows_any_value_in_short(value, shown):
    with pytest.raises(ValueRefused) as refused:
        kept(WHOLE, value)
    assert f"cannot take {shown}" in str(refused.value)
    assert len(str(refused.value)) < 250


def test_an_unknown_column_is_refused_by_name():
    with pytest.raises(UnknownColumn, match="trading_decisions has no column 'stirke'"):
        normalise(DECISIONS, {"strike": 1, "stirke": 2})


def test_several_texts_become_lines_and_a_single_one_is_not_taken_apart():
    assert joined(SCANS, "ai_warnings", ["thin", "late"]) == "thin\nlate"
    assert joined(SCANS, "ai_warnings", "thin") == "thin"
    assert joined(SCANS, "ai_warnings", []) is None
    with pytest.raises(ValueRefused, match="ai_warnings"):
        joined(SCANS, "ai_warnings", ["thin", 5])


def test_a_value_to_compute_with_must_be_known():
    assert required(SCANS, "vix_level", np.float64(14)) == 14.0
    with pytest.raises(ValueRefused, match="must be known"):
        required(SCANS, "vix_level", None)


_PLAIN = {
    Type.TEXT: str,
    Type.INTEGER: int,
    Type.BIGINT: int,
    Type.FLOAT: float,
    Type.NUMERIC: Decimal,
    Type.BOOLEAN: bool,
    Type.DATE: date,
    Type.TIMESTAMPTZ: datetime,
    Type.TIMESTAMP: datetime,
    Type.UUID: str,
}
_ANYTHING = st.one_of(
    st.text(alphabet=st.characters()),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.none() | st.just(UTC) | st.just(NEW_YORK)),
    st.uuids(),
    st.binary(),
    st.sampled_from([Bot.ARES, Level.HIGH, pd.NaT, np.float32(1.1), np.int8(-3), np.bool_(True), np.float64(-0.0), object()]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(column=st.sampled_from([one for one in ONE_OF_EACH if one[0].column(one[1]).type in _PLAIN]), value=_ANYTHING)
def test_whatever_is_accepted_is_plain_equal_and_accepted_again(column, value):
    table, name = column
    try:
        result = kept(column, value)
    except ValueRefused:
        return
    if result is None:
        return
    assert type(result) is _PLAIN[table.column(name).type]
    if isinstance(value, int | float | Decimal | np.number) and not isinstance(result, Decimal | str):
        assert result == value or Decimal(repr(result)) == value
    if isinstance(value, float) and isinstance(result, Decimal):
        assert float(result) == value
    if name != ZONELESS[1] or table is not SCANS:
        assert kept(column, result) == result
