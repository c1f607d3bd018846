"""What a bot could send by mistake."""

from __future__ import annotations

import datetime as dt
import enum
import math
import uuid
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from alphagex_logs.writers import redaction


class Hostile:
    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __float__ = __hash__ = __eq__ = __len__ = __iter__ = __getattr__ = __bool__ = __repr__


class Unwilling:
    """Hostile to whoever wants its value; Hypothesis must be able to print it."""

    def __str__(self):
        raise RuntimeError("no")

    __float__ = __len__ = __iter__ = __str__


class Word(enum.StrEnum):
    SPY = "SPY"


def harmless(text):
    """Whether nothing in a text gives way to `[redacted]`: Hypothesis also draws words of the code that it tests, such as `cookie`."""
    return redaction.text(text) == text and not redaction.names_a_secret(text)


def knot():
    value = {}
    value["self"] = value
    return value


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


# Table by table what PostgreSQL, psycopg2 and Python each get wrong.
ODD = {
    "nul": "a\0b",
    "lone surrogate": "\ud800",
    "paired surrogates": "\ud83d\ude00",
    "emoji": "😀",
    "right to left": "\u202eevil",
    "escapes": "\\ \\N \\. \t \r \n ' \" $$ %s {} --",
    "copy's end": "\\.",
    "formula": "=cmd|' /C calc'!A0",
    "markup": "<script>alert(1)</script>",
    "empty": "",
    "long": "x" * 262_144,
    "too long": "x" * 262_145,
    "ten megabytes": "x" * 10_000_000,
    "random long": "".join(chr(33 + (number * 7919) % 90) for number in range(3_000)),
    "nan": math.nan,
    "infinity": math.inf,
    "minus zero": -0.0,
    "tiny": 5e-324,
    "huge": 1.7976931348623157e308,
    "one and a half": 1.5,
    "decimal": Decimal("1.005"),
    "decimal nan": Decimal("NaN"),
    "decimal infinity": Decimal("Infinity"),
    "decimal of many digits": Decimal("0." + "1" * 60),
    "decimal of a million": Decimal("1E+1000000"),
    "int of 63 bits": 2**63 - 1,
    "int of 64 bits": 2**63,
    "int of 400 digits": 10**400,
    "true": True,
    "numpy float": np.float64(1.5),
    "numpy float32": np.float32(0.1),
    "numpy nan": np.float64("nan"),
    "numpy int": np.int64(7),
    "numpy bool": np.bool_(True),
    "numpy text": np.str_("SPY"),
    "numpy array": np.array([1.5, 2.5]),
    "numpy time": np.datetime64("2025-01-02T03:04:05"),
    "pandas time": pd.Timestamp("2025-01-02 03:04:05", tz="UTC"),
    "pandas nanoseconds": pd.Timestamp("2025-01-02 03:04:05.000000001", tz="UTC"),
    "pandas nat": pd.NaT,
    "pandas na": pd.NA,
    "pandas series": pd.Series([1, 2]),
    "naive time": dt.datetime(2025, 1, 2),  # noqa: DTZ001  what is sent by mistake
    "aware time": dt.datetime(2025, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
    "year 10000": dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
    "year 1": dt.datetime(1, 1, 1, tzinfo=dt.UTC),
    "year 1899": dt.datetime(1899, 12, 31, tzinfo=dt.UTC),
    "day": dt.date(2025, 1, 2),
    "span": dt.timedelta(days=1),
    "iso text": "2025-01-02T03:04:05+00:00",
    "uuid": uuid.UUID(int=1),
    "enum": Word.SPY,
    "bytes": b"\x00\xff",
    "set": {1, 2},
    "fraction": Fraction(1, 3),
    "complex": 1j,
    "class": object,
    "function": len,
    "hostile": Hostile(),
    "cycle": knot(),
    "depth 31": deep(30),
    "depth 33": deep(33),
    "depth 100,000": deep(100_000),
    "20,001 parts": [0] * 20_001,
    "200,000 keys": {f"{number}": number for number in range(200_000)},
    "document": {"a": [1, None, {"b": "x"}], "1": True},
    "document with nul": {"a": "\0"},
    "document with nan": {"a": math.nan},
    "document with odd keys": {1: "a", (1, 2): "b"},
    "document with twin keys": {1: "a", "1": "b"},
    "document with 1.10": {"a": Decimal("1.10"), "b": 1.10, "c": 10**30},
    "nothing": None,
}
