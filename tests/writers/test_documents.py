"""What a JSON column keeps of dicts, lists and dataclasses, and what it refuses by its path."""

from __future__ import annotations

import json
import math
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alphagex_logs.catalogue import TRADING_DECISIONS
from alphagex_logs.catalogue.vocabulary import Bot
from alphagex_logs.errors import ValueRefused
from alphagex_logs.writers.normalise import normalise


@dataclass(frozen=True, slots=True)
class Leg:
    strike: float
    expiration: date


def kept(value: object) -> object:
    return normalise(TRADING_DECISIONS, {"full_decision": value})["full_decision"]


def nested(levels: int) -> list:
    document: list = []
    for _ in range(levels - 1):
        document = [document]
    return document


ACCEPTED = [
    ({}, {}),
    ([], []),
    ({"vix": np.float64(14.5), "n": np.int64(3), "ok": np.bool_(True)}, {"vix": 14.5, "n": 3, "ok": True}),
    ({"legs": (Leg(2300.0, date(2018, 12, 26)),)}, {"legs": [{"strike": 2300.0, "expiration": "2018-12-26"}]}),
    ({"bot": Bot.ARES}, {"bot": "ARES"}),
    ({Bot.ARES: 1}, {"ARES": 1}),
    ({590.0: "too cheap", 595: "too near"}, {"590.0": "too cheap", "595": "too near"}),
    ({date(2018, 12, 24): 1}, {"2018-12-24": 1}),
    ({"at": datetime(2018, 12, 24, 12, tzinfo=UTC)}, {"at": "2018-12-24T12:00:00+00:00"}),
    ({"id": uuid.UUID(int=7)}, {"id": "00000000-0000-0000-0000-000000000007"}),
    ({"pnl": Decimal("12.50")}, {"pnl": 12.5}),
    ({"pnl": Decimal("0.10000000000000000001")}, {"pnl": "0.10000000000000000001"}),
    ({"pnl": Decimal("1E+400")}, {"pnl": "1E+400"}),
    ({"nothing": None, "missing": pd.NaT}, {"nothing": None, "missing": None}),
    (np.array([[1.5, 2.5]]), [[1.5, 2.5]]),
    ({"series": pd.Series([1, 2])}, {"series": [1, 2]}),
    ({"zero": -0.0}, {"zero": 0.0}),
    (nested(32), nested(32)),
]


@pytest.mark.parametrize(("value", "expected"), ACCEPTED, ids=lambda x: repr(x)[:40])
def test_a_document_becomes_plain(value, expected):
    result = kept(value)
    assert result == expected
    assert json.loads(json.dumps(result, allow_nan=False)) == expected


def test_a_document_is_a_copy_that_later_changes_do_not_reach():
    document = {"legs": [1]}
    result = kept(document)
    document["legs"].append(2)
    assert result == {"legs": [1]}


REFUSED = [
    ({"legs": [{"delta": 0.1}, {"delta": math.nan}]}, "full_decision.legs[1].delta", "None when the value is unknown"),
    ({"pnl": Decimal("NaN")}, "full_decision.pnl", "None when the value is unknown"),
    ({"greeks": np.array([0.1, np.inf])}, "full_decision.greeks[1]", "None when the value is unknown"),
    ({"at": datetime(2018, 12, 24)}, "full_decision.at", "no time zone"),  # noqa: DTZ001 - the point
    ({"note": "a\0b"}, "full_decision.note", "NUL"),
    ({"tags": {"a", "b"}}, "full_decision.tags", "no form for a set"),
    ({"raw": b"x"}, "full_decision.raw", "no form for a bytes"),
    ({"frame": pd.DataFrame({"a": [1]})}, "full_decision.frame", "no form for a DataFrame"),
    ({"x": np.longdouble("0.1")}, "full_decision.x", "no form for a longdouble"),
    ({"big": 2**63}, "full_decision.big", "64 bits"),
    ({"a": {True: 1}}, "full_decision.a", "a key must be"),
    ({None: 1}, "full_decision", "a key must be"),
    ({"a\0": 1}, "full_decision", "NUL"),
    ({1: "a", "1": "b"}, "full_decision", "two of its keys become the text '1'"),
    (nested(33), "full_decision" + "[0]" * 32, "32 levels"),
    (nested(5_000), "full_decision" + "[0]" * 32, "32 levels"),
    ([0] * 20_001, "full_decision", "20,000 parts"),
    (["x" * 200_000] * 6, "full_decision[5]", "1,048,576 characters"),
    ('{"a": 1}', "full_decision", "json.loads"),
    (5, "full_decision", "send a dict or a list"),
    (object(), "full_decision", "no form for a object"),
]


@pytest.mark.parametrize(("value", "path", "why"), REFUSED, ids=[f"{path}-{why}" for _, path, why in REFUSED])
def test_what_json_cannot_say_is_refused_with_its_path(value, path, why):
    with pytest.raises(ValueRefused) as refused:
        kept(value)
    assert str(refused.value).startswith(f"trading_decisions.{path} cannot take ")
    assert why in str(refused.value)


def test_a_document_that_holds_itself_is_refused():
    loop: dict = {}
    loop["again"] = loop
    with pytest.raises(ValueRefused, match="32 levels"):
        kept(loop)


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.dates() | st.datetimes(timezones=st.just(UTC)) | st.uuids()
_KEYS = st.text() | st.integers() | st.floats() | st.dates()
_DOCUMENTS = st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(_KEYS, inner) | st.tuples(inner, inner), max_leaves=20)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(_KEYS, _DOCUMENTS))
def test_whatever_is_accepted_survives_json(document):
    try:
        result = kept(document)
    except ValueRefused:
        return
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert kept(result) == result
