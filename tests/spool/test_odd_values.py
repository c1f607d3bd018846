"""Whatever a bot sends ends as an equal row that everything can read, or as a dead letter with what was sent; never as an error in the bot.

ALPHAGEX_ODD_EXAMPLES sets how many calls are invented (default 10,000).
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
import os
import time
import uuid
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alphagex_logs.export import Format
from alphagex_logs.spool import originals, record
from alphagex_logs.spool.directory import SHARED_MEMORY
from alphagex_logs.spool.policy import GIB, Policy
from alphagex_logs.spool.sink import SpoolSink
from alphagex_logs.writers import log_gex_change, log_psychology_notification
from tests.export import reading
from tests.postgres.asking import ask
from tests.spool.conftest import ship
from tests.warehouse.opening import warehouse_of

EXAMPLES = int(os.environ.get("ALPHAGEX_ODD_EXAMPLES", "10000"))
TOGETHER = 10
UTC = dt.UTC


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
    "year 1": dt.datetime(1, 1, 1, tzinfo=UTC),
    "year 1899": dt.datetime(1899, 12, 31, tzinfo=UTC),
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


class Bot:
    """Logs odd things, and remembers what it sent under which identity."""

    def __init__(self, root):
        self.sink = SpoolSink(root, limits=Policy(quota=4 * GIB, stage=GIB))
        self.sent = {}
        self.slowest = 0.0

    def call(self, writer, **fields):
        begun = time.perf_counter()
        event_id = writer(self.sink, **fields)
        self.slowest = max(self.slowest, time.perf_counter() - begun)
        self.sent[event_id] = fields

    def call_with(self, value):
        self.call(log_gex_change, symbol=value, previous_gex=1.0, current_gex=2.0)
        self.call(log_gex_change, symbol="SPY", previous_gex=1.0, current_gex=2.0, spot_price=value)
        self.call(log_gex_change, symbol="SPY", previous_gex=value, current_gex=2.0, at=dt.datetime(2025, 1, 2, tzinfo=UTC))
        self.call(log_gex_change, symbol="SPY", previous_gex=1.0, current_gex=2.0, at=value)
        self.call(log_psychology_notification, message=value, details=value)
        self.call(log_psychology_notification, message="m", details={"inside": value})


@pytest.fixture
def bot(tmp_path):
    opened = Bot(tmp_path / "spool")
    yield opened
    opened.sink.close()


def check(bot, database, destination, tmp_path):
    """Ship, and find everything that was sent; gives how many became rows and how many dead letters."""
    assert bot.sink.dropped == 0
    bot.sink.close()
    ship(tmp_path / "spool", SHARED_MEMORY, destination)
    rows = {row[0]: row[1:] for row in ask(database, 'SELECT event_id::text, symbol, spot_price, previous_gex, "timestamp" FROM gex_change_log')}
    notices = {row[0]: row[1:] for row in ask(database, "SELECT event_id::text, message, data FROM psychology_notifications")}
    refused = {}
    for payload, error in ask(database, "SELECT payload, error FROM agx.dead_letter"):
        found = record.load(bytes(payload))
        if isinstance(found, tuple):  # of what the writers let pass, PostgreSQL may refuse nothing but text too long for an index
            assert "index row size" in error
            assert found[0].values["symbol"] == bot.sent.pop(found[0].event_id)["symbol"]
        else:
            refused[found.event_id] = found
    assert rows.keys() | notices.keys() | refused.keys() == bot.sent.keys()
    assert len(rows) + len(notices) + len(refused) == len(bot.sent)
    for event_id, fields in bot.sent.items():
        if event_id in rows:
            symbol, spot_price, previous_gex, moment = rows[event_id]
            assert same(symbol, fields["symbol"])
            assert same(spot_price, fields.get("spot_price"))
            assert same(previous_gex, fields["previous_gex"])
            assert fields.get("at") is None or missing(fields["at"]) or same(moment, fields["at"])
        elif event_id in notices:
            assert same(notices[event_id][0], fields["message"])
            assert same(notices[event_id][1], fields["details"])
        else:
            assert kept(refused[event_id], fields)
    return len(rows) + len(notices), len(refused)


def missing(value):
    return value is None or type(value).__name__ in ("NaTType", "NAType")


def same(stored, sent):
    """Whether what is stored says what was sent. None is unknown, whatever the sender calls it."""
    if missing(sent):
        return stored is None
    if isinstance(sent, np.ndarray | np.generic | pd.Series):
        return same(stored, sent.tolist())
    if isinstance(sent, enum.Enum):
        return same(stored, sent.value)
    if isinstance(sent, dict):
        return isinstance(stored, dict) and len(stored) == len(sent) and all(same(stored[text_of(key)], item) for key, item in sent.items())
    if isinstance(sent, list | tuple):
        return isinstance(stored, list) and len(stored) == len(sent) and all(map(same, stored, sent))
    if isinstance(sent, dt.datetime) or isinstance(stored, dt.datetime):
        return as_moment(stored) == as_moment(sent)
    if isinstance(sent, dt.date | uuid.UUID):
        return stored == str(sent)
    if isinstance(sent, float):
        return not isinstance(stored, str | bool) and float(stored) == sent  # JSON gives 1e300 back as a whole number
    if isinstance(sent, Decimal):
        return stored == str(sent) or Decimal(repr(stored)) == sent
    return stored == sent and (not isinstance(sent, bool) or isinstance(stored, bool))


def text_of(key):
    return str(key.value if isinstance(key, enum.Enum) else key)


def as_moment(value):
    """In UTC, because Python finds a time that a zone skips or repeats equal to no time in another zone."""
    return (value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)).astimezone(UTC)


def kept(refusal, fields):
    """Whether a dead letter holds what was sent: equal where it can be made again, described where not."""
    try:
        back = originals.unpack(refusal.nodes, lambda name: None)
    except originals.Irreproducible:
        return len(refusal.nodes) > len(fields)
    return back.keys() == fields.keys() and all(repr(plain(back[name])) == repr(plain(fields[name])) for name in fields)


def plain(value):
    if isinstance(value, dt.datetime):
        return value.isoformat()  # the moment and its offset; the name of the zone is not kept
    if isinstance(value, np.ndarray | np.generic | pd.Series):
        return plain(value.tolist())
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dict):
        return {repr(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def read_everywhere(database, folder):
    """Every stored row is in the warehouse, cell by cell, and every kind of file says the same of it."""
    with warehouse_of(database, folder) as opened:
        assert opened.reconcile(cells=True) == []
        for table, documents in (("gex_change_log", ()), ("psychology_notifications", ("data",))):
            written = {kind: reading.content(opened, table, kind, raw=True) for kind in Format}
            held = reading.parquet(written[Format.PARQUET])
            assert held.num_rows == ask(database, f"SELECT count(*) FROM {table}")[0][0]
            assert reading.csv_typed(written[Format.CSV], held.schema).equals(held)
            rows = reading.json_rows(written[Format.JSON])
            assert reading.ndjson_rows(written[Format.NDJSON]) == rows
            expected = reading.comparable(held)
            for row in expected:
                row.update({name: json.loads(row[name], parse_float=Decimal) for name in documents if row[name] is not None})
            assert rows == expected


def test_every_known_oddity(bot, database, destination, tmp_path):
    for value in ODD.values():
        bot.call_with(value)
    rows, refused = check(bot, database, destination, tmp_path)
    assert rows > 50
    assert refused > 100
    read_everywhere(database, tmp_path)


text = (
    st.text(max_size=12)
    | st.text(st.characters(categories=["Cs", "Cc", "Co"]), max_size=3)
    | st.sampled_from([one for one in ODD.values() if isinstance(one, str) and len(one) < 100])
)
numbers = st.integers() | st.floats() | st.decimals() | st.fractions() | st.floats(width=32).map(np.float32) | st.integers(-(2**63), 2**63 - 1).map(np.int64)
times = st.datetimes(timezones=st.none() | st.timezones()) | st.dates() | st.times() | st.timedeltas()
scalars = (
    st.none()
    | st.booleans()
    | text
    | numbers
    | times
    | st.uuids()
    | st.binary(max_size=8)
    | st.sampled_from([Unwilling(), pd.NaT, pd.NA, Word.SPY, object, len])
)
containers = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(text | st.integers() | st.booleans() | st.none(), inner, max_size=4),
    max_leaves=10,
)


def mostly(fitting, odd):
    """One in six odd; `|` would count each of the many kinds of odd values as much as all that fit."""
    return st.sampled_from([fitting] * 5 + [odd]).flatmap(lambda chosen: chosen)


# Mostly such as a column takes: what is refused says nothing about what is stored.
clean = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
finite = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**40), 2**40) | st.decimals(-(10**9), 10**9, places=2)
days = st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2198, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
branches = st.recursive(
    st.booleans() | clean | finite | days, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(clean, inner, max_size=4), max_leaves=8
)
words = mostly(clean, scalars)
figures = mostly(finite, scalars)
moments = mostly(st.none() | days, scalars)
documents = mostly(st.none() | st.dictionaries(clean, branches, max_size=4) | st.lists(branches, max_size=4), containers)


def invented(call, **fields):
    """Make so many calls with what Hypothesis invents, ten an example: an example costs as much as what is drawn in it.

    Half of all in each of two tests, which may run at the same time.
    """

    @settings(max_examples=EXAMPLES // 2 // TOGETHER, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(st.fixed_dictionaries(fields), min_size=TOGETHER, max_size=TOGETHER))
    def calls(several):
        for one in several:
            call(**one)

    calls()


def found_again(bot, database, destination, tmp_path):
    rows, refused = check(bot, database, destination, tmp_path)
    assert rows + refused >= 0.95 * EXAMPLES / 2
    assert min(rows, refused) > EXAMPLES / 10
    read_everywhere(database, tmp_path)


@pytest.mark.timeout(900)
def test_any_figure_that_can_be_invented(bot, database, destination, tmp_path):
    def call(word, figure, second_figure, moment):
        bot.call(log_gex_change, symbol=word, previous_gex=figure, current_gex=2.0, spot_price=second_figure, at=moment)

    invented(call, word=words, figure=figures, second_figure=figures, moment=moments)
    found_again(bot, database, destination, tmp_path)


@pytest.mark.timeout(900)
def test_any_document_that_can_be_invented(bot, database, destination, tmp_path):
    def call(word, moment, document):
        bot.call(log_psychology_notification, message=word, at=moment, details=document)

    invented(call, word=words, moment=moments, document=documents)
    found_again(bot, database, destination, tmp_path)
