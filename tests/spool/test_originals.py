"""What a bot sent is kept, whatever it is, and never harms the bot."""

from __future__ import annotations

import enum
import json
import uuid
from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alphagex_logs.spool import originals
from tests.spool.oddities import harmless

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text().filter(harmless)
    | st.text(st.characters(categories=["Cs"]), max_size=3)
    | st.binary(max_size=20)
    | st.decimals(allow_nan=False)
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.dates()
    | st.uuids()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(scalars, inner, max_size=4) | st.frozensets(scalars, max_size=3),
)


def there_and_back(value, known=lambda name: None):
    return originals.unpack(json.loads(json.dumps(originals.pack(value))), known)


@given(values)
def test_any_plain_value_comes_back_equal_and_of_its_type(value):
    assert repr(there_and_back(value)) == repr(value) or there_and_back(value) == value


class Colour(enum.Enum):
    RED = "red"


@dataclass
class Leg:
    strike: float
    note: object = None


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    ("value", "back"),
    [
        (np.float64(1.5), 1.5),
        (np.int64(7), 7),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (Colour.RED, "red"),
        (OrderedDict(a=1), {"a": 1}),
        (Pair(1, 2), (1, 2)),
        (Leg(1.0, "x"), Leg(1.0, "x")),
        ({"nan": float("inf"), "many digits": 10**40}, {"nan": float("inf"), "many digits": 10**40}),
        (
            [Decimal("NaN"), date(2025, 1, 2), datetime(2025, 1, 2, tzinfo=UTC), uuid.UUID(int=1)],
            [Decimal("NaN"), date(2025, 1, 2), datetime(2025, 1, 2, tzinfo=UTC), uuid.UUID(int=1)],
        ),
    ],
    ids=repr,
)
def test_what_bots_have_in_hand_comes_back_as_plain_values(value, back):
    assert repr(there_and_back(value, {"Leg": Leg}.get)) == repr(back)


class Hostile:
    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __hash__ = __eq__ = __len__ = __iter__ = __getattr__ = __repr__


class HostileDict(dict):
    def items(self):
        raise RuntimeError("no")

    __iter__ = __len__ = __repr__ = keys = items


def knot():
    value = []
    value.append(value)
    return value


def deep(levels):
    value = inner = {}
    for _ in range(levels):
        inner["x"] = {}
        inner = inner["x"]
    return value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Hostile(), "lost"),
        (pd.NaT, "NaT"),
        (pd.Timestamp("2025-01-02 03:04:05.123456789", tz="UTC"), "123456789"),
        (object, "class"),
        (knot(), "[0]"),
        (deep(100_000), "-1"),
        (list(range(100_000)), "-1"),
        ("x" * (originals.MOST_TEXT + 1), "cut"),
    ],
    ids=["hostile", "NaT", "nanoseconds", "class", "cycle", "deep", "long", "large"],
)
def test_what_cannot_come_back_is_described(value, shown):
    nodes = originals.pack(value)
    assert shown in json.dumps(nodes)
    with pytest.raises(originals.Irreproducible):
        originals.unpack(nodes, lambda name: None)


def test_a_subclass_is_read_with_the_methods_of_its_base():
    assert there_and_back(HostileDict(a=1)) == {"a": 1}


def test_a_part_that_comes_twice_is_kept_once():
    part = {"a": 1}
    assert there_and_back([part, part]) == [part, part]
    assert len(originals.pack([part, part])) == len(originals.pack([part]))
